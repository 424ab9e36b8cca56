package import BridgeCore

/// How one kind of proof is checked. Schemes are configured by adapters and know no vendor.
package protocol Scheme: Sendable {
    /// True where a hook must hold at least one secret.
    var needsSecret: Bool { get }

    /// Throws nothing and never stops early on secret data: nil when the request is authentic, else why not.
    func verify(_ request: RawRequest, secrets: [Secret], settings: [String: String]) -> Refusal?
}
