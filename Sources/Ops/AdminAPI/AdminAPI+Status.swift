import BridgeCore
import Hummingbird
import JSON
import Logging

extension AdminAPI {
    /// `GET status`: the whole service at a glance.
    func showStatus(_ request: Request) async throws -> JSONAnswer {
        _ = try QueryReader(request, names: [])
        let now = clock.now()
        return JSONAnswer([
            "version": .string(version),
            "started_at": .time(startedAt),
            "uptime_seconds": .count(Int(max(0, now.seconds - startedAt.seconds))),
            "receiving": .bool(hooks.isReceiving()),
            "store_fault": .text(await store.fault()),
            "last_reload": await reloading.lastReload()?.json ?? .null,
            "hooks": .array(hooks.hooks().map(\.json)),
            "destinations": .array(try await store.destinations().map(\.json)),
            "statistics": try await store.statistics(at: now).json(at: now),
        ])
    }

    /// `POST reload`: 200 also where the reload failed; `succeeded` and `problems` say so.
    func reload(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        _ = try await body(request, members: [])
        let report = await reloading.reload()
        audit.record(.reload, on: "configuration", by: caller, ["succeeded": "\(report.succeeded)"])
        return JSONAnswer(report.json)
    }
}
