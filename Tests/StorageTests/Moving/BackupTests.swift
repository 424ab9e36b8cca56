import BridgeCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// `backup` beside a running store, and `restore`.
struct BackupTests {
    private func backUp(_ fixture: StoreFixture, to path: String) async throws -> BackupStatus {
        _ = try await fixture.store.startBackup(to: path, at: fixture.now)
        return try await ended(fixture)
    }

    private func ended(_ fixture: StoreFixture) async throws -> BackupStatus {
        #expect(await eventually { await fixture.store.backupStatus()?.state != .running })
        return try #require(await fixture.store.backupStatus())
    }

    @Test func aBackupIsWholeMarkedAndPrivate() async throws {
        let fixture = try StoreFixture()
        for id in 1...20 { try await fixture.accept(Int64(id), [.known("\(id)")]) }
        let path = fixture.directory.path("copy.sqlite")

        let status = try await backUp(fixture, to: path)

        #expect(status.state == .done, "\(status.detail)")
        #expect(status.events == 20 && status.entries == 20)
        #expect(status.writtenBytes > 0)
        #expect(PrivateFile.mode(of: path) == 0o600)
        #expect(!PrivateFile.exists("\(path).partial") && !PrivateFile.exists("\(path)-wal"))
        let row = try await DatabaseQueue(path: path).read { db in try StoreIdentity.Row(db) }
        #expect(row?.copiedAt == fixture.now)
        let own = try await fixture.store.pool.read { db in try StoreIdentity.Row(db) }
        #expect(own?.copiedAt == nil && own?.identity.id == row?.identity.id)
    }

    @Test func theWriterGoesOnWhileACopyIsMade() async throws {
        let fixture = try StoreFixture()
        for id in 1...200 {
            let body = (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* id) }
            _ = try await fixture.store.append(.sample(Int64(id), [.known("\(id)")], at: fixture.now, body: body))
        }
        let path = fixture.directory.path("copy.sqlite")

        _ = try await fixture.store.startBackup(to: path, at: fixture.now)
        for id in 201...300 { try await fixture.accept(Int64(id), [.known("\(id)")]) }
        let status = try await ended(fixture)

