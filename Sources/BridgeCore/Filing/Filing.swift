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

    /// Applies design §5 to `draft`; never calls Zyntro.
    package func decide(
        _ draft: EntryDraft, region: String, directory: some DirectoryReader
    ) throws -> Decision { .entries([]) }
}

/// A draft with its contact and member decided as far as the directory knows them.
package struct FiledEntry: Sendable, Equatable {
    package enum Contact: Sendable, Equatable {
        case known(KnownContact)
        /// Nobody known yet; the addresses to look up, in order of preference.
        case unresolved([Address])
        /// No address that could ever be looked up (anonymous caller, short code): waits for a person.
        case unaddressed(reason: String)
        /// Several contacts share the address and the policy is to park: waits for a person.
        case ambiguous([KnownContact], Address)
    }

    package let contact: Contact
    /// Zyntro's member, or the default member.
    package let member: MemberID
    package let memberName: String?
    package let draft: EntryDraft

    package init(contact: Contact, member: MemberID, memberName: String? = nil, draft: EntryDraft) {
        self.contact = contact
        self.member = member
        self.memberName = memberName
        self.draft = draft
    }
}
