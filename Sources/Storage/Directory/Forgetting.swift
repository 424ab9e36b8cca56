package import BridgeCore
import GRDB
import JSON

/// Erasing a person: first they go on the list, so that nothing new is filed; then what is there is found and erased, in
/// parts that let others write in between; the directory's own rows go last, so that a run that was cut off can be repeated.
extension SQLiteStore {
    /// Entries erased in one commit.
    private static var erasedAtOnce: Int { 200 }

    package func forget(
        _ person: PersonReference,
        of destination: DestinationName,
        isDryRun: Bool,
        at now: Timestamp
    ) async throws(StoreError) -> ForgetReport {
        let profile = try await writer.commit { transaction in
            let profile = try transaction.profile(of: person, in: destination)
            if !isDryRun { try transaction.putOnForgottenList(profile.names, of: destination, at: now) }
            return profile
        }
        var report = ForgetReport()
        report.contacts = profile.contacts.count
        report.addresses = profile.addresses.count
        var rest = try await read { db in try profile.entries(in: db) }[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(Self.erasedAtOnce))
            rest = rest.dropFirst(part.count)
            let counted = report
            report = try await writer.commit { transaction in
                var report = counted
                try transaction.erase(part, isDryRun: isDryRun, into: &report, at: now)
                return report
            }
        }
        report.quarantined = try await forgetRefusals(of: profile, isDryRun: isDryRun)
        if isDryRun { return report }
        try await eraseKeys(of: profile)
        try await writer.commit { transaction in try transaction.eraseDirectory(of: profile) }
        return report
    }

    /// Keys outlive the rows of their entries, and name the person still.
    private func eraseKeys(of profile: PersonProfile) async throws(StoreError) {
        let parties = profile.parties
        try await writer.commit { transaction in
            for party in parties { try transaction.fileKeys(ofParty: party, in: profile.destination) }
        }
        var rest = try await read { db in try profile.keys(in: db) }[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(Self.erasedAtOnce))
            rest = rest.dropFirst(part.count)
            try await writer.commit { transaction in
                for key in part { try transaction.eraseParty(key.party, of: key.digest, in: profile.destination) }
            }
        }
    }
}

/// What the store knows a person by.
struct PersonProfile: Sendable {
    let destination: DestinationName
    var contacts: [ContactID] = []
    /// Those that belong to nobody else.
    var addresses: [Address] = []

    var names: [ForgottenPeople.Name] {
        contacts.map(ForgottenPeople.Name.contact) + addresses.map(ForgottenPeople.Name.address)
    }

    var parties: [String] { contacts.map(\.rawValue) + addresses.map(\.uri) }

    /// The keys that name the person. This scans the keys: it is done beside the writer, and rarely.
    func keys(in db: Database) throws -> [(digest: [UInt8], party: String)] {
        try db.all(
            """
            SELECT digest, party FROM entry_key WHERE destination = ? AND party IN (SELECT value FROM json_each(?))
            """,
            [destination.rawValue, JSONValue.array(parties.map(JSONValue.string)).text()]
        ) { (digest: $0[0], party: $0[1]) }
    }

    /// Every entry that is or was about the person. This scans the entries: it is done beside the writer, and rarely.
    func entries(in db: Database) throws -> [EntryID] {
        let ids = JSONValue.array(contacts.map { .string($0.rawValue) }).text()
        let uris = JSONValue.array(addresses.map { .string($0.uri) }).text()
        // An entry of somebody else by the same number, from when it was theirs, is not this person's.
        return try db.all(
            """
            SELECT id FROM entry WHERE destination = ?1 AND (contact_id IN (SELECT value FROM json_each(?2))
                OR (address IN (SELECT value FROM json_each(?3)) AND (contact_id IS NULL OR ?4)))
            UNION SELECT entry_id FROM waiting_address
                WHERE destination = ?1 AND address IN (SELECT value FROM json_each(?3))
            ORDER BY 1
            """,
            [destination.rawValue, ids, uris, contacts.isEmpty]
        ) { EntryID(rawValue: $0[0]) }
    }
}

extension StoreTransaction {
    func profile(of person: PersonReference, in name: DestinationName) throws -> PersonProfile {
        let destination = try destination(name)
        var profile = PersonProfile(destination: name)
        switch person {
        case .contact(let id): profile.contacts = [id]
        case .address(let address):
            try refuseLine(at: address, of: name)
            profile.addresses = [address]
            let known = try DirectoryView(db: db, destination: destination, now: Timestamp(milliseconds: 0)).contacts(
                at: address
            )
            guard known.count < 2 else {
                throw StoreError(
                    .conflict,
                    "\(known.count) contacts share this address; forget one of them by its contact id"
                )
            }
            profile.contacts = known.map(\.id)
        }
        for contact in profile.contacts {
            let uris = try db.all(
                """
                SELECT address FROM contact_address AS mine WHERE destination = ?1 AND contact_id = ?2 AND NOT EXISTS (
                    SELECT 1 FROM contact_address AS theirs WHERE theirs.destination = ?1
                        AND theirs.address = mine.address AND theirs.contact_id <> ?2)
                """,
                [name.rawValue, contact.rawValue]
            ) { $0[0] as String }
            profile.addresses += uris.compactMap(Address.init(uri:)).filter { !profile.addresses.contains($0) }
        }
        return profile
    }