        #expect(status.state == .done, "\(status.detail)")
        #expect((200...300).contains(status.events))
        #expect(status.events == status.entries, "an event is there with its entry or not at all")
    }

    @Test func neverOverwritesAndSaysWhatIsWrong() async throws {
        let fixture = try StoreFixture()
        let path = fixture.directory.path("there.sqlite")
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))

        for (target, words) in [
            (path, "exists already"), (fixture.directory.path("no/dir/x"), "no directory"), ("x", "absolute"),
        ] {
            let error = await #expect(throws: StoreError.self) {
                _ = try await fixture.store.startBackup(to: target, at: fixture.now)
            }
            #expect(error?.code == .conflict)
            #expect(error?.detail.contains(words) == true, "\(error?.detail ?? "")")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("mine".utf8))
        #expect(await fixture.store.backupStatus() == nil)
    }

    @Test(.enabled(if: getuid() != 0, "the superuser may write everywhere"))
    func aDirectoryThatTakesNoFilesFailsAndLeavesNothing() async throws {
        let fixture = try StoreFixture()
        let folder = fixture.directory.path("closed")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)

        let status = try await backUp(fixture, to: "\(folder)/copy.sqlite")

        #expect(status.state == .failed && status.detail.contains("cannot write"))
    }

    #if os(Linux)
        @Test func noRoomIsToldBeforeAnythingIsWritten() async throws {
            let fixture = try StoreFixture()

            let error = await #expect(throws: StoreError.self) {
                _ = try await fixture.store.startBackup(to: "/proc/copy.sqlite", at: fixture.now)
            }

            #expect(error?.code == .full)
            #expect(error?.detail.contains("MiB are free") == true)
        }
    #endif

    @Test func aRestoredBackupIsPausedUntilItIsReleased() async throws {
        let original = try StoreFixture()
        try await original.accept(1, [.known("a")])
        let backup = original.directory.path("copy.sqlite")
        #expect(try await backUp(original, to: backup).state == .done)
        let place = try TemporaryDirectory()

        let report = try StoreRestore(
            backup: backup,
            store: place.path("store.sqlite"),
            replaces: false,
            now: original.now
        ).run()

        #expect(report.events == 1 && report.entries == 1)
        #expect(report.madeAt == original.now && report.movedTo == nil)
        let restored = try StoreFixture(in: place)
        #expect(restored.store.adopted == .backup(original.now))
        #expect(try await restored.states() == [.unknown])
        #expect(try await restored.store.destinations().first?.pauseReason?.contains("copy made by `backup`") == true)
        #expect(try await original.claim().map(\.draft.key) == ["a"], "the original goes on")
        #expect(PrivateFile.mode(of: restored.path) == 0o600)
    }

    @Test func aStoreThatIsThereIsKeptAside() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("old")])
        let backup = fixture.directory.path("copy.sqlite")
        _ = try await backUp(fixture, to: backup)
        try await fixture.accept(2, [.known("newer")])
        var restore = StoreRestore(backup: backup, store: fixture.path, replaces: true, now: fixture.now)
        let running = #expect(throws: StoreError.self) { _ = try restore.run() }
        #expect(running?.detail.contains("in use by the process") == true)
        try await fixture.store.close()
        restore = StoreRestore(backup: backup, store: fixture.path, replaces: false, now: fixture.now)
        let refusal = #expect(throws: StoreError.self) { _ = try restore.run() }
        #expect(refusal?.detail.contains("--replace") == true)

        let report = try StoreRestore(backup: backup, store: fixture.path, replaces: true, now: fixture.now).run()

        let aside = try #require(report.movedTo)
        let again = try StoreFixture(in: fixture.directory)
        #expect(again.store.adopted == .backup(fixture.now))
        #expect(try await again.entries().count == 1)
        let kept = try SQLiteStore.open(path: aside, destinations: [fixture.destination], clock: fixture.clock)
        #expect(kept.adopted == nil, "it is the store that it was")
        #expect(try await kept.entries(EntryFilter()).count == 2)
        #expect(FileManager.default.fileExists(atPath: backup))
    }

    /// The power went after the store was moved aside and before the backup had its place.
    @Test func noStoreIsMadeWhereARestoreWasCutOff() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let backup = fixture.directory.path("copy.sqlite")
        _ = try await backUp(fixture, to: backup)
        try await fixture.store.close()
        for companion in ["", "-wal", "-shm", ".mark", ".identity"] where PrivateFile.exists(fixture.path + companion) {
            try PrivateFile.move(fixture.path + companion, to: "\(fixture.path).replaced-1" + companion)
        }
        try PrivateFile.create("\(fixture.path).restoring")

        let refusal = #expect(throws: StoreError.self) { _ = try StoreFixture(in: fixture.directory) }

        #expect(refusal?.code == .conflict)
        #expect(refusal?.detail.contains("run `zyntro-bridge restore` once more") == true)
        #expect(!PrivateFile.exists(fixture.path))
        _ = try StoreRestore(backup: backup, store: fixture.path, replaces: false, now: fixture.now).run()
        #expect(try await StoreFixture(in: fixture.directory).entries().count == 1)
    }

    @Test func aRestoreThatFailsAfterTheStoreWasMovedSaysWhereItIs() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let backup = fixture.directory.path("copy.sqlite")
        _ = try await backUp(fixture, to: backup)
        try await fixture.store.close()
        let store = fixture.directory.path("other.sqlite")
        try PrivateFile.write("a mark", to: "\(store).mark")
        var restore = StoreRestore(backup: backup, store: store, replaces: true, now: fixture.now)
        restore.progress = { _, _ in _ = try? PrivateFile.create(store) }

        let failure = #expect(throws: StoreError.self) { _ = try restore.run() }

        #expect(failure?.detail.contains("kept as \(store).replaced-\(fixture.now.seconds)") == true)
        #expect(PrivateFile.exists("\(store).restoring"))
        #expect(PrivateFile.exists("\(store).replaced-\(fixture.now.seconds).mark"))
    }

    @Test func aDamagedBackupIsNotRestored() async throws {
        let fixture = try StoreFixture()
        for id in 1...50 { try await fixture.accept(Int64(id), [.known("\(id)", text: "\(id)")]) }
        let backup = fixture.directory.path("copy.sqlite")
        _ = try await backUp(fixture, to: backup)
        try overwrite(backup, page: 12)
        let place = try TemporaryDirectory()

        let error = #expect(throws: StoreError.self) {
            _ = try StoreRestore(
                backup: backup,
                store: place.path("store.sqlite"),
                replaces: false,
                now: fixture.now
            ).run()
        }

        #expect(error?.code == .damaged)
        #expect(!FileManager.default.fileExists(atPath: place.path("store.sqlite")))
        #expect(!FileManager.default.fileExists(atPath: place.path("store.sqlite.restoring")))
    }

    @Test func onlyAStoreOfTheBridgeOfThisVersionOrAnOlderOneIsRestored() async throws {
        let place = try TemporaryDirectory()
        let other = place.path("other.sqlite")
        try await DatabaseQueue(path: other).write { db in try db.execute(sql: "CREATE TABLE recipe (id)") }
        let fixture = try StoreFixture()
        let newer = fixture.directory.path("newer.sqlite")
        _ = try await backUp(fixture, to: newer)
        try await DatabaseQueue(path: newer).write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 of the future')")
        }

        for (file, words) in [(other, "another program"), (newer, "newer version"), (place.path("no"), "no file")] {
            let error = #expect(throws: StoreError.self) {
                _ = try StoreRestore(
                    backup: file,
                    store: place.path("store.sqlite"),
                    replaces: false,
                    now: fixture.now
                ).run()
            }
            #expect(error?.detail.contains(words) == true, "\(error?.detail ?? "")")
        }
    }

    @Test func aCopyWhoseCountersDisagreeIsNoBackup() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        try await fixture.store.pool.write { db in try db.execute(sql: "UPDATE state_count SET total = total + 1") }

        let status = try await backUp(fixture, to: fixture.directory.path("copy.sqlite"))

        #expect(status.state == .failed && status.detail.contains("does not hold together"))
        #expect(!FileManager.default.fileExists(atPath: fixture.directory.path("copy.sqlite")))
    }

    @Test func aBackupThatMeetsADamagedPageStopsEveryWrite() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let page = try await fixture.store.pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            return try Int.fetchOne(db, sql: "SELECT rootpage FROM sqlite_schema WHERE name = 'event_body'")
        }
        try overwrite(fixture.path, page: try #require(page))

        let status = try await backUp(fixture, to: fixture.directory.path("copy.sqlite"))

        #expect(status.state == .failed && status.detail.contains("damaged"), "\(status.detail)")
        #expect(!PrivateFile.exists(status.path) && !PrivateFile.exists("\(status.path).partial"))
        let error = await #expect(throws: StoreError.self) { try await fixture.accept(2, []) }
        #expect(error?.code == .damaged)
    }

    @Test func theBackupBeforeAMigrationIsACopyOfItsStore() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        try await fixture.store.close()
        try await DatabaseQueue(path: fixture.path).write { db in
            try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier LIKE '5 %'; DROP TABLE review")
        }

        let migrated = try StoreFixture(in: fixture.directory)

        #expect(migrated.store.adopted == nil)
        let backup = "\(fixture.path).before-\(fixture.now.seconds)"
        let place = try TemporaryDirectory()
        let store = place.path("store.sqlite")
        _ = try StoreRestore(backup: backup, store: store, replaces: false, now: fixture.now).run()
        #expect(try StoreFixture(in: place).store.adopted == .backup(fixture.now))
    }
}

/// Leaves nothing in the write-ahead log of a store that is closed: what is in the file counts.
func emptyLog(of path: String) async throws {
    try await DatabaseQueue(path: path).writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
}

/// Writes noise over one page (from 1) of a database file.
func overwrite(_ path: String, page: Int, bytes: Int = 4096) throws {
    var random = SeededRandom(seed: UInt64(page))
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64((page - 1) * 4096))
    try file.write(contentsOf: Data((0..<bytes).map { _ in UInt8.random(in: 1...255, using: &random) }))
    try file.close()
}
