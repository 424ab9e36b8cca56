import BridgeCore
import GRDB

/// Which store a file is: a random id and a number that grows with every start and stop, in the database and in a file
/// beside it, which also tells the one file that they belong to.
///
/// A store that was restored, copied or moved shows by one of them that it is not the one that was served here last, and
/// must not send what another may have sent meanwhile. A wrong guess for "copied" costs an operator a command; a wrong
/// guess for "the same" would cost duplicates.
struct StoreIdentity: Sendable, Equatable {
    let id: String
    /// Grows when the store is opened, when it is closed, and once a minute while it changes.
    var turn: Int64

    static func random() -> StoreIdentity {
        let bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        return StoreIdentity(id: bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(), turn: 1)
    }
}

extension StoreIdentity {
    /// What stands in the database.
    struct Row: Sendable, Equatable {
        var identity: StoreIdentity
        /// When this copy was made; nil for a store that is served.
        var copiedAt: Timestamp?
    }

    /// What stands in the file beside the database.
    struct Sidecar: Sendable, Equatable {
        var identity: StoreIdentity
        var file: FileKey
    }

    /// Why a store counts as a copy of another one.
    enum Cause: Sendable, Equatable {
        case backup(Timestamp)
        case otherFile
        case otherStore
        case olderCopy
        case noSidecar
        case shortLog
    }

    enum Standing: Sendable, Equatable {
        /// It has no past that another could have: a new store, or the first start of a version that keeps identities.
        case new
        case same
        case copy(Cause)
    }

    /// - Parameter wasServedHere: true where a high-water mark stands beside the store.
    static func standing(
        of row: Row?,
        beside sidecar: Sidecar?,
        file: FileKey?,
        isNewStore: Bool,
        wasServedHere: Bool
    ) -> Standing {
        guard let row else {
            if isNewStore || sidecar == nil && wasServedHere { return .new }
            return .copy(sidecar == nil ? .noSidecar : .otherStore)
        }
        if let copiedAt = row.copiedAt { return .copy(.backup(copiedAt)) }
        guard let sidecar else { return .copy(.noSidecar) }
        guard sidecar.identity.id == row.identity.id else { return .copy(.otherStore) }
        guard let file, file.isSameFile(as: sidecar.file) else { return .copy(.otherFile) }
        // The file beside it is written after the commit: it may lag behind and never leads.
        return row.identity.turn < sidecar.identity.turn ? .copy(.olderCopy) : .same
    }

    static func sidecarPath(of store: String) -> String { "\(store).identity" }
}

extension StoreIdentity.Cause {
    /// What happened, for operators; `path` is the store's.
    func words(_ path: String) -> String {
        switch self {
        case .backup(let time): "this store is a copy made by `backup` at \(time.rfc3339(in: .utc))"
        case .otherFile: "this store was copied or moved: \(path) is not the file that was served here"
        case .otherStore: "another store was put in this place: \(path).identity tells of a different one"
        case .olderCopy: "an older copy of this store was put in its place"
        case .noSidecar: "\(path).identity is missing: this store may be a copy of another one"
        case .shortLog: "acknowledged events are missing in this store, and the loss was accepted"
        }
    }

    /// Why destinations are paused, and what to do.
    func pauseReason(_ path: String, destination: String) -> String {
        """
        \(words(path)); what was undelivered in it is unknown, because it may have been sent since. If no other bridge \
        serves it: zyntro-bridge destination resume \(destination), then outbox list --state unknown
        """
    }
}

extension StoreIdentity.Row {
    /// Nil before the store was ever opened by a service that keeps identities.
    init?(_ db: Database) throws {
        guard try db.tableExists("store_identity"),
            let row = try db.first(
                "SELECT id, turn, copied_at FROM store_identity",
                [],
                { (id: $0[0] as String, turn: $0[1] as Int64, copiedAt: $0.timestampIfAny(2)) }
            )
        else { return nil }
        identity = StoreIdentity(id: row.id, turn: row.turn)
        copiedAt = row.copiedAt
    }

    func write(_ db: Database) throws {
        try db.run(
            """
            INSERT INTO store_identity (place, id, turn, copied_at) VALUES (1, ?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET id = ?1, turn = ?2, copied_at = ?3
            """,
            [identity.id, identity.turn, copiedAt?.milliseconds]
        )
    }
}

extension StoreIdentity.Sidecar {
    /// Nil where the file beside `store` is missing or cannot be read.
    init?(beside store: String) {
        guard let text = PrivateFile.read(StoreIdentity.sidecarPath(of: store)) else { return nil }
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2 { values[parts[0]] = parts[1] }
        }
        guard let id = values["store"], let turn = values["turn"].flatMap({ Int64($0) }),
            let inode = values["inode"].flatMap({ UInt64($0) }), let device = values["device"].flatMap({ UInt64($0) })
        else { return nil }
        identity = StoreIdentity(id: String(id), turn: turn)
        file = FileKey(inode: inode, device: device, bornAt: values["born"].flatMap { Int64($0) })
    }

    var text: String {
        """
        store \(identity.id)
        turn \(identity.turn)
        inode \(file.inode)
        device \(file.device)
        born \(file.bornAt.map(String.init) ?? "-")

        """
    }

    func write(beside store: String) throws(StoreError) {
        try PrivateFile.write(text, to: StoreIdentity.sidecarPath(of: store))
    }
}
