import BridgeCore
import Hummingbird
import JSON

extension AdminAPI {
    /// `GET events`: newest first.
    func listEvents(_ request: Request) async throws -> JSONAnswer {
        let query = try QueryReader(request, names: ["hook", "state", "before", "limit"])
        var filter = EventFilter()
        filter.hook = query.text("hook").map { HookName($0) }
        filter.state = try query.state(EventState.self)
        filter.before = try query.before(EventID.self)
        filter.limit = try query.limit()
        let events = try await store.events(filter)
        return JSONAnswer(["events": .array(events.map { .object($0.json) })])
    }

    /// `GET events/{id}`: the request as stored; what it says is for operators and opening it is audited.
    func showEvent(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        _ = try QueryReader(request, names: [])
        let caller = try context.authenticatedCaller()
        let event = try await store.event(id(EventID.self, context))
        let showsContents = caller.role == .operator
        if showsContents { audit.record(.openEvent, on: "\(event.record.id)", by: caller) }
        return JSONAnswer(event.json(showingContents: showsContents))
    }
}
