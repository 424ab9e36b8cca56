import BridgeCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// A store that is not the one that was served here last sends nothing by itself.
struct CopiedStoreTests {
    static let companions = ["", "-wal", "-shm", ".mark", ".identity"]

    /// A store with one entry in every state that would go on by itself, one held and one delivered; closed.
    static func fixture() async throws -> StoreFixture {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("delivered")])
        try await fixture.settleNext(.delivered)
        try await fixture.accept(2, [.known("held")])
        try await fixture.settleNext(.held(reason: "eight failures"))
        try await fixture.accept(3, [.known("queued")])
        try await fixture.accept(4, [.sample("resolving", phone: "+12015550101")])
        try await fixture.accept(5, [.sample("nobody")])
        try await fixture.accept(6, [.settlingCall(contact: ContactID("ana"))])
        #expect(
            try await fixture.states() == [.delivered, .held, .queued, .resolving, .unmatched, .settling]
        )
        try await fixture.store.close()
        return fixture
    }

    private func copy(_ fixture: StoreFixture, leaving left: Set<String> = []) throws -> TemporaryDirectory {
        let place = try TemporaryDirectory()
        for name in Self.companions where !left.contains(name) {
            let path = fixture.path + name
            guard FileManager.default.fileExists(atPath: path) else { continue }
            try FileManager.default.copyItem(atPath: path, toPath: place.path("store.sqlite") + name)
        }
        return place
    }

    private func expectAdopted(_ fixture: StoreFixture, _ words: String) async throws {
        #expect(
            try await fixture.states() == [.delivered, .held, .unknown, .unknown, .unknown, .unknown]
        )
        let destination = try #require(try await fixture.store.destinations().first)
        #expect(destination.isPaused && destination.isPausedAsCopy)
        #expect(destination.pauseReason?.contains(words) == true, "\(destination.pauseReason ?? "")")
        #expect(destination.pauseReason?.contains("destination resume main") == true)
        #expect(try await fixture.claim().isEmpty)
        try await fixture.store.resume(fixture.destination.name, at: fixture.now)
        fixture.clock.advance(by: .seconds(86_400))
        try await fixture.store.closeDueWindows(at: fixture.now)
        #expect(try await fixture.claim().isEmpty)
        let counts = try await fixture.store.statistics(at: fixture.now).entries[fixture.destination.name]
        #expect(counts == [.delivered: 1, .held: 1, .unknown: 4])
    }

    @Test func aCopyOfAllFilesIsRecognised() async throws {
        let original = try await Self.fixture()

        let copied = try StoreFixture(in: try copy(original))

        #expect(copied.store.adopted == .otherFile)
        try await expectAdopted(copied, "copied or moved")
    }

    @Test func aCopyOfTheDatabaseAloneIsRecognised() async throws {
        let original = try await Self.fixture()

        let copied = try StoreFixture(in: try copy(original, leaving: [".identity", ".mark"]))

        #expect(copied.store.adopted == .noSidecar)
        try await expectAdopted(copied, ".identity is missing")
    }

    @Test func anOlderCopyWrittenOverTheStoreIsRecognised() async throws {
        let original = try await Self.fixture()
        try await emptyLog(of: original.path)
        let older = try Data(contentsOf: URL(fileURLWithPath: original.path))
        let served = try StoreFixture(in: original.directory)
        #expect(served.store.adopted == nil)
        try await served.store.close()
        try await emptyLog(of: original.path)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: original.path))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: older)
        try file.close()

        let again = try StoreFixture(in: original.directory)

        #expect(again.store.adopted == .olderCopy)
        try await expectAdopted(again, "older copy")
    }

    @Test func theOriginalAndARenamedDirectoryGoOn() async throws {
        let original = try await Self.fixture()
        _ = try copy(original)
        let elsewhere = try TemporaryDirectory()
        let place = elsewhere.path("store.sqlite")
        for name in Self.companions where FileManager.default.fileExists(atPath: original.path + name) {
            try FileManager.default.moveItem(atPath: original.path + name, toPath: place + name)
        }

        let moved = try StoreFixture(in: elsewhere)

        #expect(moved.store.adopted == nil)
        #expect(try await moved.claim().map(\.draft.key) == ["queued"])
    }

    @Test func theNextStartOfACopyIsAnOrdinaryOneAndStaysPaused() async throws {
        let copied = try StoreFixture(in: try copy(try await Self.fixture()))
        try await copied.store.close()

        let again = try StoreFixture(in: copied.directory)

        #expect(again.store.adopted == nil)
        #expect(try await again.store.destinations().map(\.isPausedAsCopy) == [true])
        try await again.accept(9, [.known("new")])
        #expect(try await again.claim().isEmpty)
        try await again.store.resume(again.destination.name, at: again.now)
        #expect(try await again.claim().map(\.draft.key) == ["new"])
        #expect(try await again.store.destinations().map(\.isPausedAsCopy) == [false])
    }

    @Test func aKilledServiceFindsItsOwnStore() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        try await fixture.store.close()
        for _ in 1...3 {
            // Dropped without its end: the next start finds what a kill leaves.
            #expect(try StoreFixture(in: fixture.directory).store.adopted == nil)
        }

        #expect(try await StoreFixture(in: fixture.directory).claim().map(\.draft.key) == ["a"])
    }

    @Test func aLossThatIsAcceptedMakesWhatIsLeftUnknown() async throws {
        let fixture = try await Self.fixture()
        try HighWaterMark(path: "\(fixture.path).mark").write(StoreLevel(event: EventID(rawValue: 99), commit: 0))

        let again = try StoreFixture(configuration: StoreConfiguration(acceptsShortLog: true), in: fixture.directory)

        #expect(again.store.adopted == .shortLog)
        try await expectAdopted(again, "loss was accepted")
    }

    @Test func aPauseThatWasOnIsNamedAfterItsOwnReason() async throws {
        let fixture = try StoreFixture()
        try await fixture.pause(reason: "wrong key")
        try await fixture.store.close()

        let copied = try StoreFixture(in: try copy(fixture))

        let reason = try await copied.store.destinations().first?.pauseReason
        #expect(reason?.contains("copied or moved") == true)
        #expect(reason?.hasSuffix("(it was paused before: wrong key)") == true)
    }

    @Test func destinationsThatAreNotConfiguredArePausedToo() async throws {
        let place = try copy(try await Self.fixture())

        let other = try StoreFixture(.trial("other"), in: place)

        let records = try await other.store.destinations()
        #expect(records.map(\.isPausedAsCopy) == [true, true])
        #expect(try await other.states().contains(.unknown))
        #expect(!(try await other.states().contains(.settling)))
    }
}
