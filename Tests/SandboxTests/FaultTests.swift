import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Sandbox

struct FaultTests {
    private func call(
        _ faults: Faults,
        check: @Sendable (TestResponse, SandboxApplication) throws -> Void
    ) async throws {
        var settings = SandboxSettings()
        settings.faults = faults
        let sandbox = SandboxApplication(settings)
        try await sandbox.application().test(.router) { client in
            try check(try await client.post(SandboxRequests.addCommsHistory, SandboxRequests.entry()), sandbox)
        }
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func answersAStatusAndStoresNothing(_ code: Int) async throws {
        try await call(Faults(status: code)) { answer, sandbox in
            #expect(answer.status.code == code)
            #expect(sandbox.timeline.count == 0)
        }
    }

    @Test func answersAWebPageWithStatus200() async throws {
        try await call(Faults(html: true)) { answer, sandbox in
            #expect(answer.status == .ok)
            #expect(answer.text.hasPrefix("<!DOCTYPE html>"))
            #expect(sandbox.timeline.count == 0)
        }
    }

    @Test func answersAnyMessageInTheErrorShape() async throws {
        try await call(Faults(error: "User is not active")) { answer, _ throws in
            #expect(answer.status == .ok)
            #expect(try answer.refusal == ["User is not active"])
        }
    }

    @Test func storesBeforeAGatewayTimeoutWhereToldTo() async throws {
        try await call(Faults(status: 504, afterStoring: true)) { answer, sandbox in
            #expect(answer.status == .gatewayTimeout)
            #expect(sandbox.timeline.count == 1)
        }
    }

    @Test(arguments: [(nil, 429), (503, 503)])
    func sendsRetryAfter(_ status: Int?, _ answered: Int) async throws {
        try await call(Faults(status: status, retryAfter: 7)) { answer, _ in
            #expect(answer.status.code == answered)
            #expect(answer.headers[.retryAfter] == "7")
        }
    }

    @Test func answers429BeyondTheRate() async throws {
        var settings = SandboxSettings()
        settings.faults = Faults(retryAfter: 4, rate: 1)
        let sandbox = SandboxApplication(settings)

        try await sandbox.application().test(.router) { client in
            var answers: [TestResponse] = []
            while answers.last?.status != .tooManyRequests, answers.count < 1_000 {
                answers.append(try await client.post(SandboxRequests.addCommsHistory, SandboxRequests.entry()))
            }

            #expect(answers.last?.headers[.retryAfter] == "4")
            #expect(sandbox.timeline.count == answers.count - 1)
        }
    }

    @Test func answersAWebPageWithAnotherStatus() async throws {
        try await call(Faults(html: true, status: 502)) { answer, _ in
            #expect(answer.status == .badGateway)
            #expect(answer.headers[.contentType]?.hasPrefix("text/html") == true)
        }
    }

    @Test func waitsAndThenAnswersTheTruth() async throws {
        let start = ContinuousClock.now
        try await call(Faults(latency: 30)) { answer, _ throws in
            #expect(try answer.refusal == nil)
            #expect(ContinuousClock.now - start >= .milliseconds(30))
        }
    }

    @Test(arguments: [(Faults.Drop.before, 0), (.after, 1)])
    func closesTheConnectionWithoutAnAnswer(_ drop: Faults.Drop, _ stored: Int) async throws {
        var settings = SandboxSettings()
        settings.faults.drop = drop
        let sandbox = SandboxApplication(settings)

        try await sandbox.application().test(.live) { client in
            _ = await #expect(throws: TestClient.Error.self) {
                try await client.post(SandboxRequests.addCommsHistory, SandboxRequests.entry())
            }
        }

        #expect(sandbox.timeline.count == stored)
    }

    @Test func closesTheConnectionInTheMiddleOfAnAnswer() async throws {
        var settings = SandboxSettings()
        settings.faults.half = true
        let sandbox = SandboxApplication(settings)

        try await sandbox.application().test(.live) { client in
            let port = try #require(client.port)
            let received = try await RawConnection.exchange(
                port: port,
                path: SandboxRequests.addCommsHistory,
                body: SandboxRequests.entry()
            )

            #expect(received.hasPrefix("HTTP/1.1 200 OK"))
            #expect(received.contains(#"{"data":{"ch_id":1"#))
            #expect(!received.contains("success\""))
        }

        #expect(sandbox.timeline.count == 1)
    }

    @Test(arguments: [(nil, 1), (true, 2)])
    func answersWhatTheCallBeforeWasAnswered(_ afterStoring: Bool?, _ stored: Int) async throws {
        let sandbox = SandboxApplication()
        try await sandbox.application().test(.router) { client in
            let first = try await client.post(SandboxRequests.addCommsHistory, SandboxRequests.entry())
            sandbox.faults.replace(Faults(mixed: true, afterStoring: afterStoring))

            let second = try await client.post(SandboxRequests.addCommsHistory, SandboxRequests.entry())

            #expect(second.text == first.text)
            #expect(sandbox.timeline.count == stored)
        }
    }

    @Test func spareTheTrialsOwnPages() async throws {
        var settings = SandboxSettings()
        settings.faults.status = 500

        try await SandboxApplication(settings).application().test(.router) { client async throws in
            for path in ["/", "/timeline", "/timeline/count", "/faults", "/contacts"] {
                #expect(try await client.get(path).status == .ok)
            }
        }
    }

    @Test func areReadReplacedAndClearedAtRunTime() async throws {
        try await SandboxApplication().application().test(.router) { client async throws in
            #expect(try await client.get("/faults").text == "{}")

            let faults = #"{"drop":"after","fail_first":2,"fault_on":["addCommsHistory"],"retry_after":3}"#
            #expect(try await client.put("/faults", faults).status == .ok)
            #expect(try await client.get("/faults").text == faults)

            #expect(try await client.delete("/faults").status == .noContent)
            #expect(try await client.get("/faults").text == "{}")
        }
    }

    @Test(arguments: [
        #"{"latencey":1}"#, #"{"status":1}"#, #"{"drop":"sometimes"}"#, #"{"probability":2}"#, #"{"fault_on":["add"]}"#,
        "no",
    ])
    func areRefusedAtRunTimeWhenTheyMakeNoSense(_ body: String) async throws {
        try await SandboxApplication().application().test(.router) { client async throws in
            #expect(try await client.put("/faults", body).status == .badRequest)
            #expect(try await client.get("/faults").text == "{}")
        }
    }
}
