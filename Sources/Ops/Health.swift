import BridgeCore
import HTTPTypes
import JSON

/// Answers `/readyz`: whether requests should be sent here, and what an operator ought to look at.
///
/// A reload that failed is told but leaves the service ready, because the last good version serves; so do paused
/// destinations, because what arrives for them is kept, also where a copy of a store waits for an operator.
struct Health: Sendable {
    let store: any StoreAdmin
    let reloading: any Reloading
    let hooks: any HookOverview

    func readiness() async -> JSONAnswer {
        var storeFault = await store.fault()
        var paused: [DestinationRecord] = []
        do {
            paused = try await store.destinations().filter(\.isPaused)
        } catch {
            storeFault = storeFault ?? error.description
        }
        let receiverFault = hooks.isReceiving() ? nil : "the receiver does not listen"
        let isReady = storeFault == nil && receiverFault == nil
        let body: JSONValue = [
            "ready": .bool(isReady),
            "checks": [
                "store": Self.check(storeFault),
                "receiver": Self.check(receiverFault),
                "configuration": Self.check(await configurationFault()),
                "identity": Self.check(paused.first(where: \.isPausedAsCopy)?.pauseReason),
            ],
            "paused_destinations": .array(paused.map { .string($0.name.rawValue) }),
        ]
        return JSONAnswer(body, status: isReady ? .ok : .serviceUnavailable)
    }

    private func configurationFault() async -> String? {
        guard let report = await reloading.lastReload(), !report.succeeded else { return nil }
        let first = report.problems.first ?? "no problem was named"
        let others = report.problems.count > 1 ? " (and \(report.problems.count - 1) more)" : ""
        return "the last reload failed and the version before it is in force: \(first)\(others)"
    }

    private static func check(_ fault: String?) -> JSONValue {
        guard let fault else { return ["ok": true] }
        return ["ok": false, "detail": .string(fault)]
    }
}
