import BridgeCore
import JSON
import TestSupport
import Testing

@testable import Storage

/// Windows over restarts, over jumps of the clock, and what operators do to them.
struct SettlingTimeTests {
    @Test func aWindowOutlivesARestartAndClosesByTime() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.store.close()

        let again = try StoreFixture(in: fixture.directory)
        try await again.accept(2, [.recording])
        #expect(try await again.states() == [.settling])
        try await again.passWindow()

        let claims = try await again.claim()
        #expect(claims.map { $0.draft.data["recording_url"] } == ["https://example.com/r"])
    }

    /// A refused call that is accepted hours later still waits for its recording.
    @Test func aWindowCountsFromWhenItsEntryWasMade() async throws {
        let fixture = try StoreFixture()
        let call = Submission.sample(1, [.settlingCall()], at: fixture.now)
        fixture.clock.advance(by: .seconds(36_000))

        _ = try await fixture.store.append(
            Submission(event: call.event, drafts: call.drafts, region: call.region, filedAt: fixture.now)
        )

        #expect(try await fixture.closeWindows() == 0)
        #expect(try await fixture.states() == [.settling])
        try await fixture.passWindow()
        #expect(try await fixture.states() == [.queued])
    }

    @Test func theNextEventAfterARestartMayEndTheWindow() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.accept(2, [.recording])
        try await fixture.store.close()

        let again = try StoreFixture(in: fixture.directory)
        try await again.accept(3, [.transcript])

        #expect(try await again.claim().map { $0.draft.data["transcript"] } == ["Hello"])
    }

    @Test func whatBecameDueWhileTheServiceWasDownClosesAtOnce() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.store.close()

        let again = try StoreFixture(in: fixture.directory)
        again.clock.advance(by: .seconds(86_400))

        #expect(try await again.closeWindows() == 1)
        #expect(try await again.states() == [.queued])
    }

    @Test func aClockThatWasSetBackKeepsAWindowOpenForItsLengthAtMost() async throws {
        let fixture = try StoreFixture()
        fixture.clock.advance(by: .seconds(86_400 * 30))
        try await fixture.accept(1, [.settlingCall()])
        fixture.clock.advance(by: .seconds(-86_400 * 30))

        #expect(try await fixture.closeWindows() == 0)
        let due = fixture.now.advanced(by: .seconds(600))
        #expect(try await fixture.entries().first?.nextAttemptAt == due)
        #expect(try await fixture.entries().first?.reason?.contains(due.rfc3339(in: .utc)) == true)
        try await fixture.passWindow()

        #expect(try await fixture.states() == [.queued])
    }

    @Test func aClockThatJumpedForwardClosesWindows() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])

        fixture.clock.advance(by: .seconds(86_400 * 365))

        #expect(try await fixture.closeWindows() == 1)
    }

    @Test func anyNumberOfWindowsCloses() async throws {
        let fixture = try StoreFixture()
        for id in 1...250 { try await fixture.accept(Int64(id), [.settlingCall("CA\(id)")]) }

        fixture.clock.advance(by: .seconds(600))

        #expect(try await fixture.closeWindows() == 250)
        #expect(try await fixture.store.statistics(at: fixture.now).entries[fixture.destination.name] == [.queued: 250])
    }

    @Test func windowsCloseWhileTheDestinationIsPaused() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        try await fixture.pause(reason: "credentials")

        try await fixture.passWindow()

        #expect(try await fixture.states() == [.queued])
    }

    @Test func anOperatorReleasesAnEntryAtOnce() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        let id = try #require(try await fixture.entries().first?.id)

        let became = try await fixture.store.release(id, by: "kim", at: fixture.now)

        #expect(try await fixture.claim().map(\.entry) == [became])
        #expect(try await fixture.store.entry(id).record.id == became)
        let error = await #expect(throws: StoreError.self) {
            try await fixture.store.release(id, by: "kim", at: fixture.now)
        }
        #expect(error?.code == .notFound && error?.detail.contains("became \(became)") == true)
    }

    @Test func onlyWhatIsHeldOrSettlesCanBeReleased() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let id = try #require(try await fixture.entries().first?.id)

        let error = await #expect(throws: StoreError.self) {
            try await fixture.store.release(id, by: "kim", at: fixture.now)
        }

        #expect(error?.code == .conflict)
    }

    @Test func anOperatorDiscardsAnEntryThatSettles() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.settlingCall()])
        let id = try #require(try await fixture.entries().first?.id)

        try await fixture.store.discard(id, reason: "a test", by: "ada", at: fixture.now)
        try await fixture.accept(2, [.recording])
        try await fixture.passWindow()

        #expect(try await fixture.states() == [.discarded])
        #expect(try await fixture.event(2).state == .ignored)
    }

    @Test func theServiceClosesWindowsByItself() async throws {
        let place = try TemporaryDirectory()
        let store = try SQLiteStore.open(
            path: place.path("store.sqlite"),
            destinations: [.trial()],
            clock: SystemWallClock()
        )
        var draft = EntryDraft.settlingCall()
        draft.settling = .sample(for: .milliseconds(1))
        _ = try await store.append(.sample(1, [draft], at: SystemWallClock().now()))

        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await store.keepClosingWindows() }
            var wakeups = store.wakeups().makeAsyncIterator()
            _ = await wakeups.next()
            group.cancelAll()
        }

        #expect(try await store.entries(EntryFilter()).map(\.state) == [.queued])
    }
}
