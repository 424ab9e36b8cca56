package import BridgeCore
import Hummingbird
import JSON
import Logging

/// What the admin API needs to show refused requests and to have them verified again.
package struct QuarantineAccess: Sendable {
    let store: any QuarantineStore
    let rechecking: any Rechecking

    package init(store: any QuarantineStore, rechecking: any Rechecking) {
        self.store = store
        self.rechecking = rechecking
    }
}

extension AdminAPI {
    func addReads(of quarantine: QuarantineAccess, to group: RouterGroup<OpsContext>) {
        group.get("quarantine") { request, _ in try await listQuarantine(quarantine, request) }
        group.get("quarantine/:id") { request, context in try await showQuarantined(quarantine, request, context) }
    }

    func addChanges(of quarantine: QuarantineAccess, to group: RouterGroup<OpsContext>) {
        group.post("quarantine/recheck") { request, context in try await recheck(quarantine, request, context) }
    }

    /// `GET quarantine?hook=&since=&before=&limit=`: newest first.
    private func listQuarantine(_ quarantine: QuarantineAccess, _ request: Request) async throws -> JSONAnswer {
        let query = try QueryReader(request, names: ["hook", "since", "before", "limit"])
        var filter = QuarantineFilter()
        filter.hook = query.text("hook").map { HookName($0) }
        filter.since = try Self.time(query.text("since"))
        filter.before = try query.before(QuarantineID.self)
        filter.limit = try query.limit()
        let records = try await quarantine.store.quarantined(filter, at: clock.now())
        return JSONAnswer(["requests": .array(records.map { .object($0.json) })])
    }

    /// `GET quarantine/{id}`: what nobody vouched for, marked so; it is for operators and opening it is audited.
    private func showQuarantined(
        _ quarantine: QuarantineAccess,
        _ request: Request,
        _ context: OpsContext
    ) async throws -> JSONAnswer {
        _ = try QueryReader(request, names: [])
        let caller = try context.authenticatedCaller()
        let kept = try await quarantine.store.quarantined(id(QuarantineID.self, context), at: clock.now())
        let showsContents = caller.role == .operator
        if showsContents { audit.record(.openQuarantined, on: "\(kept.record.id)", by: caller) }
        return JSONAnswer(kept.json(showingContents: showsContents))
    }

    /// `POST quarantine/recheck {"hook": …, "since": …, "after": …, "limit": …, "dry_run": …}`: verifies refused requests
    /// again, oldest first; `next` is the `after` of the following call, null at the end.
    private func recheck(
        _ quarantine: QuarantineAccess,
        _ request: Request,
        _ context: OpsContext
    ) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let body = try await body(request, members: ["hook", "since", "after", "limit", "dry_run"])
        var order = RecheckOrder()
        order.hook = try hookName(body["hook"]?.string)
        order.since = try Self.time(body["since"]?.string)
        order.after = try body["after"]?.string.map { try QuarantineID(checking: $0) }
        order.isDryRun = body["dry_run"] == true
        if let value = body["limit"], !value.isNull {
            guard let limit = value.int, (1...500).contains(limit) else {
                throw OpsError.badRequest("limit is a number from 1 to 500")
            }
            order.limit = limit
        }
        let report = try await quarantine.rechecking.recheck(order)
        if !order.isDryRun {
            audit.record(
                .recheck,
                on: order.hook?.rawValue ?? "all hooks",
                by: caller,
                ["accepted": "\(report.accepted)", "remaining": "\(report.remaining.count)"]
            )
        }
        return JSONAnswer(report.json(isDryRun: order.isDryRun))
    }

    private func hookName(_ text: String?) throws(OpsError) -> HookName? {
        guard let text, !text.isEmpty else { return nil }
        let known = hooks.hooks().map(\.name.rawValue)
        guard known.contains(text) else {
            throw .notFound("there is no hook \"\(text)\"; known are \(known.sorted().joined(separator: ", "))")
        }
        return HookName(text)
    }

    private static func time(_ text: String?) throws(OpsError) -> Timestamp? {
        guard let text, !text.isEmpty else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw .badRequest("since is a time such as 2026-03-02T09:15:00Z")
        }
        return time
    }
}

extension QuarantineRecord {
    var json: JSONObject {
        [
            "id": .id(id), "hook": .string(hook.rawValue), "trusted": false, "source": .string(source),
            "received_at": .time(receivedAt), "last_at": .time(lastAt), "times": .count(times),
            "diagnosis": .string(diagnosis), "body_size": .count(bodySize), "body_kept": .bool(isBodyKept),
        ]
    }
}

extension QuarantinedRequest {
    /// Credentials are shown as `…`.
    func json(showingContents: Bool) -> JSONValue {
        var object = record.json
        object["method"] = .string(request.method)
        object["remote"] = .text(request.remoteAddress)
        object["contents_shown"] = .bool(showingContents)
        guard showingContents else { return .object(object) }
        object["warning"] = "nobody vouched for what follows: anybody may have written it"
        object["target"] = .string(String(decoding: request.target.shown, as: UTF8.self))
        object["headers"] = Self.json(request.headers)
        object["last_headers"] = lastHeaders.map(Self.json) ?? .null
        let body = JSONValue.body(request.body?.shown ?? [])
        object["body"] = request.body == nil ? .null : body.text
        object["body_encoding"] = body.encoding
        return .object(object)
    }

    private static func json(_ headers: [RefusedRequest.Header]) -> JSONValue {
        .array(
            headers.map { header in
                ["name": .string(header.name), "value": .string(String(decoding: header.value.shown, as: UTF8.self))]
            }
        )
    }
}

extension RecheckReport {
    func json(isDryRun: Bool) -> JSONValue {
        [
            "dry_run": .bool(isDryRun), "examined": .count(examined), "accepted": .count(accepted),
            "duplicates": .count(duplicates),
            "remaining": .array(
                remaining.map { remaining in
                    [
                        "id": .id(remaining.id), "hook": .string(remaining.hook.rawValue),
                        "received_at": .time(remaining.receivedAt), "diagnosis": .string(remaining.diagnosis),
                    ]
                }
            ),
            "next": .text(next.map { "\($0)" }),
        ]
    }
}
