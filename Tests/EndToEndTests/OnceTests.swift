import Foundation
import JSON
import Testing

/// The same thing twice, at once or from two services.
@Suite(.serialized)
struct OnceTests {
    @Test func makesOneEventOfThe32SameRequestsOfOneInstant() async throws {
        let stage = try await Stage.running()
        let wire = Webhook.sms("SM1").wire()
        var connections: [RawConnection] = []
        for _ in 0..<32 {
            let connection = try await RawConnection(port: stage.port)
            try await connection.send(wire.dropLast().map { $0 })
            connections.append(connection)
        }

        let statuses = try await withThrowingTaskGroup(of: Int?.self) { group in
            for connection in connections {
                group.addTask {
                    try await connection.send(wire.suffix(1).map { $0 })
                    return try await connection.status()
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(statuses == Array(repeating: 200, count: 32))
        #expect(try await stage.events().count == 1)
        #expect(try await stage.entries().count == 1)
        try await stage.entries(1, in: "delivered")
        #expect(try await stage.timeline().count == 1)
    }

    @Test func givesTheSameMessageInAnotherRequestNoSecondEntry() async throws {
        let stage = try await Stage.running()
        try await stage.send(.sms("SM1"))
        try await stage.entries(1, in: "delivered")

        #expect(try await stage.send(.sms("SM1", text: "Is the flat still free? (again)")).status == 200)

        #expect(try await stage.events().count == 2)
        #expect(try await stage.states()["duplicate"] == 1)
        try await stage.drained()
        #expect(try await stage.timeline().count == 1)
    }

    @Test func refusesASecondServiceOnTheSameStore() async throws {
        let stage = try await Stage.running()
        let other = try String(contentsOfFile: stage.configurationPath, encoding: .utf8)
            .replacing("127.0.0.1:\(stage.port)", with: "127.0.0.1:\(try Ports.take())")
            .replacing("127.0.0.1:\(stage.adminPort)", with: "127.0.0.1:\(try Ports.take())")
        try Data(other.utf8).write(to: URL(fileURLWithPath: stage.folder.path("second.yaml")))

        let second = try await Program.run("zyntro-bridge", ["serve", "--config", stage.folder.path("second.yaml")])

        #expect(second.status == 1)
        #expect(second.output.isEmpty)
        #expect(second.errors.contains("in use"))
        #expect(try await stage.send(.sms("SM1")).status == 200)
    }
}
