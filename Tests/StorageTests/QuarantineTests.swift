import BridgeCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// Refused requests in the store.
struct QuarantineTests {
    private let texts = HookName("sms")

    private func fixture(
        _ limits: QuarantineLimits = QuarantineLimits(),
        in directory: TemporaryDirectory? = nil,
        elapsed: (@Sendable () -> Duration)? = nil
    ) throws -> StoreFixture {
        try StoreFixture(configuration: StoreConfiguration(quarantine: limits), in: directory, elapsed: elapsed)
    }

    private func ids(_ fixture: StoreFixture) async throws -> [Int64] {
        try await fixture.store.quarantined(hook: nil, since: nil, after: nil, limit: 10_000, at: fixture.now)
            .map(\.record.id.rawValue)
    }

    @Test func keepsARequestAsItCameWithoutItsCredentials() async throws {
        let fixture = try fixture()
        let refused = RefusedRequest.sample(7, fixture, secret: "planted-5f1c", body: Array("{\"a\":\"ü\"}".utf8))

        #expect(try await fixture.store.keep([refused], at: fixture.now) == 0)

        let kept = try await fixture.store.quarantined(QuarantineID(rawValue: 7), at: fixture.now)
        #expect(kept.request == refused)
        #expect(kept.lastHeaders == nil)
        #expect((kept.record.times, kept.record.isBodyKept, kept.record.source) == (1, true, "192.0.2.1"))
        let counts = try await fixture.store.statistics(at: fixture.now).quarantine
        #expect(counts[texts]?.requests == 1)
        #expect((counts[texts]?.bytes ?? 0) > 300)
        #expect(try await fixture.trace("planted-5f1c") == [])
    }

    @Test func theSameRequestAgainIsCountedAndTheFirstOneStays() async throws {
        let fixture = try fixture()
        let first = RefusedRequest.sample(1, fixture, key: "same", proof: "first")
        _ = try await fixture.store.keep([first], at: fixture.now)
        fixture.clock.advance(by: .seconds(60))

        let again = (2...4).map { RefusedRequest.sample($0, fixture, key: "same", proof: "try \($0)") }
        #expect(try await fixture.store.keep(again, at: fixture.now) == 0)

        let kept = try await fixture.store.quarantined(QuarantineID(rawValue: 1), at: fixture.now)
        #expect(try await ids(fixture) == [1])
        #expect(kept.record.times == 4)
        #expect(kept.record.lastAt == fixture.now)
        #expect(kept.record.receivedAt == first.receivedAt)
        #expect(kept.request.headers == first.headers)
        #expect(kept.lastHeaders == again[2].headers)
    }

    @Test func aFloodEvictsOnlyItself() async throws {
        let fixture = try fixture(QuarantineLimits(requests: 40, bytes: 1_000_000))
        let honest = (1...10).map { RefusedRequest.sample($0, fixture, source: "198.51.100.7") }
        _ = try await fixture.store.keep(honest, at: fixture.now)

        var dropped = 0
        for start in stride(from: Int64(100), to: 700, by: 100) {
            let flood = (start..<start + 100).map { RefusedRequest.sample($0, fixture, source: "192.0.2.66") }
            dropped += try await fixture.store.keep(flood, at: fixture.now)
        }

        let kept = try await ids(fixture)
        #expect(Array(kept.prefix(10)) == Array(1...10))
        #expect(Array(kept.dropFirst(10)) == Array(690...699))
        #expect(dropped == 590)
    }

