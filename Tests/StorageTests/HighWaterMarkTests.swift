import BridgeCore
import Foundation
import TestSupport
import Testing

@testable import Storage

struct HighWaterMarkTests {
    @Test func closingLeavesTheHighestAcknowledgedEvent() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(41, [])
        try await fixture.accept(40, [])

        try await fixture.store.close()

        #expect(try HighWaterMark(path: "\(fixture.path).mark").read()?.event == EventID(rawValue: 41))
    }

    @Test func anEmptyFileTellsOfNoStoreThatWasServedHere() async throws {
        let fixture = try StoreFixture()
        #expect(!HighWaterMark.isWritten(beside: fixture.path))

        try await fixture.accept(41, [])
        try await fixture.store.close()

        #expect(HighWaterMark.isWritten(beside: fixture.path))
    }

    @Test func theMarkCoversTheLastEventBeforeASilence() async throws {
        let fixture = try StoreFixture()
        for number in Int64(41)...44 { try await fixture.accept(number, []) }

        #expect(
            try await eventually {
                try HighWaterMark(path: "\(fixture.path).mark").read()?.event == EventID(rawValue: 44)
            }
        )
    }

    @Test func aStoreThatEndsBeforeItsMarkIsRefused() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(41, [])
        try await fixture.store.close()
        try HighWaterMark(path: "\(fixture.path).mark").write(StoreLevel(event: EventID(rawValue: 42), commit: 0))

        let error = #expect(throws: StoreError.self) { _ = try StoreFixture(in: fixture.directory) }

        #expect(error?.code == .failing)
        #expect(error?.detail.contains("\(EventID(rawValue: 42))") == true)
        #expect(error?.detail.contains("--accept-short-log") == true)
    }

    /// As a disk leaves it that loses the end of the log: all events are there, and that one of them was delivered is not.
    @Test func aLogThatLostOnlyADeliveryIsRefused() async throws {
        let fixture = try StoreFixture()
        let place = fixture.path
        func contents(_ names: [String]) throws -> [String: Data] {
            try Dictionary(uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: place + $0))) })
        }
        try await fixture.accept(41, [.known("a")])
        var files = try contents(["", "-wal", ".identity"])
        try await fixture.settleNext(.delivered)
        let last = fixture.store.writer.state.level
        #expect(try await eventually { try HighWaterMark(path: "\(place).mark").read() == last })
        files.merge(try contents([".mark"])) { $1 }
        try await fixture.store.close()
        for (name, bytes) in files { try bytes.write(to: URL(filePath: place + name)) }

        let error = #expect(throws: StoreError.self) { _ = try StoreFixture(in: fixture.directory) }
        #expect(error?.detail.contains("commit \(last.commit) was made") == true, "\(error?.detail ?? "")")
        #expect(error?.detail.contains("--accept-short-log") == true)

        // Dropped without its end, as by a kill: that the loss was accepted is on disk.
        let accepting = StoreConfiguration(acceptsShortLog: true)
        #expect(try StoreFixture(configuration: accepting, in: fixture.directory).store.adopted == .shortLog)
        let again = try StoreFixture(in: fixture.directory)
        #expect(again.store.adopted == nil)
        #expect(try await again.states() == [.unknown])
        #expect(try await again.claim().isEmpty)
    }

    @Test func whatChangesNothingIsNoCommit() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(41, [])
        let level = fixture.store.writer.state.level

        #expect(try await fixture.accept(41, []) == .duplicate(of: EventID(rawValue: 41)))

        #expect(fixture.store.writer.state.level == level)
    }

    /// Marks of versions that did not count commits hold the event alone.
    @Test func aMarkWithoutACommitTellsOfEventsAlone() throws {
        #expect(StoreLevel("\(EventID(rawValue: 41))") == StoreLevel(event: EventID(rawValue: 41), commit: 0))
        let level = StoreLevel(event: EventID(rawValue: 41), commit: 7)
        #expect(StoreLevel(level.line) == level)
        for line in ["", "nonsense", "\(EventID(rawValue: 41)) x", "\(level.line) 1"] {
            #expect(StoreLevel(line) == nil)
        }
    }

    @Test func anOperatorMayAcceptTheLoss() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.close()
        try HighWaterMark(path: "\(fixture.path).mark").write(StoreLevel(event: EventID(rawValue: 42), commit: 0))

        let again = try StoreFixture(configuration: StoreConfiguration(acceptsShortLog: true), in: fixture.directory)

        #expect(again.store.highestEventID == EventID(rawValue: 0))
    }

    @Test func aMarkThatCannotBeReadIsSaidSo() throws {
        let directory = try TemporaryDirectory()
        try Data("not an id\n".utf8).write(to: directory.url.appending(path: "store.sqlite.mark"))

        let error = #expect(throws: StoreError.self) { _ = try StoreFixture(in: directory) }

        #expect(error?.detail.contains("does not hold an event id") == true)
    }
}
