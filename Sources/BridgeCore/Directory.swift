/// An address of our own: who answers there, or that nobody shall be logged for it.
package struct Line: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A member's own number or mailbox.
        case member
        /// A number or mailbox of several; its entries go under the default member, or the member it names.
        case shared
        /// A BCC or forward inbox: what reaches it is logged, itself it is nobody.
        case drop
        /// Never logged, for instance a line that Zyntro itself runs.
        case ignore
    }

    package let kind: Kind
    package let address: Address
    package let member: MemberID?
    package let name: String?
    /// The hook that logs what passes here; what other hooks tell of this line is ignored.
    package let loggedBy: HookName?

    package init(
        kind: Kind,
        address: Address,
        member: MemberID? = nil,
        name: String? = nil,
        loggedBy: HookName? = nil
    ) {
        self.kind = kind
        self.address = address
        self.member = member
        self.name = name
        self.loggedBy = loggedBy
    }
}

/// A contact that an address belongs to.
package struct KnownContact: Sendable, Hashable {
    package let id: ContactID
    package let name: String?

    package init(id: ContactID, name: String? = nil) {
        self.id = id
        self.name = name
    }
}

/// Reads the directory of one destination; inside the writer's transaction it is the database, in a test a dictionary.
package protocol DirectoryReader {
    /// Our own line or mailbox by that address.
    func line(at address: Address) throws -> Line?
    /// Every contact by that address; several where people share it.
    func contacts(at address: Address) throws -> [KnownContact]
    /// A name and addresses of a contact that is named by its id; nil where none is known.
    func hint(of contact: ContactID) throws -> ContactHint?
    /// False once Zyntro said that it does not know the member.
    func isKnown(_ member: MemberID) throws -> Bool
}
