import BridgeCore

extension Refusal {
    /// What every scheme that needs a secret says of a hook without one.
    static let withoutSecret = Refusal(.noSecretConfigured, "the hook holds no secret; add one to bridge.yaml")
}

extension [Secret] {
    /// The bytes of the secrets; an empty one would be a key that everybody knows and counts as none.
    var usableKeys: [[UInt8]] {
        var keys: [[UInt8]] = []
        for secret in self where !secret.revealed.isEmpty { keys.append([UInt8](secret.revealed.utf8)) }
        return keys
    }

    /// True where one of them is no empty text.
    var areUsable: Bool { contains { !$0.revealed.isEmpty } }

    /// True when one of the secrets equals `bytes`; looks at all of them in any case.
    func holds(_ bytes: some Collection<UInt8>) -> Bool {
        reduce(false) { found, secret in
            let isEqual = constantTimeEquals(bytes, secret.revealed.utf8)
            return found || isEqual && !secret.revealed.isEmpty
        }
    }
}
