/// What the directory knows of an address.
package struct DirectoryAnswer: Sendable, Equatable {
    package let address: Address
    package let line: Line?
    package let contacts: [KnownContact]
    /// Where the knowledge comes from (`import`, `lookup`, `assign`), and when Zyntro was last asked.
    package let source: String?
    package let checkedAt: Timestamp?
    /// When Zyntro said last that it knows nobody by the address; nil where it did not, or somebody was found since.
    package var missedAt: Timestamp?
    /// Why its last answer could not be used; nil where it could.
    package var fault: String?
    /// When Zyntro said that it does not know the member of the line: the default member stands in until an import names
    /// it again.
    package var memberUnknownSince: Timestamp?
    /// When Zyntro is asked next.
    package var dueAt: Timestamp?
    /// How many entries wait for somebody by the address.
    package var waiting = 0
    /// What became of creating a contact for it, such as `created`, `refused`, `unknown`; nil where nothing was asked.
    package var creation: String?
    package var isForgotten = false

    package init(address: Address, line: Line?, contacts: [KnownContact], source: String?, checkedAt: Timestamp?) {
        self.address = address
        self.line = line
        self.contacts = contacts
        self.source = source
        self.checkedAt = checkedAt
    }
}

/// One part of an export.
package struct DirectoryPage: Sendable, Equatable {
    package struct Row: Sendable, Equatable {
        package let row: DirectoryRow
        /// `import`, `assign` or `lookup`; nil for a line of ours.
        package let source: String?

        package init(_ row: DirectoryRow, source: String? = nil) {
            self.row = row
            self.source = source
        }
    }

    package let rows: [Row]
    /// Where the next part begins; nil at the end.
    package let next: String?

    package init(rows: [Row], next: String?) {
        self.rows = rows
        self.next = next
    }
}

/// What an assignment did.
package struct AssignReport: Sendable, Equatable {
    /// Contacts that the directory had for the address and has no more.
    package var replaced = 0
    /// Entries that waited and are queued now.
    package var freed = 0

    package init(replaced: Int = 0, freed: Int = 0) {
        self.replaced = replaced
        self.freed = freed
    }
}

/// Somebody as an operator names them.
package enum PersonReference: Sendable, Equatable {
    case address(Address)
    case contact(ContactID)
}

/// What forgetting a person erased, and what it could not.
package struct ForgetReport: Sendable, Equatable {
    package var contacts = 0
    package var addresses = 0
    /// Entries whose contents and addresses are erased, those that waited included.
    package var entries = 0
    /// Of these, entries that had not been delivered: they are discarded.
    package var discarded = 0
    /// Events whose requests are erased.
    package var events = 0
    /// Refused requests in the quarantine that named the person.
    package var quarantined = 0
    /// Zyntro's ids of what was delivered: it stays there until somebody deletes it in Zyntro.
    package var delivered: [Int64] = []
    /// Entries that are being sent and were left alone: forget the person again once they have ended.
    package var inFlight: [EntryID] = []
    /// Erased entries whose outcome was unknown: they may be in Zyntro.
    package var unknown: [EntryID] = []
    package init() {}
}
