/// A draft with its contact and member decided as far as the directory knows them.
package struct FiledEntry: Sendable, Equatable {
    package enum Contact: Sendable, Equatable {
        case known(KnownContact)
        /// Nobody known yet; the addresses to look up, in order of preference.
        case unresolved([Address])
        /// No address that could ever be looked up (anonymous caller, unreadable number): waits for a person.
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
