import BridgeCore
import Testing

@testable import Adapters

/// A credential that stands in the body proves the request and is then dropped.
struct CredentialFieldTests {
    @Test func aTokenInTheBodyIsNotStored() throws {
        let text = """
            title: Example
            receive:
              body: json
              authenticate: { scheme: token, field: access.token }
            translate:
              - ignore: nothing to see
            """
        let (compiled, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")
        #expect(problems.isEmpty)
        let adapter = try #require(compiled)
        let hook = Hook(
            name: HookName("trial"),
            adapter: "example",
            destination: DestinationName("main"),
            secrets: [Secret("planted-token-123")]
        )
        let request = RawRequest(
            method: "POST",
            url: "https://hooks.example.com/hooks/trial",
            headers: [HeaderField(name: "content-type", value: "application/json")],
            body: Array(#"{"access": {"token": "planted-token-123"}, "text": "hello"}"#.utf8),
            receivedAt: Timestamp(seconds: 1_772_442_900)
        )

        guard case .authentic(let authentic) = adapter.authenticate(request, hook: hook) else {
            Issue.record("the token was not believed")
            return
        }
        let stored = adapter.translate(authentic, hook: hook, event: EventID(rawValue: 1)).storedBody

        #expect(!String(decoding: stored, as: UTF8.self).contains("planted-token-123"))
        #expect(String(decoding: stored, as: UTF8.self).contains("hello"))
    }
}