    func refuseLine(at address: Address, of destination: DestinationName) throws {
        let line = try db.first(HotSQL.lineAt, [destination.rawValue, address.uri]) { $0[0] as String }
        guard let line else { return }
        throw StoreError(.conflict, "the address is a line of ours (\(line)); import it as something else first")
    }

    /// Erases the contents of entries, of the events that made them and of their attempts; their keys stay.
    func erase(_ ids: [EntryID], isDryRun: Bool, into report: inout ForgetReport, at now: Timestamp) throws {
        // Freed space is overwritten, so that the file does not go on holding what was deleted.
        try db.execute(sql: "PRAGMA secure_delete = ON")
        for id in ids {
            guard let entry = try entry(id) else { continue }
            guard entry.state != .sending else {
                report.inFlight.append(id)
                continue
            }
            report.entries += 1
            if entry.state == .unknown { report.unknown.append(id) }
            if !entry.state.isFinal { report.discarded += 1 }
            if let chID = entry.chID { report.delivered.append(chID) }
            let events = try db.all("SELECT event_id FROM entry_event WHERE entry_id = ?", [id.rawValue]) {
                EventID(rawValue: $0[0])
            }
            for event in events where try isDryRun ? hasContents(event) : eraseContents(of: event) {
                report.events += 1
            }
            if !isDryRun { try erase(entry, at: now) }
        }
        try db.execute(sql: "PRAGMA secure_delete = OFF")
    }

    private func erase(_ row: EntryRow, at now: Timestamp) throws {
        var entry = row
        try stopWaiting(entry)
        if entry.state.isFinal {
            entry.reason = ForgottenPeople.reason
        } else {
            entry.leave(for: .discarded, reason: ForgottenPeople.reason)
        }
        entry.contact = nil
        entry.address = nil
        try save(entry, from: row.state, at: now)
        if row.state == .settling { try endWindow(of: row.id) }
        if let lane = row.lane { try reviseLane(lane, of: row.destination) }
        try db.run("UPDATE entry SET draft = ? WHERE id = ?", [DraftCoding.erased, row.id.rawValue])
        try db.run("DELETE FROM entry_draft WHERE entry_id = ?", [row.id.rawValue])
        try db.run("UPDATE attempt SET detail = NULL WHERE entry_id = ?", [row.id.rawValue])
        try fileKeys(of: row.keyDigest)
        let parties = try db.all(
            "SELECT party FROM entry_key WHERE destination = ? AND digest = ? AND entry_id = ?",
            [row.destination.rawValue, row.keyDigest, row.id.rawValue]
        ) { $0[0] as String }
        for party in parties where !party.isEmpty && !party.hasPrefix(Self.erasedPrefix) {
            try eraseParty(party, of: row.keyDigest, in: row.destination)
        }
    }

    /// The key goes on telling a duplicate, without naming whom it is about.
    fileprivate func eraseParty(
        _ party: String,
        of digest: some StatementValue,
        in destination: DestinationName
    ) throws {
        try db.run(
            "UPDATE OR IGNORE entry_key SET party = ? WHERE destination = ? AND digest = ? AND party = ?",
            [erasedParty(party, of: destination), destination.rawValue, digest, party]
        )
    }

    private func hasContents(_ event: EventID) throws -> Bool {
        try db.first("SELECT 1 FROM event WHERE id = ? AND headers <> '[]'", [event.rawValue]) { _ in true } ?? false
    }

    /// False where it was erased before.
    private func eraseContents(of event: EventID) throws -> Bool {
        try db.run("DELETE FROM event_body WHERE event_id = ?", [event.rawValue])
        try db.run(
            """
            UPDATE event SET target = '/hooks/' || hook, headers = '[]', body = x''
            WHERE id = ? AND (headers <> '[]' OR body IS NULL OR length(body) > 0)
            """,
            [event.rawValue]
        )
        return db.changesCount > 0
    }

    func eraseDirectory(of profile: PersonProfile) throws {
        try db.execute(sql: "PRAGMA secure_delete = ON")
        let destination = profile.destination.rawValue
        for contact in profile.contacts {
            try db.run(
                "DELETE FROM contact_address WHERE destination = ? AND contact_id = ?",
                [destination, contact.rawValue]
            )
        }
        for party in profile.parties {
            let place: [any StatementValue] = [destination, Fuse.subject(of: party)]
            try db.run("DELETE FROM fuse WHERE destination = ? AND subject = ?", place)
        }
        for address in profile.addresses {
            for table in ["contact_address", "lookup", "creation"] {
                try db.run(
                    "DELETE FROM \(table) WHERE destination = ? AND address = ?",
                    [destination, address.uri]
                )
            }
        }
        try db.execute(sql: "PRAGMA secure_delete = OFF")
    }
}
