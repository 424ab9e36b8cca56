package import BridgeCore

/// How one kind of proof is checked. Schemes are configured by adapters and know no vendor.
package protocol Scheme: Sendable {
    /// True where a hook must hold at least one secret.
    var needsSecret: Bool { get }

    /// Throws nothing and never stops early on secret data: nil when the request is authentic, else why not.
    func verify(_ request: RawRequest, secrets: [Secret], settings: [String: String]) -> Refusal?
}

/// Builds schemes from the `authenticate:` mapping of an adapter.
package enum SchemeRegistry {
    /// The names that `scheme:` may have.
    package static let names: [String] = []

    /// Reads `{ scheme: hmac, header: …, hash: … }`; every problem is collected into `problems`.
    package static func scheme(from node: SourceNode, problems: inout [SourceProblem]) -> (any Scheme)? { nil }
}
