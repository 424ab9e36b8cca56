import JSON

/// Decides who an entry is about and under whose name it goes: the directory applied to a draft.
package struct Filing: Sendable {
    /// What becomes of one draft.
    package enum Decision: Sendable, Equatable {
        /// One entry for each, in this order.
        case entries([FiledEntry])
        /// Nothing to log, and why.
        case ignored(reason: String)
    }

    package let destination: Destination

    package init(destination: Destination) { self.destination = destination }

    /// Applies design §5 to `draft`; never calls Zyntro. `region` (ISO 3166) completes national numbers; `hook` is the
    /// one that the draft came by.
    package func decide(
        _ draft: EntryDraft,
        region: String,
        from hook: HookName? = nil,
        directory: some DirectoryReader
    ) throws -> Decision {
        if draft.commsType == .email, let mail = MailParties(draft) {
            let origin = MailOrigin(hook: hook, region: region)
            return try decide(mail, of: draft, from: origin, directory: directory)
        }
        let person = HintedAddresses(phone: draft.contact.phone, email: draft.contact.email, region: region)
        let side = HintedAddresses(phone: draft.member.phone, email: draft.member.email, region: region)
        let lines = try side.addresses.compactMap { try directory.line(at: $0) }
        let theirs = try directory.firstLine(at: person.addresses)
        for line in lines + [theirs].compactMap({ $0 }) where line.kind == .ignore {
            return .ignored(reason: "\(Redaction.address(line.address)) is on the ignore-list")
        }
        if let line = lines.first(where: { isLoggedElsewhere($0, than: hook) }) { return ignored(line) }
        if theirs != nil, draft.contact.contactID == nil {
            return .ignored(
                reason: lines.isEmpty ? "the contact is our own line" : "both parties are our own"
            )
        }
        if draft.isLeg, lines.isEmpty, draft.member.memberID == nil, try !isToAContact(person, side, directory) {
            let from = side.addresses.first.map(Redaction.address) ?? "its caller"
            return .ignored(reason: "a leg of a call that is logged itself; \(from) is no line of ours")
        }
        let seat = try seat(of: whoAnswers(lines), hint: draft.member.memberID, directory: directory)
        if let reason = reasonToIgnore(draft, person) { return .ignored(reason: reason) }
        let contacts = try contacts(of: draft, at: person, directory: directory)
        return .entries(contacts.map { entry(for: $0, seat: seat, draft: draft) })
    }

    /// Of the lines that one call or message names, the person's: an agent's mailbox tells who spoke, the number that
    /// was dialled only where it rang.
    private func whoAnswers(_ lines: [Line]) -> Line? {
        let members = lines.filter { $0.kind == .member }
        let agent = members.first { line in
            guard case .email = line.address else { return false }
            return true
        }
        return agent ?? members.first ?? lines.first
    }

    /// A leg from a number that is not known for ours is one of our own calls only where it reaches a contact.
    private func isToAContact(
        _ person: HintedAddresses,
        _ side: HintedAddresses,
        _ directory: some DirectoryReader
    ) throws -> Bool {
        try side.addresses.allSatisfy { try directory.contacts(at: $0).isEmpty }
            && person.addresses.contains { try !directory.contacts(at: $0).isEmpty }
    }

    func isLoggedElsewhere(_ line: Line, than hook: HookName?) -> Bool {
        guard let hook, let loggedBy = line.loggedBy else { return false }
        return loggedBy != hook
    }

    func ignored(_ line: Line) -> Decision {
        let hook = line.loggedBy?.rawValue ?? ""
        return .ignored(reason: "\(Redaction.address(line.address)) is logged by the hook \(hook)")
    }

    /// Texts of machines are not worth a timeline, an opt-out is always.
    private func reasonToIgnore(_ draft: EntryDraft, _ person: HintedAddresses) -> String? {
        guard draft.contact.contactID == nil, person.addresses.isEmpty, draft.data[.kind]?.string != "opt_out" else {
            return nil
        }
        switch person.unusable {
        case .shortCode(let code): return "short code \(code)"
        case .senderName(let name): return "alphanumeric sender \(name)"
        case .hidden, .unreadable, nil: return nil
        }
    }

    private func contacts(
        of draft: EntryDraft,
        at person: HintedAddresses,
        directory: some DirectoryReader
    ) throws -> [FiledEntry.Contact] {
        if let id = draft.contact.contactID { return [.known(KnownContact(id: id, name: draft.contact.name))] }
        guard person.addresses.isEmpty else { return try contacts(at: person.addresses, directory: directory) }
        let reason =
            switch person.unusable {
            case .hidden: "anonymous caller"
            case .shortCode(let code): "short code \(code)"
            case .senderName(let name): "alphanumeric sender \(name)"
            case .unreadable: "the number or address cannot be read"
            case nil: "no number or address of the contact"
            }
        return [.unaddressed(reason: reason)]
    }

    /// Whom the directory knows by the first of `addresses` at which it knows anybody.
    func contacts(at addresses: [Address], directory: some DirectoryReader) throws -> [FiledEntry.Contact] {
        for address in addresses {
            let known = try directory.contacts(at: address)
            if known.count == 1 { return [.known(known[0])] }
            guard !known.isEmpty else { continue }
            return destination.severalContacts == .all ? known.map { .known($0) } : [.ambiguous(known, address)]
        }
        return [.unresolved(addresses)]
    }

    /// Under whose name an entry goes.
    struct Seat {
        let member: MemberID
        let name: String?
    }

    /// The member that the payload names, else the one of `line`, else the default member; one that Zyntro no longer
    /// knows is replaced by the default member and keeps the name.
    func seat(of line: Line?, hint: MemberID?, directory: some DirectoryReader) throws -> Seat {
        if let hint, try directory.isKnown(hint) {
            return Seat(member: hint, name: line?.member == hint ? line?.name : nil)
        }
        guard let member = line?.member, try directory.isKnown(member) else {
            return Seat(member: destination.defaultMember, name: line?.kind == .member ? line?.name : nil)
        }
        return Seat(member: member, name: line?.name)
    }

    /// The entry with the member's name in `handled_by` where the draft names nobody.
    func entry(for contact: FiledEntry.Contact, seat: Seat, draft: EntryDraft) -> FiledEntry {
        var draft = draft
        if let name = seat.name, draft.data[.handledBy] == nil {
            draft.data = CommsDataShape.setting(.handledBy, to: .string(name), in: draft.data)
        }
        return FiledEntry(contact: contact, member: seat.member, memberName: seat.name, draft: draft)
    }
}

