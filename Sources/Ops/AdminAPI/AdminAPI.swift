import BridgeCore
import Foundation
import Hummingbird
import JSON

/// The admin API under `/api/v1`: what operators see and change. Everything goes through the ports; nothing is kept here.
struct AdminAPI: Sendable {
    /// A directory import of this size has some hundred thousand rows.
    private static let importLimit = 16 << 20
    private static let bodyLimit = 64 << 10

    let store: any StoreAdmin
    let reloading: any Reloading
    let hooks: any HookOverview
    let quarantine: QuarantineAccess
    let clock: any WallClock
    let audit: Audit
    let version: String
    let startedAt: Timestamp

    /// Reading takes any token.
    func addReads(to group: RouterGroup<OpsContext>) {
        group.get("events") { request, _ in try await listEvents(request) }
        group.get("events/:id") { request, context in try await showEvent(request, context) }
        addReads(of: quarantine, to: group)
        group.get("outbox") { request, _ in try await listEntries(request) }
        group.get("outbox/:id") { request, context in try await showEntry(request, context) }
        group.get("destinations") { request, _ in try await listDestinations(request) }
        group.get("store/backup") { request, _ in try await showBackup(request) }
        group.get("store/examination") { request, _ in try await examine(request) }
        group.get("status") { request, _ in try await showStatus(request) }
    }

    /// Asking the directory who somebody is takes the role operator.
    func addOperatorReads(to group: RouterGroup<OpsContext>) {
        group.get("directory/:name/lookup") { request, context in try await lookUp(request, context) }
        group.get("directory/:name/export") { request, context in try await exportDirectory(request, context) }
    }

    /// Changing takes the role operator.
    func addChanges(to group: RouterGroup<OpsContext>) {
        group.post("outbox/:id/retry") { request, context in try await retry(request, context) }
        group.post("outbox/:id/release") { request, context in try await release(request, context) }
        group.post("outbox/:id/discard") { request, context in try await discard(request, context) }
        group.post("outbox/retry") { request, context in try await retryMany(request, context) }
        group.post("outbox/discard") { request, context in try await discardMany(request, context) }
        group.post("store/backup") { request, context in try await startBackup(request, context) }
        group.post("destinations/:name/pause") { request, context in try await pause(request, context) }
        group.post("destinations/:name/resume") { request, context in try await resume(request, context) }
        group.post("directory/:name/import") { request, context in try await importDirectory(request, context) }
        group.post("directory/:name/assign") { request, context in try await assign(request, context) }
        group.post("directory/:name/forget") { request, context in try await forget(request, context) }
        addChanges(of: quarantine, to: group)
        group.post("reload") { request, context in try await reload(request, context) }
    }

    func id<ID: RecordID>(_ type: ID.Type, _ context: OpsContext) throws(OpsError) -> ID {
        try ID(checking: parameter("id", context))
    }

    func destination(_ context: OpsContext) throws(OpsError) -> DestinationName {
        DestinationName(try parameter("name", context))
    }

    private func parameter(_ name: String, _ context: OpsContext) throws(OpsError) -> String {
        guard let text = context.parameters.get(name)?.removingPercentEncoding, !text.isEmpty else {
            throw .badRequest("the path is not well encoded")
        }
        return text
    }

    /// The body of a change, an object; none is an empty one. Members that are not named here are refused.
    func body(_ request: Request, members: [String], isImport: Bool = false) async throws -> JSONObject {
        let limit = isImport ? Self.importLimit : Self.bodyLimit
        let buffer = try await request.body.collect(upTo: limit)
        guard buffer.readableBytes > 0 else { return [:] }
        let value: JSONValue
        do {
            value = try JSONParser().parse(Array(buffer.readableBytesView)).value
        } catch {
            throw OpsError.badRequest("the body is not JSON: \(error)")
        }
        guard case .object(let object) = value else { throw OpsError.badRequest("the body is not a JSON object") }
        for name in object.names where !members.contains(name) {
            let known = members.isEmpty ? "this request takes none" : "known are \(members.joined(separator: ", "))"
            throw OpsError.badRequest("unknown member \"\(name)\" in the body; \(known)")
        }
        return object
    }

    /// The reason an operator gives; it is kept with what was changed.
    func reason(_ request: Request) async throws -> String {
        try Self.reason(try await body(request, members: ["reason"]))
    }

    static func reason(_ body: JSONObject) throws(OpsError) -> String {
        guard let reason = body["reason"]?.string, reason.contains(where: { !$0.isWhitespace }) else {
            throw OpsError.badRequest("say why in \"reason\", a text; it is kept")
        }
        guard reason.utf8.count <= 1000 else { throw OpsError.badRequest("the reason has more than 1000 bytes") }
        return reason
    }
}
