import BridgeCore
import Hummingbird
import JSON

extension AdminAPI {
    /// `GET outbox`: newest first.
    func listEntries(_ request: Request) async throws -> JSONAnswer {
        let query = try QueryReader(request, names: ["destination", "state", "before", "limit"])
        var filter = EntryFilter()
        filter.destination = query.text("destination").map { DestinationName($0) }
        filter.state = try query.state(EntryState.self)
        filter.before = try query.before(EntryID.self)
        filter.limit = try query.limit()
        let entries = try await store.entries(filter)
        return JSONAnswer(["entries": .array(entries.map { .object($0.json) })])
    }

    /// `GET outbox/{id}`: an entry with its events and attempts; what it says is for operators and opening it is audited.
    func showEntry(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        _ = try QueryReader(request, names: [])
        let caller = try context.authenticatedCaller()
        let entry = try await store.entry(id(EntryID.self, context))
        let showsContents = caller.role == .operator
        if showsContents { audit.record(.openEntry, on: "\(entry.record.id)", by: caller) }
        return JSONAnswer(entry.json(showingContents: showsContents))
    }

    /// `POST outbox/{id}/retry`
    func retry(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let id = try id(EntryID.self, context)
        _ = try await body(request, members: [])
        try await store.retry(id, by: caller.name, at: clock.now())
        audit.record(.retry, on: "\(id)", by: caller)
        return JSONAnswer(.object(try await store.entry(id).record.json))
    }

    /// `POST outbox/{id}/release`: lets go of an entry that is held, or closes the window of one that is settling; answers
    /// with what it became.
    func release(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let id = try id(EntryID.self, context)
        _ = try await body(request, members: [])
        let became = try await store.release(id, by: caller.name, at: clock.now())
        audit.record(.release, on: "\(id)", by: caller)
        return JSONAnswer(.object(try await store.entry(became).record.json))
    }

    /// `POST outbox/{id}/discard {"reason": …}`
    func discard(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let id = try id(EntryID.self, context)
        let reason = try await reason(request)
        try await store.discard(id, reason: reason, by: caller.name, at: clock.now())
        audit.record(.discard, on: "\(id)", by: caller)
        return JSONAnswer(.object(try await store.entry(id).record.json))
    }
}
