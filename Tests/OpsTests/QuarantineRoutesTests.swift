import BridgeCore
import HTTPTypes
import JSON
import Ops
import Synchronization
import Testing

/// Refused requests at the admin API.
struct QuarantineRoutesTests {
    private static let path = "/api/v1/quarantine"

    @Test func listsWhatNobodyVouchedFor() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(
            .get,
            Self.path + "?hook=twilio-sms&since=2026-03-02T09:00:00Z&before=qua_0000000000009&limit=7",
            as: OpsBench.viewer
        )

        let expected: JSONValue = [
            "requests": [
                [
                    "id": "qua_0000000000007", "hook": "twilio-sms", "trusted": false, "source": "192.0.2.7",
                    "received_at": "2026-03-02T09:15:00.250Z", "last_at": "2026-03-02T09:16:00.250Z", "times": 2,
                    "diagnosis": "wrong secret", "body_size": 8, "body_kept": true,
                ]
            ]
        ]
        #expect(try reply.json == expected)
        let filter = bench.quarantine.filters.withLock { $0.first }
        #expect(filter?.hook == HookName("twilio-sms"))
        #expect(filter?.since == Timestamp(seconds: 1_772_442_000))
        #expect((filter?.before?.rawValue, filter?.limit) == (9, 7))
    }

    @Test func showsContentsToOperatorsAsUntrustedAndWithoutCredentials() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.get, Self.path + "/qua_0000000000007")

        let json = try reply.json
        #expect(json["trusted"] == false)
        #expect(json["warning"]?.string?.contains("nobody vouched") == true)
        #expect(json["target"] == "/hooks/twilio-sms?token=…")
        #expect(json["headers"]?.array == [["name": "authorization", "value": "Basic …"]])
        #expect(json["body"] == "Body=Hi!")
        #expect(bench.logLines.count == 1)
        #expect(bench.logLines.first?.contains("open a refused request's contents") == true)
    }

    @Test func aViewerSeesNoContents() async throws {
        let bench = OpsBench()

        let json = try await bench.send(.get, Self.path + "/qua_0000000000007", as: OpsBench.viewer).json

        #expect(json["contents_shown"] == false)
        #expect(json["body"] == nil && json["target"] == nil && json["headers"] == nil)
        #expect(bench.logLines.isEmpty)
    }

    @Test(arguments: ["qua_0000000000008", "evt_0000000000007x"])
    func saysThatThereIsNone(id: String) async throws {
        let reply = try await OpsBench().send(.get, "\(Self.path)/\(id)")

        #expect(reply.status == (id.hasPrefix("qua") ? .notFound : .badRequest))
    }

    @Test func rechecks() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(
            .post,
            Self.path + "/recheck",
            body: """
                {"hook": "twilio-sms", "since": "2026-03-02T09:00:00Z", "after": "qua_0000000000003", "limit": 5,
                "dry_run": false}
                """
        )

        let expected: JSONValue = [
            "dry_run": false, "examined": 3, "accepted": 1, "duplicates": 1,
            "remaining": [
                [
                    "id": "qua_0000000000007", "hook": "twilio-sms", "received_at": "2026-03-02T09:15:00.250Z",
                    "diagnosis": "stale",
                ]
            ],
            "next": "qua_0000000000007",
        ]
        #expect(try reply.json == expected)
        var order = RecheckOrder()
        order.hook = HookName("twilio-sms")
        order.since = Timestamp(seconds: 1_772_442_000)
        order.after = QuarantineID(rawValue: 3)
        order.limit = 5
        #expect(bench.quarantine.orders.withLock { $0 } == [order])
        #expect(bench.logLines.count == 1)
    }

    @Test func aDryRunIsNotAudited() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, Self.path + "/recheck", body: #"{"dry_run": true}"#)

        #expect(try reply.json["dry_run"] == true)
        #expect(bench.quarantine.orders.withLock { $0 }.map(\.isDryRun) == [true])
        #expect(bench.logLines.isEmpty)
    }

    @Test(arguments: [
        (#"{"hook": "calls"}"#, 404, "known are twilio-sms"), (#"{"since": "yesterday"}"#, 400, "2026-03-02T09:15:00Z"),
        (#"{"after": "7"}"#, 400, "qua_"), (#"{"limit": 0}"#, 400, "1 to 500"), (#"{"hok": 1}"#, 400, "unknown member"),
    ])
    func saysWhatIsWrongWithAnOrder(body: String, status: Int, message: String) async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, Self.path + "/recheck", body: body)

        #expect(reply.status.code == status)
        #expect(try reply.errorMessage.contains(message))
        #expect(bench.quarantine.orders.withLock { $0 }.isEmpty)
    }

    @Test func takesAnOperator() async throws {
        let bench = OpsBench()

        let reply = try await bench.send(.post, Self.path + "/recheck", as: OpsBench.viewer, body: "{}")

        #expect(reply.status == .forbidden)
        #expect(bench.quarantine.orders.withLock { $0 }.isEmpty)
    }
}

