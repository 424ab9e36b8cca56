import HTTPTypes
import Hummingbird
import NIOCore

extension Faults {
    /// Answers a call that meets these faults. `drop` comes before `half`, `mixed`, `html`, `error` and `status`;
    /// `earlier` is what a call before was answered.
    func respond(
        _ carryOut: () throws -> Answer,
        earlier: Answer?,
        closing channel: any Channel
    ) async throws -> Response {
        if let latency { try await Task.sleep(for: .milliseconds(latency)) }
        if let drop {
            if drop == .after { _ = try carryOut() }
            try await channel.close()
            throw CutShort()
        }
        guard half != true else { return try carryOut().halfResponse }
        guard var answer = try substitute(earlier) else { return try carryOut().response }
        if afterStoring == true { _ = try carryOut() }
        if let status { answer.status = HTTPResponse.Status(code: status) }
        var response = answer.response
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }

    /// What is answered instead of the truth, `nil` if the truth is.
    private func substitute(_ earlier: Answer?) throws -> Answer? {
        if mixed == true { return earlier }
        if html == true { return .page(.ok) }
        if let error { return try .error([error]) }
        if let status { return .page(HTTPResponse.Status(code: status)) }
        return retryAfter != nil && rate == nil ? .page(.tooManyRequests) : nil
    }
}
