import Foundation
import Hummingbird

/// The yardstick of the accept benchmark: a bare Hummingbird server that reads a body and answers it.
@main
struct Echo {
    static func main() async throws {
        let router = Router()
        router.post("/hooks/{name}") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            return Response(status: .ok, body: .init(byteBuffer: body))
        }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                let line = "echo listening on http://127.0.0.1:\(channel.localAddress?.port ?? 0)\n"
                FileHandle.standardOutput.write(Data(line.utf8))
            }
        )
        try await application.runService()
    }
}
