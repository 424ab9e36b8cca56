import Adapters
import BridgeCore
import Testing

/// A scheme as an adapter file configures it.
func scheme(_ yaml: String) throws -> any Scheme {
    var problems: [SourceProblem] = []
    let node = try SourceDocument.parse(yaml, file: "adapter.yaml")
    let scheme = SchemeRegistry.scheme(from: node, problems: &problems)
    #expect(problems == [])
    return try #require(scheme)
}

/// What is wrong with the configuration of a scheme.
func schemeProblems(_ yaml: String) throws -> [String] {
    var problems: [SourceProblem] = []
    let node = try SourceDocument.parse(yaml, file: "adapter.yaml")
    _ = SchemeRegistry.scheme(from: node, problems: &problems)
    return problems.map(\.description)
}

func request(
    _ method: String = "POST",
    _ url: String = "https://bridge.example.com/hooks/test",
    _ headers: [String: String] = [:],
    body: String = "",
    from address: String? = nil,
    at seconds: Int64 = 1_772_442_900
) -> RawRequest {
    RawRequest(
        method: method,
        url: url,
        headers: headers.map { HeaderField(name: $0.key, value: $0.value) },
        body: Array(body.utf8),
        remoteAddress: address,
        receivedAt: Timestamp(seconds: seconds)
    )
}

extension Scheme {
    func refusal(of request: RawRequest, _ secrets: String..., settings: [String: String] = [:]) -> Refusal? {
        verify(request, trust: Trust(secrets: secrets.map { Secret($0) }, settings: settings))
    }
}
