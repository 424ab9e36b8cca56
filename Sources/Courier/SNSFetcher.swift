package import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One GET of an allowed address of SNS: no redirects, one deadline over head and body, a bounded answer.
package struct SNSFetcher: Sendable {
    /// Certificates have two kilobytes, confirmations less.
    package static let answerLimit = 64 * 1024
    package static let timeout = Duration.seconds(10)

    private let http: HTTPClient
    /// Scheme, host and port to call for an address.
    private let origin: @Sendable (SNSAddress) -> String

    package init(
        http: HTTPClient,
        origin: @escaping @Sendable (SNSAddress) -> String = { "https://\($0.host)" }
    ) {
        self.http = http
        self.origin = origin
    }

    /// Status and body. Throws ``SNSFetchError``, whose words hold nothing of the address.
    package func get(_ address: SNSAddress) async throws(SNSFetchError) -> (status: Int, body: [UInt8]) {
        let deadline = NIODeadline.now() + TimeAmount(Self.timeout)
        let url = origin(address) + address.target
        let call = Task { try await read(url, deadline: deadline) }
        // `execute` lets go at the head; a timer of the event loop ends a body that never comes.
        let timer = http.eventLoopGroup.any().scheduleTask(deadline: deadline) { call.cancel() }
        defer { timer.cancel() }
        do {
            return try await withTaskCancellationHandler(
                operation: { try await call.value },
                onCancel: { call.cancel() }
            )
        } catch let error as SNSFetchError {
            throw error
        } catch {
            guard NIODeadline.now() < deadline else {
                throw SNSFetchError(description: "no whole answer within \(Self.timeout)")
            }
            throw SNSFetchError(description: AnswerText.shorten("\(type(of: error)): no answer from \(address.host)"))
        }
    }

    private func read(_ url: String, deadline: NIODeadline) async throws -> (status: Int, body: [UInt8]) {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "User-Agent", value: "zyntro-bridge")
        let response = try await http.execute(request, deadline: deadline)
        var body: [UInt8] = []
        for try await part in response.body {
            guard body.count + part.readableBytes <= Self.answerLimit else {
                throw SNSFetchError(description: "an answer of more than \(Self.answerLimit) bytes")
            }
            body += part.readableBytesView
        }
        try Task.checkCancellation()
        return (Int(response.status.code), body)
    }
}

/// Why SNS gave nothing.
package struct SNSFetchError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
}
