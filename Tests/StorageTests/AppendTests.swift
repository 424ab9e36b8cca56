import BridgeCore
import JSON
import TestSupport
import Testing

@testable import Storage

struct AppendTests {
    @Test func anEventComesBackAsItWasReceived() async throws {
        let fixture = try StoreFixture()
        let body = Array("{\"text\":\"caf\u{e9}\"}".utf8)

        let receipt = try await fixture.store.append(.sample(1, [.known("a")], at: fixture.now, body: body))

        let event = try await fixture.store.event(EventID(rawValue: 1))
        #expect(receipt == .accepted(EventID(rawValue: 1)))
        #expect(event.body == body)
        #expect(event.headers == [HeaderField(name: "content-type", value: "application/json")])
        #expect(event.bodyDigest == .sample("body 1"))
        #expect(event.record.state == .accepted)
        #expect(event.record.receivedAt == fixture.now)
        #expect(event.record.entries == (try await fixture.entries().map(\.id)))
    }

    @Test(arguments: [0, 1, 4096, 4097, 300_000])
    func bodiesOfEverySizeComeBack(size: Int) async throws {
        let fixture = try StoreFixture()
        var random = SeededRandom(seed: UInt64(size))
        let words = ["alpha ", "beta ", "gamma ", "delta "].map { Array($0.utf8) }
        var body: [UInt8] = []
        while body.count < size { body += words[Int.random(in: 0..<4, using: &random)] }
        body = Array(body.prefix(size))

        _ = try await fixture.store.append(.sample(1, [], at: fixture.now, body: body))

        #expect(try await fixture.store.event(EventID(rawValue: 1)).body == body)
    }

    @Test func bytesThatDoNotCompressAreKeptAsTheyAre() throws {
        var random = SeededRandom(seed: 5)
        let bytes = (0..<8000).map { _ in UInt8.random(in: 0...255, using: &random) }

        let content = StoredContent(bytes)

        guard case .apart(.identity, 8000, bytes) = content else {
            Issue.record("not kept as it was")
            return
        }
        #expect(try content.unpacked("test") == bytes)
    }

    @Test func aDraftComesBackWholeAlsoWhenItIsLarge() async throws {
        let fixture = try StoreFixture()
        let text = String(repeating: "A long mail. ", count: 2000)
        let draft = EntryDraft.known("a", text: text)

        try await fixture.accept(1, [draft])

        let id = try #require(try await fixture.entries().first?.id)
        #expect(try await fixture.store.entry(id).draft == draft)
        #expect(try await fixture.claim().map(\.draft) == [draft])
    }

    @Test func theSameRequestAgainIsADuplicateOfTheFirst() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])

        let receipt = try await fixture.store.append(
            .sample(2, [.known("a")], at: fixture.now, fingerprint: "event 1")
        )

        #expect(receipt == .duplicate(of: EventID(rawValue: 1)))
        #expect(try await fixture.states() == [.queued])
        #expect(try await fixture.store.events(EventFilter()).count == 1)
    }

    @Test func theSameRequestAgainFilesNothingWhateverIsMadeOfItNow() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        let entry = try #require(try await fixture.entries().first)

        for drafts in [[EntryDraft.known("a")], [.known("b")], [.known("a", text: "another"), .known("c")]] {
            let receipt = try await fixture.store.append(.sample(2, drafts, at: fixture.now, fingerprint: "event 1"))
            #expect(receipt == .duplicate(of: EventID(rawValue: 1)))
        }

        #expect(try await fixture.states() == [.queued])
        #expect(try await fixture.store.entry(entry.id).events == [EventID(rawValue: 1)])
    }

    @Test func theSameRequestTwiceInOneBatchIsStoredOnce() async throws {
        let fixture = try StoreFixture()
        let now = fixture.now
        let store = fixture.store

        let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
            for id in Int64(1)...20 {
                group.addTask { try await store.append(.sample(id, [.known("a")], at: now, fingerprint: "same")) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        let accepted = receipts.filter { if case .accepted = $0 { true } else { false } }
        #expect(accepted.count == 1)
        #expect(try await fixture.states() == [.queued])
    }

    @Test func theSameEntryInAnotherEventIsOnlyLinked() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")])
        try await fixture.accept(2, [.known("a")])

        let entry = try #require(try await fixture.entries().first)
        #expect(try await fixture.states() == [.queued])
        #expect(try await fixture.store.entry(entry.id).events == [EventID(rawValue: 1), EventID(rawValue: 2)])
    }

    @Test func theSameKeyWithOtherContentIsAVisibleDuplicate() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a", text: "one")])
        try await fixture.accept(2, [.known("a", text: "two")])

        let entries = try await fixture.entries()
        #expect(entries.map(\.state) == [.queued, .duplicate])
        #expect(entries.last?.reason?.contains("\(entries[0].id)") == true)
        #expect(try await fixture.claim().count == 1)
    }

    @Test func theSameKeyForAnotherContactIsAnEntryOfItsOwn() async throws {
        let fixture = try StoreFixture()

        try await fixture.accept(1, [.known("a"), .sample("a", contact: ContactID("other"))])

        #expect(try await fixture.states() == [.queued, .queued])
    }

    @Test func aDryHookRehearsesAndTakesNoKey() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.known("a")], isDry: true)
        try await fixture.accept(2, [.known("a")])

        #expect(try await fixture.states() == [.rehearsed, .queued])
    }

    @Test func anEventWhoseDraftsAreAllIgnoredIsIgnoredWithItsReason() async throws {
        let fixture = try StoreFixture()
        let line = Line(kind: .ignore, address: .phone(120))
        _ = try await fixture.store.importDirectory([.line(line)], into: fixture.destination.name, at: fixture.now)

        try await fixture.accept(1, [.sample("a", phone: "+12015550120")])

        let event = try await fixture.store.event(EventID(rawValue: 1)).record
        #expect(event.state == .ignored)
        #expect(event.reason?.isEmpty == false)
        #expect(try await fixture.states() == [])
    }

    @Test func anEventForAnUnknownDestinationIsRefusedAndLeavesNothing() async throws {
        let fixture = try StoreFixture()

        let error = await #expect(throws: StoreError.self) {
            try await fixture.store.append(.sample(1, [.known("a")], at: fixture.now, destination: "nowhere"))
        }

        #expect(error?.code == .notFound)
        #expect(try await fixture.store.events(EventFilter()).isEmpty)
        #expect(await fixture.store.fault() == nil)
    }

    @Test func everythingIsThereAfterAReopening() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(7, [.known("a"), .sample("b", phone: "+12015550121")])
        try await fixture.store.close()

        let again = try StoreFixture(in: fixture.directory)

        #expect(again.store.highestEventID == EventID(rawValue: 7))
        #expect(try await again.states() == [.queued, .resolving])
        #expect(try await again.accept(7, []) == .duplicate(of: EventID(rawValue: 7)))
    }
}
