import BridgeCore
import Crypto
import GRDB
import Synchronization

/// The list of people who were forgotten: SHA-256 of a random salt of this store, the destination, and an address or a
/// contact's id.
///
/// The salt keeps lists of two stores from being compared and tables made beforehand from being of use. Whoever has the
/// store and tries every number there is can still find out whether one is on the list, and nothing more of the person.
final class ForgottenPeople: Sendable {
    /// What the events and entries of people on the list say.
    static let reason = "forgotten"

    private let salt: [UInt8]
    /// False for a list without anybody, which costs the request path nothing. It may be true too early, never too late.
    private let isUsed: Atomic<Bool>

    init(_ db: Database) throws {
        let salt = try db.first("SELECT salt FROM forgotten_salt", []) { $0[0] as [UInt8] }
        guard let salt, !salt.isEmpty else { throw StorageError.unreadable("forgotten_salt.salt") }
        self.salt = salt
        isUsed = Atomic(try db.first("SELECT 1 FROM forgotten LIMIT 1", []) { _ in true } ?? false)
    }

    var isEmpty: Bool { !isUsed.load(ordering: .sequentiallyConsistent) }

    /// To be called before the first row is written.
    func expectRows() { isUsed.store(true, ordering: .sequentiallyConsistent) }

    func contains(_ name: Name, of destination: DestinationName, in db: Database) throws -> Bool {
        if isEmpty { return false }
        return try db.first(HotSQL.isForgotten, [destination.rawValue, digest(of: name, destination)]) { _ in true }
            ?? false
    }

    func digest(of name: Name, _ destination: DestinationName) -> [UInt8] {
        Array(SHA256.hash(data: salt + Array("\(destination)\u{0}\(name.text)".utf8)))
    }

    /// What the list knows people by.
    enum Name {
        case address(Address)
        case contact(ContactID)
        /// The party of an entry's key: a contact's id or an address.
        case party(String)

        fileprivate var text: String {
            switch self {
            case .address(let address): address.uri
            case .contact(let id): "contact:\(id)"
            case .party(let text): "party:\(text)"
            }
        }
    }
}

extension StoreTransaction {
    func isForgotten(_ address: Address, in destination: DestinationName) throws -> Bool {
        try context.forgotten.contains(.address(address), of: destination, in: db)
    }

    func isForgotten(_ contact: ContactID, in destination: DestinationName) throws -> Bool {
        try context.forgotten.contains(.contact(contact), of: destination, in: db)
    }

    /// The entries that are about nobody on the list.
    func withoutForgotten(
        _ entries: [FiledEntry],
        region: String,
        in destination: DestinationName
    ) throws -> [FiledEntry] {
        if context.forgotten.isEmpty { return entries }
        return try entries.filter { try !isForgotten($0, region: region, in: destination) }
    }

    /// True where an entry would be about somebody on the list, by id or by one of the addresses.
    private func isForgotten(_ entry: FiledEntry, region: String, in destination: DestinationName) throws -> Bool {
        if case .known(let contact) = entry.contact, try isForgotten(contact.id, in: destination) { return true }
        return try entry.draft.contact.addresses(region: region).contains { try isForgotten($0, in: destination) }
    }

    func putOnForgottenList(_ names: [ForgottenPeople.Name], of destination: DestinationName, at now: Timestamp) throws
    {
        context.forgotten.expectRows()
        for name in names {
            try db.run(
                "INSERT OR IGNORE INTO forgotten (destination, digest, forgotten_at) VALUES (?, ?, ?)",
                [destination.rawValue, context.forgotten.digest(of: name, destination), now.milliseconds]
            )
        }
    }

    /// Takes a contact and its address from the list. The keys of the erased entries stand again, so that what was logged
    /// before is not logged a second time.
    func remember(_ contact: ContactID, at address: Address, of destination: DestinationName) throws {
        guard try isForgotten(contact, in: destination) || isForgotten(address, in: destination) else { return }
        for name in [ForgottenPeople.Name.contact(contact), .address(address)] {
            let digest = context.forgotten.digest(of: name, destination)
            try db.run("DELETE FROM forgotten WHERE destination = ? AND digest = ?", [destination.rawValue, digest])
        }
        for party in [contact.rawValue, address.uri] {
            try fileKeys(ofParty: erasedParty(party, of: destination), in: destination)
            try db.run(
                "UPDATE OR IGNORE entry_key SET party = ? WHERE destination = ? AND party = ?",
                [party, destination.rawValue, erasedParty(party, of: destination)]
            )
        }
    }

    /// What stands in an entry's key in place of a forgotten person.
    func erasedParty(_ party: String, of destination: DestinationName) -> String {
        let digest = Digest256(context.forgotten.digest(of: .party(party), destination))
        return Self.erasedPrefix + (digest?.description ?? "")
    }

    static var erasedPrefix: String { "forgotten:" }
}
