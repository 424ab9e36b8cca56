import JSON

/// A member's forward to a drop address is about the mail inside it.
extension Filing {
    /// A colleague's forward of a forward is opened so often at most.
    private static let depthLimit = 5

    /// What the forwarded mail comes to: filed under the member who forwarded it, about its own sender, or about its
    /// recipients where a member wrote it.
    ///
    /// Without a forwarded mail that can be read it waits for a person; nil where colleagues are among the recipients
    /// then (`isInternal`), and where the payload itself names the contact.
    func decideForward(
        of draft: EntryDraft,
        by own: Line,
        isInternal: Bool,
        _ origin: MailOrigin,
        directory: some DirectoryReader
    ) throws -> Decision? {
        let seat = try seat(of: own, hint: draft.member.memberID, directory: directory)
        var reason = "a forward, but no forwarded mail can be recognised in it"
        var text = draft.data[.body]?.string ?? ""
        var words: String?
        for _ in 0..<Self.depthLimit {
            guard let inner = ForwardedMail(in: text) else { break }
            words = words ?? inner.words
            guard let sender = inner.sender else {
                reason = "a forward, but the mail in it names its sender without an address"
                break
            }
            var forwarded = self.draft(draft, holding: inner, from: sender, words: words ?? "", region: origin.region)
            forwarded.member.memberID = forwarded.member.memberID ?? own.member
            guard try directory.line(of: sender.address) != nil else {
                return try decide(forwarded, about: sender, "inbound", seat: seat, directory: directory)
            }
            let outside = try (inner.to + inner.cc).filter { try directory.line(of: $0.address) == nil }
            if let first = outside.first {
                if draft.contact.contactID != nil {
                    return try decide(forwarded, about: first, "outbound", seat: seat, directory: directory)
                }
                return .entries(try outbound(forwarded, to: outside, seat: seat, directory: directory))
            }
            reason = "a forward, but the mail in it is between our own people"
            text = inner.body
        }
        guard !isInternal, draft.contact.contactID == nil else { return nil }
        var waiting = draft
        waiting.contact = ContactHint()
        return .entries([entry(for: .unaddressed(reason: reason), seat: seat, draft: waiting)])
    }

    private func decide(
        _ draft: EntryDraft,
        about party: MailParties.Party,
        _ direction: String,
        seat: Seat,
        directory: some DirectoryReader
    ) throws -> Decision {
        if let id = draft.contact.contactID {
            return .entries([
                try entry(of: draft, for: id, about: party, direction, seat: seat, directory: directory)
            ])
        }
        let filed = self.draft(draft, about: party, direction: direction)
        let found = try contacts(at: HintedAddresses.addresses(of: party.address), directory: directory)
        return .entries(found.map { entry(for: $0, seat: seat, draft: filed) })
    }

    /// The draft with what the inner mail says in the place of what the outer one said.
    private func draft(
        _ draft: EntryDraft,
        holding inner: ForwardedMail,
        from sender: MailParties.Party,
        words: String,
        region: String
    ) -> EntryDraft {
        var draft = draft
        let recipients = (inner.to + inner.cc).map { JSONValue.string($0.address.normalized) }
        let zone = Zone(named: destination.zone) ?? .utc
        var changes: [(CommsDataKey, JSONValue?)] = [
            (.from, .string(sender.address.normalized)),
            (.to, inner.to.isEmpty ? nil : .string(inner.to.map(\.address.normalized).joined(separator: ", "))),
            (.recipients, recipients.isEmpty ? nil : .array(recipients)),
            (.body, inner.body.isEmpty ? nil : .string(inner.body)),
        ]
        if let subject = inner.subject { changes.append((.subject, .string(subject))) }
        if !words.isEmpty {
            let notes = [draft.data[.note]?.string, words].compactMap { $0 }
            changes.append((.note, .string(notes.joined(separator: "\n"))))
        }
        if let text = inner.date, let date = ForwardedDate.read(text, zone: zone, region: region) {
            changes.append((.occurredAt, .string(date.rfc3339(in: zone))))
        }
        for (key, value) in changes {
            if let value {
                draft.data = CommsDataShape.setting(key, to: value, in: draft.data)
            } else {
                draft.data[key.rawValue] = nil
            }
        }
        return draft
    }
}
