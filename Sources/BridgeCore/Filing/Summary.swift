import JSON

/// The first thing that Zyntro reads: one sentence that says what happened, between whom and when.
struct Summary {
    let draft: EntryDraft
    let facts: Composition.Facts
    let zone: Zone

    /// For instance `Missed call from Ana Ruiz to Sam Lee, Mon 2 Mar 2026 09:15 EST`.
    var sentence: String {
        let occurredAt = text(.occurredAt).flatMap { Timestamp(rfc3339: $0, zone: zone) }
        var parts = [statement]
        if let subject = text(.subject), draft.commsType == .email {
            parts.append("“\(Summary.short(subject, to: 80))”")
        }
        parts.append((occurredAt ?? facts.receivedAt).readable(in: zone))
        return parts.joined(separator: ", ") + mark(occurredAt)
    }

    /// Imported and late entries say so: the timeline shows them at the time of their insertion.
    private func mark(_ occurredAt: Timestamp?) -> String {
        if facts.imported { return " (imported)" }
        guard let occurredAt, facts.receivedAt.duration(since: occurredAt) > .seconds(3600) else { return "" }
        return " (received \(facts.receivedAt.readable(in: zone)))"
    }

    private var statement: String {
        switch text(.kind) {
        case "opt_out": "Opt-out by \(channel)\(way)"
        case "opt_in": "Opt-in by \(channel)\(way)"
        case "auto_reply": "Automatic reply by \(channel)\(way)"
        case "bounce": "Bounced \(channel) to \(person)"
        case "voicemail": "Voicemail\(way)\(duration)"
        default: draft.commsType == .call ? call : message
        }
    }

    private var message: String { channel.prefix(1).uppercased() + channel.dropFirst() + way }

    private var call: String {
        switch (text(.outcome), isOutbound) {
        case ("missed", false): "Missed call\(way)"
        case ("missed", true): "Call\(way), not answered"
        case ("voicemail", false): "Voicemail\(way)\(duration)"
        case ("voicemail", true): "Call\(way), reached voicemail\(duration)"
        case ("failed", _): "Failed call\(way)"
        case ("answered", _): "Answered call\(way)\(duration)"
        default: "Call\(way)\(duration)"
        }
    }

    private var channel: String {
        switch text(.channel)?.lowercased() {
        case "sms": "SMS"
        case "mms": "MMS"
        case "rcs": "RCS message"
        case "whatsapp": "WhatsApp message"
        case "email": "e-mail"
        case "phone": draft.commsType == .call ? "call" : "message"
        case "voice": "call"
        case let name?: "\(Summary.short(name, to: 40)) message"
        case nil:
            switch draft.commsType {
            case .email: "e-mail"
            case .sms: "SMS"
            case .call: "call"
            case .message: "message"
            }
        }
    }

    private var isOutbound: Bool { text(.direction) == "outbound" }

    /// ` from … to …`; our side is left out where nobody knows it.
    private var way: String {
        guard isOutbound else { return " from \(person)" + (side.map { " to \($0)" } ?? "") }
        return (side.map { " from \($0)" } ?? "") + " to \(person)"
    }

    private var person: String {
        let isNamedByID = draft.commsType == .email && draft.contact.contactID != nil
        let address = draft.contact.phone ?? draft.contact.email ?? (isNamedByID ? nil : text(isOutbound ? .to : .from))
        let named = [facts.contactName, draft.contact.name, address].lazy.compactMap(named).first
        if let named { return named }
        // Such a mail went to nobody but an inbox of ours: neither of its addresses is the contact's.
        if isNamedByID { return "the contact" }
        if isOutbound { return "an unknown recipient" }
        return draft.commsType == .call ? "an unknown caller" : "an unknown sender"
    }

    private var side: String? {
        let address = text(isOutbound ? .from : .to) ?? draft.member.phone ?? draft.member.email
        return [facts.memberName, text(.handledBy), address].lazy.compactMap(named).first
    }

    private func named(_ text: String?) -> String? {
        guard let text, text.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
        // unknown@example.com is a mailbox, although a caller of this name hides their number.
        if draft.commsType == .email, EmailAddress(text) != nil { return Summary.short(text, to: 80) }
        if let number = PhoneNumber(text, region: "") { return number.e164 }
        switch UnusableNumber(text) {
        case .hidden: return nil
        case .shortCode, .senderName, .unreadable: return Summary.short(text, to: 80)
        }
    }

    private var duration: String {
        let value = draft.data[.durationSeconds]
        guard let seconds = value?.double ?? value?.string.flatMap({ Double($0) }), seconds >= 1, seconds < 1_000_000
        else { return "" }
        let whole = Int(seconds)
        let parts = [(whole / 3600, "h"), (whole / 60 % 60, "min"), (whole % 60, "s")].filter { $0.0 > 0 }
        return ", " + parts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    private func text(_ key: CommsDataKey) -> String? {
        guard let text = draft.data[key]?.string, !text.isEmpty else { return nil }
        return text
    }

    /// One line of at most `count` characters.
    private static func short(_ text: String, to count: Int) -> String {
        let line = text.prefix(count * 4).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > count ? line.prefix(count - 1) + "…" : line
    }
}