    @Test func staysWithinItsBytes() async throws {
        let fixture = try fixture(QuarantineLimits(requests: 1000, bytes: 40_000))
        var random = SeededRandom(seed: 3)
        for id in 1...60 as ClosedRange<Int64> {
            let body = (0..<3000).map { _ in UInt8.random(in: 0...255, using: &random) }
            let refused = RefusedRequest.sample(id, fixture, source: "192.0.2.\(id % 9)", body: body)
            _ = try await fixture.store.keep([refused], at: fixture.now)
        }

        let count = try await fixture.store.quarantineCounts(at: fixture.now)[texts]
        #expect((count?.bytes ?? 0) <= 40_000)
        #expect((count?.requests ?? 0) > 5)
        let pages = try await fixture.store.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM quarantined_request")
        }
        #expect(pages == count?.requests)
    }

    @Test func limitsThatWereLoweredHoldFromTheNextCommitOn() async throws {
        let directory = try TemporaryDirectory()
        let first = try fixture(in: directory)
        _ = try await first.store.keep((1...20).map { .sample($0, first) }, at: first.now)
        try await first.store.close()

        let second = try fixture(QuarantineLimits(requests: 8, bytes: 1_000_000), in: directory)
        _ = try await second.store.keep([.sample(30, second, source: "198.51.100.7")], at: second.now)

        #expect(try await ids(second) == [19, 20, 30])
    }

    @Test func isGoneAfter72Hours() async throws {
        let fixture = try fixture()
        _ = try await fixture.store.keep([.sample(1, fixture)], at: fixture.now)
        fixture.clock.advance(by: .seconds(3600))
        _ = try await fixture.store.keep([.sample(2, fixture)], at: fixture.now)

        fixture.clock.advance(by: .seconds(71 * 3600))
        #expect(try await fixture.store.expire(at: fixture.now) == 0)
        #expect(try await ids(fixture) == [1, 2])
        fixture.clock.advance(by: .seconds(1))
        // Also where nothing has cleared it away yet.
        #expect(try await ids(fixture) == [2])
        await #expect(throws: StoreError.self) {
            try await fixture.store.quarantined(QuarantineID(rawValue: 1), at: fixture.now)
        }
        #expect(try await fixture.store.expire(at: fixture.now) == 1)
        #expect(try await fixture.trace("request 1;") == [])
        #expect(try await ids(fixture) == [2])
    }

    @Test(arguments: [73, 24 * 365])
    func aClockThatJumpsAheadThrowsNothingAwayAndHidesNothing(hours: Int64) async throws {
        let uptime = ManualWallClock(Timestamp(seconds: 0))
        let fixture = try fixture { uptime.now().duration(since: Timestamp(seconds: 0)) }
        _ = try await fixture.store.keep([.sample(1, fixture)], at: fixture.now)
        uptime.advance(by: .seconds(60))

        fixture.clock.advance(by: .seconds(hours * 3600))

        #expect(try await fixture.store.expire(at: fixture.now) == 0)
        #expect(try await ids(fixture) == [1])
        #expect(try await fixture.store.quarantineCounts(at: fixture.now)[texts]?.requests == 1)
        // The time passes all the same.
        uptime.advance(by: .seconds(72 * 3600))
        #expect(try await fixture.store.expire(at: fixture.now) == 1)
    }

    @Test func readsInOrderOfArrivalFromACursor() async throws {
        let fixture = try fixture()
        for id in 1...5 as ClosedRange<Int64> {
            _ = try await fixture.store.keep([.sample(id, fixture, hook: id == 3 ? "calls" : "sms")], at: fixture.now)
            fixture.clock.advance(by: .seconds(60))
        }

        let since = fixture.now.advanced(by: .seconds(-240))
        let page = try await fixture.store.quarantined(
            hook: texts,
            since: since,
            after: QuarantineID(rawValue: 2),
            limit: 2,
            at: fixture.now
        )
        #expect(page.map(\.record.id.rawValue) == [4, 5])
        var filter = QuarantineFilter()
        filter.since = since
        filter.before = QuarantineID(rawValue: 5)
        #expect(try await fixture.store.quarantined(filter, at: fixture.now).map(\.id.rawValue) == [4, 3, 2])
    }

    @Test func leavesAndIsDiagnosedAnew() async throws {
        let fixture = try fixture()
        _ = try await fixture.store.keep([.sample(1, fixture), .sample(2, fixture)], at: fixture.now)

        try await fixture.store.leaveQuarantine([QuarantineID(rawValue: 1)])
        try await fixture.store.diagnose([QuarantineID(rawValue: 2): "stale"])

        #expect(try await ids(fixture) == [2])
        #expect(
            try await fixture.store.quarantined(QuarantineFilter(), at: fixture.now).map(\.diagnosis) == ["stale"]
        )
    }

    @Test func aClockThatWasSetBackLosesNothing() async throws {
        let fixture = try fixture()
        _ = try await fixture.store.keep([.sample(500, fixture)], at: fixture.now)

        _ = try await fixture.store.keep([.sample(500, fixture, key: "b"), .sample(3, fixture)], at: fixture.now)

        #expect(try await ids(fixture) == [500, 501, 502])
    }

    @Test func aCredentialIsKnownAgainAfterARestartAndInNoOtherStore() async throws {
        let directory = try TemporaryDirectory()
        let first = try fixture(in: directory)
        let digest = first.store.digest(of: Array("secret".utf8))
        try await first.store.close()

        let second = try fixture(in: directory)
        let other = try fixture()

        #expect(second.store.digest(of: Array("secret".utf8)) == digest)
        #expect(other.store.digest(of: Array("secret".utf8)) != digest)
        let key = try #require(FileManager.default.contents(atPath: "\(second.path).quarantine-key"))
        #expect(key.count == 32)
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(second.path).quarantine-key")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func whatWasSealedIsReadAgainAfterARestartAndStandsInNoFile() async throws {
        let directory = try TemporaryDirectory()
        let first = try fixture(in: directory)
        let texts = ["planted-77aa", "", String(repeating: "b", count: 70_000)].map { Array($0.utf8) }
        let refused = try RefusedRequest.sample(1, first, sealing: texts)
        _ = try await first.store.keep([refused], at: first.now)
        let later = [Array("later-77aa".utf8)]
        let again = try RefusedRequest.sample(2, first, key: "request 1", proof: "again", sealing: later)
        _ = try await first.store.keep([again], at: first.now)
        #expect(try await first.trace("77aa") == [])
        try await first.store.close()
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path("")) {
            let bytes = FileManager.default.contents(atPath: directory.path(name)) ?? Data()
            #expect(bytes.range(of: Data("77aa".utf8)) == nil, "in \(name)")
        }

        let second = try fixture(in: directory)

        let kept = try await second.store.quarantined(QuarantineID(rawValue: 1), at: second.now)
        #expect(second.store.unseal(kept.request.sealed, of: kept.request.identity) == texts)
        #expect(second.store.unseal(kept.lastSealed, of: kept.request.identity) == later)
        let counts = try await second.store.quarantineCounts(at: second.now)[self.texts]
        #expect((counts?.bytes ?? 0) > 140_000)
        try await second.store.leaveQuarantine([QuarantineID(rawValue: 1)])
        #expect(try await second.count("quarantined_request") == 0)
    }

    @Test func whatWasSealedOpensWithItsKeyForItsRequestAlone() throws {
        let (fixture, other) = (try fixture(), try fixture())
        let texts = [Array("planted".utf8)]
        let sealed = try fixture.store.seal(texts, of: .sample("a"))

        #expect(fixture.store.unseal(sealed, of: .sample("a")) == texts)
        #expect(fixture.store.unseal(sealed, of: .sample("b")).isEmpty)
        #expect(other.store.unseal(sealed, of: .sample("a")).isEmpty)
        for place in sealed.indices {
            var altered = sealed
            altered[place] ^= 1
            #expect(fixture.store.unseal(altered, of: .sample("a")).isEmpty)
            #expect(fixture.store.unseal(Array(sealed.prefix(place)), of: .sample("a")).isEmpty)
        }
        #expect(try fixture.store.seal(texts, of: .sample("a")) != sealed)
        #expect(try fixture.store.seal([], of: .sample("a")).isEmpty)
    }

    @Test(arguments: [true, false])
    func aRestoredBackupUnsealsOnlyBesideTheKey(isBesideTheKey: Bool) async throws {
        let fixture = try fixture()
        let texts = [Array("planted-77aa".utf8)]
        _ = try await fixture.store.keep([.sample(1, fixture, sealing: texts)], at: fixture.now)
        let backup = fixture.directory.path("copy.sqlite")
        _ = try await fixture.store.startBackup(to: backup, at: fixture.now)
        #expect(await eventually { await fixture.store.backupStatus()?.state == .done })
        try await fixture.store.close()
        #expect(FileManager.default.contents(atPath: backup)?.range(of: Data("77aa".utf8)) == nil)
        let place = isBesideTheKey ? fixture.directory : try TemporaryDirectory()
        _ = try StoreRestore(
            backup: backup,
            store: place.path("store.sqlite"),
            replaces: isBesideTheKey,
            now: fixture.now
        ).run()

        let restored = try self.fixture(in: place)

        let kept = try await restored.store.quarantined(QuarantineID(rawValue: 1), at: restored.now)
        #expect(restored.store.unseal(kept.request.sealed, of: kept.request.identity) == (isBesideTheKey ? texts : []))
    }

    @Test func whatWasKeptBeforeAnythingWasSealedStays() async throws {
        let directory = try TemporaryDirectory()
        let first = try fixture(in: directory)
        _ = try await first.store.keep([.sample(1, first)], at: first.now)
        try await first.store.close()
        try await DatabaseQueue(path: first.path).write { db in
            for column in ["sealed", "last_sealed"] {
                try db.execute(sql: "ALTER TABLE quarantined_request DROP COLUMN \(column)")
            }
            try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier LIKE '10 %'")
        }

        let second = try fixture(in: directory)

        let kept = try await second.store.quarantined(QuarantineID(rawValue: 1), at: second.now)
        #expect(kept.request == .sample(1, second))
        #expect(second.store.unseal(kept.request.sealed, of: kept.request.identity).isEmpty)
        let again = try RefusedRequest.sample(2, second, key: "request 1", proof: "again", sealing: [[1]])
        _ = try await second.store.keep([again], at: second.now)
        let last = try await second.store.quarantined(QuarantineID(rawValue: 1), at: second.now)
        #expect(second.store.unseal(last.lastSealed, of: kept.request.identity) == [[1]])
    }

    @Test(arguments: [true, false])
    func forgettingAPersonErasesWhatNamesThem(isDryRun: Bool) async throws {
        let fixture = try fixture()
        let ana = KnownContact(id: ContactID("ana-ruiz-id"), name: "Ana Ruiz")
        let rows: [DirectoryRow] = [.contact(ana, .phone(101)), .contact(ana, .email("ana.private"))]
        _ = try await fixture.store.importDirectory(rows, into: fixture.destination.name, at: fixture.now)
        let bodies = [
            "From=%2B12015550101&Body=Hi", "{\"from\":\"Ana.Private@Example.com\"}", "From=%2B12015550102",
            "{\"caller\":\"(201) 555-0101\"}",
        ]
        let refused = bodies.enumerated().map { index, body in
            RefusedRequest.sample(Int64(index + 1), fixture, body: Array(body.utf8))
        }
        _ = try await fixture.store.keep(refused, at: fixture.now)

        let report = try await fixture.store.forget(
            .contact(ana.id),
            of: fixture.destination.name,
            isDryRun: isDryRun,
            at: fixture.now
        )

        #expect(report.quarantined == 3)
        #expect(try await ids(fixture) == (isDryRun ? [1, 2, 3, 4] : [3]))
    }

    @Test func forgettingAPersonLooksIntoWhatIsSealed() async throws {
        let fixture = try fixture()
        let ana = KnownContact(id: ContactID("ana-ruiz-id"), name: "Ana Ruiz")
        _ = try await fixture.store.importDirectory(
            [.contact(ana, .email("ana.private"))],
            into: fixture.destination.name,
            at: fixture.now
        )
        let tokens = ["ana.private@example.com", "ana.private@EXAMPLE.com", "ben@example.com"].map { Array($0.utf8) }
        let refused = try tokens.enumerated().map { index, token in
            try RefusedRequest.sample(
                Int64(index + 1),
                fixture,
                secret: String(decoding: token, as: UTF8.self),
                sealing: [token]
            )
        }
        _ = try await fixture.store.keep(refused, at: fixture.now)

        let report = try await fixture.store.forget(
            .contact(ana.id),
            of: fixture.destination.name,
            isDryRun: false,
            at: fixture.now
        )

        #expect(report.quarantined == 2)
        #expect(try await ids(fixture) == [3])
    }
}

