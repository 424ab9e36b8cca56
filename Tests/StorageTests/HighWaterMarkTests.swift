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

        #expect(try HighWaterMark(path: "\(fixture.path).mark").read() == EventID(rawValue: 41))
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
            try await eventually { try HighWaterMark(path: "\(fixture.path).mark").read() == EventID(rawValue: 44) }
        )
    }

    @Test func aStoreThatEndsBeforeItsMarkIsRefused() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(41, [])
        try await fixture.store.close()
        try HighWaterMark(path: "\(fixture.path).mark").write(EventID(rawValue: 42))

        let error = #expect(throws: StoreError.self) { _ = try StoreFixture(in: fixture.directory) }

        #expect(error?.code == .failing)
        #expect(error?.detail.contains("\(EventID(rawValue: 42))") == true)
        #expect(error?.detail.contains("--accept-short-log") == true)
    }

    @Test func anOperatorMayAcceptTheLoss() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.close()
        try HighWaterMark(path: "\(fixture.path).mark").write(EventID(rawValue: 42))

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
