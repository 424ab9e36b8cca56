package import BridgeCore
import JMESPath
import JSON

/// A compiled adapter: how one provider's requests are authenticated, decoded, translated and answered.
package struct Adapter: Sendable {
    /// The folder's name.
    package let name: String
    /// The first 12 hexadecimal digits of the SHA-256 of `adapter.yaml`.
    package let version: String
    package let title: String
    package let provider: String
    package let receive: ReceiveRules
    /// Where schemes that verify by certificates find them.
    package var certificates: any CertificateSource = NoCertificates()
    /// Where schemes whose signatures cover no body look whether one was used before; nil in trials.
    package var spentTokens: SpentTokens?
    let scheme: any Scheme
    let handshakes: [Handshake]
    let decoder: BodyDecoder
    let translator: Translator
    /// What its expressions read as fields and may have been meant as texts.
    var quotedNames: [QuotedName] = []
    /// What its expressions read of `$hook`.
    var hookReads: [VariableRead] = []

    init(
        name: String,
        version: String,
        title: String,
        provider: String,
        receive: ReceiveRules,
        scheme: any Scheme,
        handshakes: [Handshake] = [],
        decoder: BodyDecoder,
        rules: TranslationRules
    ) {
        self.name = name
        self.version = version
        self.title = title
        self.provider = provider
        self.receive = receive
        self.scheme = scheme
        self.handshakes = handshakes
        self.decoder = decoder
        translator = Translator(rules: rules, provider: provider)
    }

    /// True where a hook of this adapter must hold a secret.
    package var needsSecret: Bool { scheme.needsSecret }

    /// Where its requests carry credentials and proofs.
    package var credentialPlaces: CredentialPlaces {
        var places = scheme.credentialPlaces
        places.bodyFormat = decoder.format
        return places
    }

    /// What is wrong with the form of a hook's secret, without a word of it; nil where it can be right, or where it may
    /// belong to another of several schemes.
    package func fault(of secret: Secret) -> String? { scheme.fault(of: secret) }

    /// Judges a request by the adapter's schemes with the hook's secrets, by the clock of its arrival
    /// (`request.receivedAt`). Constant time in the secrets.
    package func authenticate(_ request: RawRequest, hook: Hook) -> Authentication {
        let trust = trust(in: hook.secrets, of: hook)
        let refusal = refusal(of: request, hook, trust)
        if let handshake = foreignHandshake(request, hook, trust, isAuthentic: refusal == nil) { return handshake }
        return refusal.map { .refused($0) } ?? .authentic(AuthenticatedRequest(raw: request))
    }

    func trust(in secrets: [Secret], of hook: Hook) -> Trust {
        Trust(
            secrets: secrets,
            settings: hook.settings,
            certificates: certificates,
            bodyFormat: decoder.format,
            spentTokens: spentTokens
        )
    }

    private func refusal(of request: RawRequest, _ hook: Hook, _ trust: Trust) -> Refusal? {
        guard !scheme.needsSecret || !hook.secrets.isEmpty else {
            return Refusal(.noSecretConfigured, "hook \"\(hook.name)\" holds no secret")
        }
        return scheme.verify(request, trust: trust)
    }

    /// Decodes and maps a request. Never fails: what cannot be translated is kept as `untranslated` with its reason.
    package func translate(_ request: AuthenticatedRequest, hook: Hook, event: EventID) -> Translation {
        let raw = request.raw
        let decoded: DecodedBody
        do {
            decoded = try decode(raw)
        } catch {
            return Translation(
                disposition: .untranslated,
                reason: "the body cannot be read: \(error)",
                drafts: [],
                storedBody: raw.body,
                warnings: []
            )
        }
        if let handshake = ownHandshake(raw, decoded, hook, event) { return handshake }
        let result = translator.translate(decoded.value, of: raw, hook: hook, event: event)
        var warnings = result.warnings
        if decoded.replacements > 0 {
            let text = "\(decoded.replacements) broken characters were replaced by U+FFFD"
            warnings.append(TranslationWarning(.replacedCharacters, text))
        }
        var translation = Translation(
            disposition: result.disposition,
            reason: result.reason,
            drafts: result.drafts,
            storedBody: decoded.storedBody ?? raw.body,
            warnings: warnings,
            alert: result.alert,
            answer: result.answer
        )
        translation.recheck = result.recheck
        return translation
    }

    /// A provider that calls with GET puts its parameters into the URL: they stand in for the body.
    func decode(_ request: RawRequest) throws(DecodingError) -> DecodedBody {
        if request.method == "GET", request.body.isEmpty {
            return DecodedBody(value: .object(TranslationScope.query(of: request)))
        }
        return try decoder.decode(request)
    }
}

/// What a receiver must know before it reads a body, and what it answers.
package struct ReceiveRules: Sendable {
    /// Upper case; `POST` alone where the adapter says nothing.
    package let methods: Set<String>
    /// How many bytes a body may have, compressed or not.
    package let bodyLimit: Int
    package let answers: Answers
    /// True where a credential may stand behind the hook's name: `/hooks/name/TOKEN`.
    package let takesPathSegments: Bool

    package init(methods: Set<String>, bodyLimit: Int, answers: Answers, takesPathSegments: Bool = false) {
        self.methods = methods
        self.bodyLimit = bodyLimit
        self.answers = answers
        self.takesPathSegments = takesPathSegments
    }
}

/// The adapter's answers (design: answers are provider semantics).
package struct Answers: Sendable, Equatable {

    package var accepted: Answer
    package var duplicate: Answer
    package var unauthentic: Answer
    package var untranslatable: Answer
    package var tooLarge: Answer
    package var overloaded: Answer

    package init(
        accepted: Answer,
        duplicate: Answer,
        unauthentic: Answer,
        untranslatable: Answer,
        tooLarge: Answer,
        overloaded: Answer
    ) {
        self.accepted = accepted
        self.duplicate = duplicate
        self.unauthentic = unauthentic
        self.untranslatable = untranslatable
        self.tooLarge = tooLarge
        self.overloaded = overloaded
    }

    /// What a refused request hears: to come back, where it can be judged later; else that it is not believed.
    package func answer(to refusal: Refusal) -> Answer {
        refusal.code == .certificateMissing ? overloaded : unauthentic
    }
}