extension StoreFixture {
    /// The tables in whose rows a text stands, and the files.
    fileprivate func trace(_ text: String) async throws -> [String] {
        try await store.read { db in
            var found: [String] = []
            for table in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'") {
                for row in try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"") {
                    let cells = row.map { column, value in
                        Data.fromDatabaseValue(value).map { String(decoding: $0, as: UTF8.self) } ?? "\(value)"
                    }
                    if cells.joined(separator: "|").contains(text) { found.append(table) }
                }
            }
            return found
        }
    }
}

extension RefusedRequest {
    static func sample(
        _ id: Int64,
        _ fixture: StoreFixture,
        key: String? = nil,
        proof: String = "c2ln",
        secret: String = "wrong",
        sealing texts: [[UInt8]]
    ) throws -> RefusedRequest {
        let sample = sample(id, fixture, key: key, proof: proof, secret: secret)
        return RefusedRequest(
            id: sample.id,
            hook: sample.hook,
            destination: sample.destination,
            source: sample.source,
            remoteAddress: sample.remoteAddress,
            receivedAt: sample.receivedAt,
            method: sample.method,
            target: sample.target,
            headers: sample.headers,
            body: sample.body,
            bodySize: sample.bodySize,
            diagnosis: sample.diagnosis,
            identity: sample.identity,
            sealed: try fixture.store.seal(texts, of: sample.identity)
        )
    }