/// The addresses of one party as an adapter hinted at them, normalised, in order of preference.
struct HintedAddresses {
    private(set) var addresses: [Address] = []
    /// Why a phone hint gave no address; nil where there was none.
    private(set) var unusable: UnusableNumber?

    init(phone: String?, email: String?, region: String) {
        if let phone, !phone.isEmpty {
            if let number = PhoneNumber(phone, region: region) {
                addresses.append(.phone(number))
            } else if let address = EmailAddress(phone), !phone.contains(":") {
                addresses += HintedAddresses.addresses(of: address)
            } else {
                unusable = UnusableNumber(phone)
            }
        }
        guard let email, !email.isEmpty else { return }
        if let address = EmailAddress(email) {
            addresses += HintedAddresses.addresses(of: address)
        } else if unusable == nil {
            unusable = .unreadable
        }
    }

    /// The mailbox, then the mailbox without its plus-tag.
    static func addresses(of email: EmailAddress) -> [Address] {
        let bare = email.withoutTag
        return bare == email ? [.email(email)] : [.email(email), .email(bare)]
    }
}

extension ContactHint {
    /// The addresses of the contact, normalised, in order of preference; `region` completes national numbers.
    package func addresses(region: String) -> [Address] {
        HintedAddresses(phone: phone, email: email, region: region).addresses
    }
}

extension DirectoryReader {
    /// Our own line at the first of `addresses` that is one.
    func firstLine(at addresses: [Address]) throws -> Line? {
        for address in addresses {
            if let line = try line(at: address) { return line }
        }
        return nil
    }

    func line(of email: EmailAddress) throws -> Line? { try firstLine(at: HintedAddresses.addresses(of: email)) }
}
