package import JSON

/// How the facts of one subject come together (design §6).
extension EntryDraft {
    /// Which of two drafts names the entry: its key, its type and its source.
    package enum Identity: Sendable {
        case earlier, later
    }

    /// This draft completed by what came later: of `comms_data`, of both hints and of the rest a later value wins, key by
    /// key, and what the later one does not say stays. When it happened and how long it took stays, too, where what comes
    /// only completes: a recording tells of itself.
    package func merged(with later: EntryDraft, named identity: Identity = .earlier) -> EntryDraft {
        var merged = identity == .later ? later : self
        merged.settling = nil
        merged.contact = contact.merged(with: later.contact)
        merged.member = member.merged(with: later.member)
        merged.sentiment = later.sentiment ?? sentiment
        merged.next = later.next ?? next
        merged.status = later.status ?? status
        var data = data
        for fact in later.data where !fact.value.isNull && !holds(fact.name, against: later) {
            data[fact.name] = fact.value
        }
        merged.data = JSONObject(CommsDataShape.ordered(data))
        return merged
    }

    /// What `later` says that this draft does not say, or says otherwise; where and when it happened is no news.
    package func news(in later: EntryDraft) -> JSONObject {
        JSONObject(
            later.data.compactMap { fact -> (String, JSONValue)? in
                guard !Self.circumstances.contains(fact.name), !fact.value.isNull, data[fact.name] != fact.value,
                    !holds(fact.name, against: later)
                else { return nil }
                return (fact.name, fact.value)
            }
        )
    }

    /// A short entry about the same thing that says what is new of it, and what it adds to.
    package func followUp(
        saying news: JSONObject,
        key: String,
        digest: Digest256,
        to reference: EntryID
    ) -> EntryDraft {
        var draft = self
        draft.settling = nil
        draft.key = key
        draft.keyDigest = digest
        draft.sentiment = nil
        draft.next = nil
        var data = JSONObject()
        for fact in self.data where Self.circumstances.contains(fact.name) { data[fact.name] = fact.value }
        for fact in news { data[fact.name] = fact.value }
        let note = ["Adds to \(reference)", news[.note]?.string].compactMap { $0 }.joined(separator: ": ")
        data[CommsDataKey.note.rawValue] = .string(note)
        draft.data = JSONObject(CommsDataShape.ordered(data))
        return draft
    }

    /// True where the draft says about whom and in which direction, whoever told it.
    package var namesParties: Bool {
        let hasContact = contact.phone != nil || contact.email != nil || contact.contactID != nil
        return hasContact && data[.direction] != nil && data[.channel] != nil
    }

    /// True for the time and the length of the whole, which a part of it does not change; no length is none.
    private func holds(_ name: String, against later: EntryDraft) -> Bool {
        guard let value = data[name], !value.isNull, value != 0 else { return false }
        if later.settling?.completes == true { return Self.ofTheWhole.contains(name) }
        return settling?.completes == true && name == CommsDataKey.durationSeconds.rawValue && later.data[name] == 0
    }

    private static let ofTheWhole: Set<String> = Set([CommsDataKey.occurredAt, .durationSeconds].map(\.rawValue))

    private static let circumstances: Set<String> = Set(
        [CommsDataKey.channel, .direction, .kind, .occurredAt, .from, .to, .thread].map(\.rawValue)
    )
}

extension ContactHint {
    func merged(with later: ContactHint) -> ContactHint {
        ContactHint(
            phone: later.phone ?? phone,
            email: later.email ?? email,
            name: later.name ?? name,
            contactID: later.contactID ?? contactID
        )
    }
}

extension MemberHint {
    func merged(with later: MemberHint) -> MemberHint {
        MemberHint(
            phone: later.phone ?? phone,
            email: later.email ?? email,
            memberID: later.memberID ?? memberID
        )
    }
}
