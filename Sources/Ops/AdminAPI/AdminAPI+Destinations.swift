import BridgeCore
import Hummingbird
import JSON

extension AdminAPI {
    /// `GET destinations`
    func listDestinations(_ request: Request) async throws -> JSONAnswer {
        _ = try QueryReader(request, names: [])
        return JSONAnswer(["destinations": .array(try await store.destinations().map(\.json))])
    }

    /// `POST destinations/{name}/pause {"reason": …}`: attempts in flight finish, receiving goes on.
    func pause(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let reason = try await reason(request)
        let name = try await record(destination(context)).name
        try await store.pause(name, reason: reason, at: clock.now())
        audit.record(.pause, on: name.rawValue, by: caller)
        return JSONAnswer(try await record(name).json)
    }

    /// `POST destinations/{name}/resume`
    func resume(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        _ = try await body(request, members: [])
        let name = try await record(destination(context)).name
        try await store.resume(name, at: clock.now())
        audit.record(.resume, on: name.rawValue, by: caller)
        return JSONAnswer(try await record(name).json)
    }

    private func record(_ name: DestinationName) async throws -> DestinationRecord {
        let records = try await store.destinations()
        guard let record = records.first(where: { $0.name == name }) else {
            let known = records.map(\.name.rawValue).joined(separator: ", ")
            throw OpsError.notFound("there is no destination \"\(name)\"; known are \(known)")
        }
        return record
    }
}
