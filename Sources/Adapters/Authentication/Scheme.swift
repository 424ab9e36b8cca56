package import BridgeCore

/// How one kind of proof is checked. Schemes are configured by adapters and know no vendor.
package protocol Scheme: Sendable {
    /// True where a hook must hold at least one secret.
    var needsSecret: Bool { get }

    /// Throws nothing and never stops early on secret data: nil when the request is authentic, else why not.
    func verify(_ request: RawRequest, trust: Trust) -> Refusal?

    /// True where a credential stands in the path behind the hook's name; such a path is taken, and masked when stored.
    var readsPath: Bool { get }

    /// What is wrong with the form of a hook's secret, without a word of it; nil where it can be right.
    func fault(of secret: Secret) -> String?

    /// The settings of the hook that it reads; what it takes may depend on what the hook chose by others.
    func settingRules(in settings: [String: String]) -> [SettingRule]

    /// Where requests carry what must not be stored, and what a refused one needs to be judged again.
    var credentialPlaces: CredentialPlaces { get }
}

extension Scheme {
    package var readsPath: Bool { false }
    package func settingRules(in settings: [String: String]) -> [SettingRule] { [] }
    package func fault(of secret: Secret) -> String? { nil }
    package var credentialPlaces: CredentialPlaces { CredentialPlaces() }
}

/// What a hook believes in: the grounds on which a scheme judges its requests.
package struct Trust: Sendable {
    package let secrets: [Secret]
    package let settings: [String: String]
    package let certificates: any CertificateSource
    /// How the adapter reads bodies: what a scheme vouches for must be what is translated, whatever the content type says.
    package let bodyFormat: BodyFormat
    /// Nil in trials, where a request may come as often and as changed as one likes.
    package let spentTokens: SpentTokens?

    package init(
        secrets: [Secret],
        settings: [String: String] = [:],
        certificates: any CertificateSource = NoCertificates(),
        bodyFormat: BodyFormat = .auto,
        spentTokens: SpentTokens? = nil
    ) {
        self.secrets = secrets
        self.settings = settings
        self.certificates = certificates
        self.bodyFormat = bodyFormat
        self.spentTokens = spentTokens
    }
}