    /// `key` makes the identity; by default every id is another request.
    static func sample(
        _ id: Int64,
        _ fixture: StoreFixture,
        hook: String = "sms",
        source: String = "192.0.2.1",
        key: String? = nil,
        proof: String = "c2ln",
        secret: String = "wrong",
        body: [UInt8]? = nil
    ) -> RefusedRequest {
        let digest = fixture.store.digest(of: Array(secret.utf8))
        let body = body ?? Array("request \(id);".utf8)
        return RefusedRequest(
            id: QuarantineID(rawValue: id),
            hook: HookName(hook),
            destination: fixture.destination.name,
            source: source,
            remoteAddress: source,
            receivedAt: fixture.now,
            method: "POST",
            target: MaskedBytes(
                bytes: Array("/hooks/\(hook)?token=&b=1".utf8),
                gaps: [.init(offset: 17, digest: digest)]
            ),
            headers: [
                Header(name: "x-signature", value: MaskedBytes(bytes: Array(proof.utf8))),
                Header(
                    name: "authorization",
                    value: MaskedBytes(bytes: Array("Basic ".utf8), gaps: [.init(offset: 6, digest: digest)])
                ),
            ],
            body: MaskedBytes(bytes: body, gaps: [.init(offset: 0, digest: digest)]),
            bodySize: body.count,
            diagnosis: "wrong secret",
            identity: .sample(key ?? "request \(id)")
        )
    }
}
