import JSON

/// A contact that Zyntro is to be asked for, made of the entry that waits for it.
package struct ContactCreation: Sendable, Equatable {
    /// The preferred address, by which Zyntro is to recognise a contact that is there already.
    package let address: Address
    package let phone: PhoneNumber?
    /// Without a plus-tag: it is the person's mailbox that is wanted.
    package let email: EmailAddress?
    /// Zyntro requires it.
    package let firstName: String
    package let lastName: String?
    /// Under whom it is created.
    package let member: MemberID

    /// `addresses` are all that are known of the person, the preferred one first; nil where there is none.
    package init?(addresses: [Address], name: String?, member: MemberID) {
        guard let address = addresses.first else { return nil }
        self.address = address
        phone = addresses.lazy.compactMap { if case .phone(let phone) = $0 { phone } else { nil } }.first
        email = addresses.lazy.compactMap { if case .email(let email) = $0 { email.withoutTag } else { nil } }.first
        self.member = member
        let words = (name ?? "").split { $0.isWhitespace }.map(String.init)
        firstName = words.first ?? Self.standIn(for: address)
        lastName = words.count > 1 ? words.dropFirst().joined(separator: " ") : nil
    }

    /// Never the number itself: Zyntro's search by number also reads names, and would find this contact for it.
    private static func standIn(for address: Address) -> String {
        switch address {
        case .phone: "Unknown"
        case .email(let email): String(email.withoutTag.normalized.prefix { $0 != "@" })
        }
    }
}

extension ContactCreation {
    /// Why nobody may be created for the sender of `draft` by `address`; nil where that is a person who came to us by
    /// themselves.
    package static func objection(to draft: EntryDraft, by address: Address) -> String? {
        guard draft.data[.direction]?.string == "inbound" else { return "we wrote or called first" }
        let kind = draft.data[.kind]?.string ?? "person"
        guard kinds.contains(kind) else { return "its kind is \(kind)" }
        let marks = tags(of: draft).filter { machineTags.contains($0) }
        if let mark = marks.first { return "it is marked \(mark)" }
        guard isAuthenticated(draft) else { return "the sender is not authenticated" }
        if case .email(let email) = address, isMachine(email) { return "the mailbox is a machine's" }
        return nil
    }

    /// False where the provider says that the sender is not who it claims to be.
    static func isAuthenticated(_ draft: EntryDraft) -> Bool { draft.isAuthenticated != false }

    private static let kinds: Set = ["person", "voicemail"]
    private static let machineTags: Set = ["spam", "list", "newsletter", "bulk", "bounce", "auto_reply"]

    private static func tags(of draft: EntryDraft) -> [String] {
        (draft.data[.tags]?.array ?? []).compactMap { $0.string?.lowercased() }
    }

    /// Mailboxes that RFC 2142 and custom give to machines.
    private static func isMachine(_ email: EmailAddress) -> Bool {
        let local = email.withoutTag.normalized.prefix { $0 != "@" }.filter(\.isLetter)
        return ["noreply", "donotreply", "mailerdaemon", "postmaster", "bounce", "bounces", "notifications"].contains {
            local == $0
        }
    }
}
