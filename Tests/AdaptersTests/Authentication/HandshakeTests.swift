import Adapters
import BridgeCore
import JSON
import Testing

struct HandshakeTests {
    private static let url = "https://bridge.example.com/hooks/a"

    private func adapter(authenticate: String, handshake: String) throws -> Adapter {
        let text = """
            title: Test
            receive:
              authenticate: \(authenticate)
              handshake:
            \(handshake)
            translate:
              - ignore: nothing else to do
            """
        let (adapter, problems) = AdapterCompiler.compile(text, name: "test", file: "adapter.yaml")
        return try #require(adapter, "\(problems)")
    }

    private func outcome(_ adapter: Adapter, _ request: RawRequest, _ secrets: String...) -> JSONValue {
        AdapterTrial.run(adapter, request, secrets: secrets.map { Secret($0) }, settings: [:])
    }

    private func proving() throws -> Adapter {
        try adapter(
            authenticate: "{ scheme: hmac, header: X-Sig, encoding: hex }",
            handshake: """
                    - when: ${{ event == 'validation' }}
                      proof: { hmac: "${{ token }}", hash: sha256, encoding: hex }
                      alert: the URL was validated
                      answer:
                        headers: { content-type: application/json }
                        body: { plain: "${{ token }}", proof: "${{ $proof }}" }
                """
        )
    }

    /// HMAC-SHA-256 with `example-key`, by Python's hmac.
    @Test func provesThatItKnowsTheSecret() throws {
        let body = #"{"event":"validation","token":"abc"}"#
        let signature = "23718e6730110324a540914e4e51117cd892a8c75fa8df74d930923721341fb2"
        let outcome = outcome(
            try proving(),
            request("POST", Self.url, ["x-sig": signature], body: body),
            "old",
            "example-key"
        )

        #expect(outcome["authentic"] == true)
        #expect(outcome["disposition"] == "handshake")
        #expect(outcome["answer"]?["status"] == 200)
        #expect(outcome["answer"]?["headers"] == ["content-type": "application/json"])
        #expect(
            outcome["answer"]?["body"]?.string
                == #"{"plain":"abc","proof":"612d2228138145439e620c88156651a1528aa8a721c1e98a6745310cf516ee62"}"#
        )
    }

    @Test func provesNothingToStrangers() throws {
        let body = #"{"event":"validation","token":"abc"}"#
        let outcome = outcome(try proving(), request("POST", Self.url, ["x-sig": "00"], body: body), "example-key")

        #expect(outcome["authentic"] == false)
        #expect(outcome["disposition"] == "unauthentic")
        #expect(outcome["answer"]?["body"] == "")
    }

    @Test func keepsAProvenHandshakeAsAnIgnoredEventWithItsAlert() throws {
        let adapter = try proving()
        let hook = Hook(
            name: HookName("a"),
            adapter: "test",
            destination: DestinationName("d"),
            secrets: [Secret("example-key")]
        )
        let request = request(
            "POST",
            Self.url,
            ["x-sig": "23718e6730110324a540914e4e51117cd892a8c75fa8df74d930923721341fb2"],
            body: #"{"event":"validation","token":"abc"}"#
        )
        guard case .authentic(let authentic) = adapter.authenticate(request, hook: hook) else {
            Issue.record("not authentic")
            return
        }
        let translation = adapter.translate(authentic, hook: hook, event: EventID(rawValue: 1))

        #expect(translation.disposition == .ignored)
        #expect(translation.isHandshake)
        #expect(translation.alert == "the URL was validated")
    }

    @Test func echoesAHeaderToAnybodyButNoLineEnds() throws {
        let adapter = try adapter(
            authenticate: "{ scheme: token, header: X-Token }",
            handshake: """
                    - when: ${{ $headers."validation-token" }}
                      authenticate: none
                      answer: { headers: { Validation-Token: "${{ $headers.\\"validation-token\\" }}" } }
                """
        )
        let asked = outcome(adapter, request("POST", Self.url, ["validation-token": "v-1"]), "t")
        let split = outcome(adapter, request("POST", Self.url, ["validation-token": "v\r\nx: y"]), "t")
        let proven = outcome(adapter, request("POST", Self.url, ["validation-token": "v", "x-token": "t"]), "t")

        #expect(asked["disposition"] == "handshake")
        #expect(asked["authentic"] == false)
        #expect(asked["answer"]?["headers"] == ["validation-token": "v-1"])
        #expect(split["answer"]?["headers"] == [:])
        #expect(proven["authentic"] == true)
        #expect(outcome(adapter, request("POST", Self.url, ["x-token": "t"]), "t")["disposition"] == "ignored")
    }

    @Test func asksForTheProofOfTheHandshakeItself() throws {
        let adapter = try adapter(
            authenticate: "{ scheme: hmac, header: X-Sig, encoding: hex }",
            handshake: """
                    - method: GET
                      when: ${{ $query."hub.mode" == 'subscribe' }}
                      authenticate: { scheme: token, query: hub.verify_token }
                      answer: { headers: { content-type: text/plain }, body: "${{ $query.\\"hub.challenge\\" }}" }
                    - method: HEAD
                      authenticate: none
                """
        )
        let url = Self.url + "?hub.mode=subscribe&hub.challenge=c-1&hub.verify_token="
        let right = outcome(adapter, request("GET", url + "t"), "t")
        let wrong = outcome(adapter, request("GET", url + "u"), "t")

        #expect(adapter.receive.methods == ["GET", "HEAD", "POST"])
        #expect(right["authentic"] == true)
        #expect(right["answer"]?["body"] == "c-1")
        #expect(wrong["disposition"] == "unauthentic")
        #expect(outcome(adapter, request("HEAD", Self.url), "t")["answer"]?["status"] == 200)
        #expect(outcome(adapter, request("GET", Self.url), "t")["disposition"] == "unauthentic")
    }

    @Test func asksTheProviderToComeBackWhereACertificateIsMissing() throws {
        let adapter = try adapter(authenticate: "sns", handshake: "    - { method: HEAD, authenticate: none }")
        let body = """
            {"Type": "Notification", "MessageId": "m-1", "TopicArn": "t", "Message": "hello", "SignatureVersion": "2",
             "Timestamp": "2026-03-02T09:15:00.000Z", "Signature": "AAAA",
             "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a.pem"}
            """
        let outcome = AdapterTrial.run(adapter, request(body: body), secrets: [], settings: ["topic_arns": "t"])

        #expect(outcome["authentic"] == false)
        #expect(outcome["answer"]?["status"] == 503)
    }

    @Test func refusesToSignForStrangers() throws {
        let text = """
            title: Test
            receive:
              authenticate: { scheme: hmac, header: X-Sig, encoding: hex }
              handshake:
                - method: POST
                  authenticate: none
                  proof: { hmac: "${{ token }}" }
                  answer: { body: "${{ $proof }}" }
            translate:
              - ignore: nothing
            """
        let problems = AdapterCompiler.compile(text, name: "test", file: "a").problems.map(\.description)

        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("a:7:14: error: strangers could have the secret sign") == true)
    }

    @Test func refusesAHandshakeWithoutACondition() throws {
        let text = """
            title: Test
            receive:
              authenticate: none
              handshake:
                - { authenticate: none, anser: { status: 200 } }
            translate:
              - ignore: nothing
            """
        let problems = AdapterCompiler.compile(text, name: "test", file: "a").problems.map(\.description)

        #expect(problems.contains { $0.hasPrefix("a:5:7: error: this handshake would swallow every request") })
        #expect(problems.contains { $0.contains("unknown key \"anser\"; did you mean \"answer\"?") })
    }
}
