import BridgeCore
import GRDB
import TestSupport
import Testing

@testable import Storage

struct CommitTests {
    @Test func manyCallersShareFewCommits() async throws {
        let fixture = try StoreFixture()
        let (store, now) = (fixture.store, fixture.now)

        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in Int64(1)...400 {
                group.addTask { _ = try await store.append(.sample(id, [.known("key \(id)")], at: now)) }
            }
            try await group.waitForAll()
        }

        let statistics = try await store.statistics(at: now)
        #expect(statistics.operations == 400)
        #expect(statistics.commits < 100)
        #expect(statistics.entries[fixture.destination.name]?[.queued] == 400)
        #expect(statistics.events[.accepted] == 400)
    }

    @Test func oneBadSubmissionDoesNotFailItsNeighbours() async throws {
        let fixture = try StoreFixture()
        let (store, now) = (fixture.store, fixture.now)

        let failures = await withTaskGroup(of: Bool.self) { group in
            for number in Int64(1)...40 {
                let id = number <= 20 ? number : 1000
                group.addTask {
                    do {
                        _ = try await store.append(.sample(id, [], at: now, fingerprint: "print \(number)"))
                        return false
                    } catch {
                        return true
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }

        #expect(failures == 19)
        #expect(try await store.statistics(at: now).events[.accepted] == 21)
    }

    /// Another program holds the lock for longer than SQLite waits for it. Only one may wait here, so that the second is
    /// taken once the first is with the writer.
    @Test func nobodyWaitsTwiceForTheLockOfAnotherProgram() async throws {
        let fixture = try StoreFixture(configuration: StoreConfiguration(waitingLimit: 1))
        let (store, now) = (fixture.store, fixture.now)
        var settings = Configuration()
        settings.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: fixture.path, configuration: settings)
        try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        @Sendable func append(_ id: Int64) async -> StoreError? {
            while true {
                do throws(StoreError) {
                    _ = try await store.append(.sample(id, [.known("key \(id)")], at: now))
                    return nil
                } catch {
                    guard error.code == .overloaded else { return error }
                    await Task.yield()
                }
            }
        }

        try await withThrowingTaskGroup(of: StoreError?.self) { group in
            for id in Int64(1)...2 { group.addTask { await append(id) } }
            #expect(try await group.next()??.detail.contains("locked") == true)
            try await other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
            #expect(try await group.next()??.detail.contains("locked") == true)
        }

        #expect(await append(3) == nil)
    }

    @Test func aCancelledCallerUndoesNothing() async throws {
        let fixture = try StoreFixture()
        let (store, now) = (fixture.store, fixture.now)

        let tasks = (Int64(1)...50).map { id in
            Task { try await store.append(.sample(id, [.known("key \(id)")], at: now)) }
        }
        for (index, task) in tasks.enumerated() where index.isMultiple(of: 2) { task.cancel() }
        for task in tasks { _ = try await task.value }

        #expect(try await store.statistics(at: now).events[.accepted] == 50)
    }

    @Test func aFullStoreFailsTheSubmissionWholeAndSaysSo() async throws {
        let fixture = try StoreFixture(configuration: StoreConfiguration(maximumPages: 120))
        var random = SeededRandom(seed: 3)
        let body = (0..<60_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        var accepted: Int64 = 0

        let error = await #expect(throws: StoreError.self) {
            for id in Int64(1)...100 {
                _ = try await fixture.store.append(.sample(id, [.known("key \(id)")], at: fixture.now, body: body))
                accepted = id
            }
        }

        #expect(error?.code == .full)
        #expect(error?.detail.contains("limits.store") == true)
        #expect(await fixture.store.fault()?.contains("full") == true)
        #expect(accepted > 0)
        #expect(try await fixture.entries().count == Int(accepted))
        #expect(try await fixture.store.statistics(at: fixture.now).events[.accepted] == Int(accepted))
    }

    @Test func aStoreThatHasRoomAgainIsWell() async throws {
        let configuration = StoreConfiguration(maximumPages: 120, faultMemory: .seconds(86_400))
        let fixture = try StoreFixture(configuration: configuration)
        var random = SeededRandom(seed: 3)
        let body = (0..<600_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        await #expect(throws: StoreError.self) {
            try await fixture.store.append(.sample(1, [], at: fixture.now, body: body))
        }

        // What fits into pages that are there says nothing about room.
        try await fixture.store.pause(DestinationName("main"), reason: "for a test", at: fixture.now)
        #expect(await fixture.store.fault()?.contains("full") == true)
        try await fixture.accept(2, [.known("a")])

        #expect(await fixture.store.fault() == nil)
    }

    @Test func aSmallNeighbourOfASubmissionThatDoesNotFitIsStored() async throws {
        let fixture = try StoreFixture(configuration: StoreConfiguration(maximumPages: 200))
        let (store, now) = (fixture.store, fixture.now)
        var random = SeededRandom(seed: 3)
        let large = (0..<900_000).map { _ in UInt8.random(in: 0...255, using: &random) }

        let tasks = (Int64(1)...30).map { id in
            Task { try await store.append(.sample(id, [], at: now, body: id == 15 ? large : [1])) }
        }
        var failed: [Int] = []
        for (index, task) in tasks.enumerated() {
            do { _ = try await task.value } catch { failed.append(index + 1) }
        }

        #expect(failed == [15])
    }

    @Test func aWriterThatIsBehindAnswersOverloaded() async throws {
        let fixture = try StoreFixture(configuration: StoreConfiguration(waitingLimit: 1))
        let (store, now) = (fixture.store, fixture.now)

        let codes = await withTaskGroup(of: StoreError.Code?.self) { group in
            for id in Int64(1)...200 {
                group.addTask {
                    do throws(StoreError) {
                        _ = try await store.append(.sample(id, [], at: now))
                        return nil
                    } catch {
                        return error.code
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }

        let accepted = codes.count { $0 == nil }
        #expect(codes.allSatisfy { $0 == nil || $0 == .overloaded })
        #expect(codes.contains(.overloaded))
        #expect(try await store.statistics(at: now).events[.accepted] == accepted)
    }

    @Test func aClosedStoreTakesNothingMore() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.close()

        let error = await #expect(throws: StoreError.self) { try await fixture.accept(1, []) }

        #expect(error?.code == .closed)
    }

    @Test func closingCommitsWhatWaits() async throws {
        let fixture = try StoreFixture()
        let (store, now) = (fixture.store, fixture.now)
        let tasks = (Int64(1)...50).map { id in
            Task { try? await store.append(.sample(id, [], at: now)) }
        }

        try await store.close()
        var accepted = 0
        for task in tasks where await task.value != nil { accepted += 1 }

        let again = try StoreFixture(in: fixture.directory)
        #expect(try await again.store.statistics(at: now).events[.accepted, default: 0] == accepted)
    }
}