/// One refused request, and what was asked.
final class QuarantineDouble: QuarantineStore, Rechecking {
    let filters = Mutex<[QuarantineFilter]>([])
    let orders = Mutex<[RecheckOrder]>([])

    private static let kept: QuarantinedRequest = {
        let gap = { MaskedBytes.Gap(offset: $0, digest: .sample) }
        let request = RefusedRequest(
            id: QuarantineID(rawValue: 7),
            hook: HookName("twilio-sms"),
            destination: DestinationName("main"),
            source: "192.0.2.7",
            remoteAddress: "192.0.2.7",
            receivedAt: .sample,
            method: "POST",
            target: MaskedBytes(bytes: Array("/hooks/twilio-sms?token=".utf8), gaps: [gap(24)]),
            headers: [.init(name: "authorization", value: MaskedBytes(bytes: Array("Basic ".utf8), gaps: [gap(6)]))],
            body: MaskedBytes(bytes: Array("Body=Hi!".utf8)),
            bodySize: 8,
            diagnosis: "wrong secret",
            identity: .sample
        )
        let record = QuarantineRecord(
            id: request.id,
            hook: request.hook,
            source: request.source,
            receivedAt: request.receivedAt,
            lastAt: request.receivedAt.advanced(by: .seconds(60)),
            times: 2,
            diagnosis: request.diagnosis,
            bodySize: request.bodySize,
            isBodyKept: true
        )
        return QuarantinedRequest(record: record, request: request, lastHeaders: nil)
    }()

    func digest(of credential: [UInt8]) -> Digest256 { .sample }
    func seal(_ texts: [[UInt8]], of identity: Digest256) throws(StoreError) -> [UInt8] { [] }
    func unseal(_ sealed: [UInt8], of identity: Digest256) -> [[UInt8]] { [] }
    func keep(_ requests: [RefusedRequest], at now: Timestamp) async throws(StoreError) -> Int { 0 }
    func expire(at now: Timestamp) async throws(StoreError) -> Int { 0 }

    func quarantined(_ filter: QuarantineFilter, at now: Timestamp) async throws(StoreError) -> [QuarantineRecord] {
        filters.withLock { $0.append(filter) }
        return [Self.kept.record]
    }

    func quarantined(_ id: QuarantineID, at now: Timestamp) async throws(StoreError) -> QuarantinedRequest {
        guard id == Self.kept.record.id else { throw StoreError(.notFound, "there is no \(id)") }
        return Self.kept
    }

    func quarantined(
        hook: HookName?,
        since: Timestamp?,
        after cursor: QuarantineID?,
        limit: Int,
        at now: Timestamp
    ) async throws(StoreError) -> [QuarantinedRequest] { [Self.kept] }

    func leaveQuarantine(_ ids: [QuarantineID]) async throws(StoreError) {}
    func diagnose(_ diagnoses: [QuarantineID: String]) async throws(StoreError) {}
    func quarantineCounts(at now: Timestamp) async throws(StoreError) -> [HookName: QuarantineCount] { [:] }

    func recheck(_ order: RecheckOrder) async throws(StoreError) -> RecheckReport {
        orders.withLock { $0.append(order) }
        var report = RecheckReport()
        (report.examined, report.accepted, report.duplicates) = (3, 1, 1)
        report.remaining = [
            .init(id: Self.kept.record.id, hook: Self.kept.record.hook, receivedAt: .sample, diagnosis: "stale")
        ]
        report.next = Self.kept.record.id
        return report
    }
}
