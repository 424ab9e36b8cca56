import Foundation
import JSON
import NIOCore
import NIOPosix
import Synchronization

/// A loopback server that reads HTTP requests of known length and does to each what the test says, drops included.
final class ScriptedZyntro: Sendable {
    struct Request: Sendable {
        let path: String
        let body: JSONValue

        var contact: String { body["contact_id"]?.string ?? "" }
    }

    enum Act: Sendable {
        /// A whole HTTP answer, head and body, as written.
        case answer(String)
        /// The same, and the connection is closed after it.
        case answerAndClose(String)
        case close

        static func json(_ body: String, status: String = "200 OK", headers: String = "") -> Act {
            .answer(
                "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
        }

        static func success(_ chID: Int = 891) -> Act {
            .json(
                #"{"data":{"ch_id":\#(chID),"message":"Communication history logged successfully"},"status":"success"}"#
            )
        }

        static func error(_ text: String) -> Act { .json(#"{"data":["\#(text)"],"status":"error"}"#) }
    }

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private let port: Int
    private let seen = Mutex<[Request]>([])

    var baseURL: String { "http://127.0.0.1:\(port)" }
    /// Whole requests in the order of their arrival.
    var requests: [Request] { seen.withLock { $0 } }

    private init(port: Int) { self.port = port }

    /// Serves while `body` runs. With `closesAtOnce` connections are closed before a byte is read.
    static func serve<Result: Sendable>(
        closesAtOnce: Bool = false,
        _ act: @escaping @Sendable (Request) async -> Act,
        during body: @Sendable (ScriptedZyntro) async throws -> Result
    ) async throws -> Result {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
            }
        let server = ScriptedZyntro(port: listener.channel.localAddress?.port ?? 0)
        let accepting = Task {
            try await listener.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask { await server.serve(connection, closesAtOnce: closesAtOnce, act) }
                    }
                }
            }
        }
        defer { accepting.cancel() }
        return try await body(server)
    }

    private func serve(
        _ connection: Connection,
        closesAtOnce: Bool,
        _ act: @escaping @Sendable (Request) async -> Act
    ) async {
        try? await connection.executeThenClose { inbound, outbound in
            guard !closesAtOnce else { return }
            var received = ByteBuffer()
            for try await var part in inbound {
                received.writeBuffer(&part)
                guard let request = Self.takeRequest(from: &received) else { continue }
                seen.withLock { $0.append(request) }
                switch await act(request) {
                case .answer(let text): try await outbound.write(ByteBuffer(string: text))
                case .answerAndClose(let text):
                    try await outbound.write(ByteBuffer(string: text))
                    return
                case .close: return
                }
            }
        }
    }

    private static func takeRequest(from buffer: inout ByteBuffer) -> Request? {
        let text = String(buffer: buffer)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let head = text[..<end.lowerBound].split(separator: "\r\n")
        let field = head.first { $0.lowercased().hasPrefix("content-length:") }
        // A GET has no body and does not say so.
        let length = field.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
        let headLength = text[..<end.upperBound].utf8.count
        guard buffer.readableBytes >= headLength + length else { return nil }
        buffer.moveReaderIndex(forwardBy: headLength)
        let body = buffer.readBytes(length: length) ?? []
        let parsed = try? JSONParser().parse(body).value
        return Request(path: head.first.map { String($0.split(separator: " ")[1]) } ?? "", body: parsed ?? .null)
    }
}
