import JSON

/// Who wrote a mail and to whom it went, read from a draft.
struct MailParties {
    typealias Party = (name: String?, address: EmailAddress)

    let sender: Party
    /// To, Cc, Bcc and envelope, each once.
    let recipients: [Party]

    /// Nil where the draft does not name the sender, or where a bounce is about somebody else than its sender.
    init?(_ draft: EntryDraft) {
        guard draft.data[.kind]?.string != "bounce" else { return nil }
        let written = draft.data[.from].map(MailParties.parties) ?? []
        let hinted = draft.contact.email.map(EmailAddress.list) ?? []
        guard let sender = written.first ?? hinted.first else { return nil }
        self.sender = sender
        var seen: Set<EmailAddress> = []
        let listed = draft.data[.recipients] ?? draft.data[.to] ?? .null
        recipients = MailParties.parties(listed).filter { seen.insert($0.address).inserted }
    }

    private static func parties(_ value: JSONValue) -> [Party] {
        switch value {
        case .string(let text): return EmailAddress.list(text)
        case .array(let elements): return elements.flatMap(parties)
        case .object(let object):
            let text = object["email"]?.string ?? object["address"]?.string ?? ""
            let name = object["name"]?.string
            return EmailAddress.list(text).map { (name: name ?? $0.name, address: $0.address) }
        case .null, .bool, .number: return []
        }
    }
}

/// What filing a mail needs to know of the request that brought it.
struct MailOrigin {
    let hook: HookName?
    /// ISO 3166 country by whose habit a date of three numbers is read.
    let region: String
}

extension Filing {
    /// Mail goes out when one of us wrote it, whatever the adapter took it for.
    func decide(
        _ mail: MailParties,
        of draft: EntryDraft,
        from origin: MailOrigin,
        directory: some DirectoryReader
    ) throws -> Decision {
        let lines = try mail.recipients.map { try directory.line(of: $0.address) }
        if let own = try directory.line(of: mail.sender.address) {
            return try decideOutbound(mail, from: own, to: lines, of: draft, origin, directory: directory)
        }
        return try decideInbound(mail, to: lines, of: draft, origin, directory: directory)
    }

    private func decideInbound(
        _ mail: MailParties,
        to lines: [Line?],
        of draft: EntryDraft,
        _ origin: MailOrigin,
        directory: some DirectoryReader
    ) throws -> Decision {
        let hinted = try draft.member.email.flatMap { EmailAddress($0) }.flatMap { try directory.line(of: $0) }
        let ours = lines.compactMap { $0 } + [hinted].compactMap { $0 }
        if let ignored = ours.first(where: { $0.kind == .ignore }), ours.allSatisfy({ $0.kind == .ignore }) {
            return .ignored(reason: "\(Redaction.address(ignored.address)) is on the ignore-list")
        }
        let mailboxes = ours.filter { $0.kind != .ignore }
        if let first = mailboxes.first, mailboxes.allSatisfy({ isLoggedElsewhere($0, than: origin.hook) }) {
            return ignored(first)
        }
        let line = ours.first { $0.kind == .member } ?? ours.first { $0.kind == .shared }
        let seat = try seat(of: line, hint: draft.member.memberID, directory: directory)
        if let id = draft.contact.contactID {
            let about = mail.sender
            return .entries([
                try entry(of: draft, for: id, about: about, "inbound", seat: seat, directory: directory)
            ])
        }
        let inbound = self.draft(draft, about: mail.sender, direction: "inbound")
        let found = try contacts(at: HintedAddresses.addresses(of: mail.sender.address), directory: directory)
        return .entries(found.map { entry(for: $0, seat: seat, draft: inbound) })
    }

    private func decideOutbound(
        _ mail: MailParties,
        from own: Line,
        to lines: [Line?],
        of draft: EntryDraft,
        _ origin: MailOrigin,
        directory: some DirectoryReader
    ) throws -> Decision {
        guard own.kind != .ignore else {
            return .ignored(reason: "\(Redaction.address(own.address)) is on the ignore-list")
        }
        let outside = zip(mail.recipients, lines).filter { $0.1 == nil }.map(\.0)
        if outside.isEmpty, own.kind != .drop, lines.contains(where: { $0?.kind == .drop }) {
            let isInternal = lines.contains { $0.map { $0.kind != .drop } ?? false }
            let forward = try decideForward(of: draft, by: own, isInternal: isInternal, origin, directory: directory)
            if let forward { return forward }
        }
        if isLoggedElsewhere(own, than: origin.hook) { return ignored(own) }
        let seat = try seat(of: own, hint: draft.member.memberID, directory: directory)
        if let id = draft.contact.contactID {
            let about = outside.first
            return .entries([
                try entry(of: draft, for: id, about: about, "outbound", seat: seat, directory: directory)
            ])
        }
        guard !outside.isEmpty else {
            let hasColleague = lines.contains { $0.map { $0.kind != .drop } ?? false }
            return .ignored(reason: hasColleague ? "internal mail" : "no recipient outside our own addresses")
        }
        return .entries(try outbound(draft, to: outside, seat: seat, directory: directory))
    }

    /// One entry for each contact among the recipients, however many of their addresses the mail names.
    func outbound(
        _ draft: EntryDraft,
        to outside: [MailParties.Party],
        seat: Seat,
        directory: some DirectoryReader
    ) throws -> [FiledEntry] {
        var entries: [FiledEntry] = []
        var seen: Set<ContactID> = []
        for recipient in outside {
            let outbound = self.draft(draft, about: recipient, direction: "outbound")
            let found = try contacts(at: HintedAddresses.addresses(of: recipient.address), directory: directory)
            for contact in found {
                if case .known(let known) = contact, !seen.insert(known.id).inserted { continue }
                entries.append(entry(for: contact, seat: seat, draft: outbound))
            }
        }
        return entries
    }

    /// The draft about one of the parties: the hint names them, the direction is the true one.
    func draft(_ draft: EntryDraft, about party: MailParties.Party, direction: String) -> EntryDraft {
        var about = directed(draft, direction)
        let hinted = draft.contact.email.flatMap { EmailAddress($0) }
        let name = party.name ?? (hinted == party.address ? draft.contact.name : nil)
        about.contact = ContactHint(email: party.address.normalized, name: name)
        return about
    }

    /// The draft with the true direction.
    func directed(_ draft: EntryDraft, _ direction: String) -> EntryDraft {
        var draft = draft
        if draft.data[.direction]?.string != direction {
            draft.data = CommsDataShape.setting(.direction, to: .string(direction), in: draft.data)
        }
        return draft
    }
}
