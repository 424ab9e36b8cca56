package import BridgeCore

/// A request whose scheme vouched for it. Only ``Adapter/authenticate(_:hook:)`` makes one, so that an unverified
/// body cannot be translated by mistake.
package struct AuthenticatedRequest: Sendable {
    package let raw: RawRequest
}

/// What an adapter says of a request before translating it.
package enum Authentication: Sendable {
    case authentic(AuthenticatedRequest)
    /// The provider asks for a proof or a confirmation; `isAuthentic` by the scheme's own proof.
    case handshake(Answer, isAuthentic: Bool)
    case refused(Refusal)
}

/// Why a request is not believed; for logs and operators, never for the caller, never with the expected value.
package struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case noSignature = "no signature"
        case malformedSignature = "malformed signature"
        case wrongSecret = "wrong secret"
        case bodyAltered = "body altered"
        case stale
        case urlDiffers = "URL differs"
        case noSecretConfigured = "no secret configured"
        /// The certificate is not at hand yet; the same request can be judged when it comes again.
        case certificateMissing = "certificate not at hand"
        case notAllowed = "not allowed"
        /// The proof was believed before, for another body.
        case usedBefore = "used before"
    }

    package let code: Code
    /// One sentence more, such as the URL that the bridge believes it was called as.
    package let detail: String?

    package init(_ code: Code, _ detail: String? = nil) {
        self.code = code
        self.detail = detail
    }

    /// False where no mended secret makes the request authentic: judged again when its proof's use is forgotten, it would
    /// be believed.
    package var canBeMended: Bool { code != .usedBefore }

    package var description: String { detail.map { "\(code.rawValue): \($0)" } ?? code.rawValue }
}

/// What the provider hears.
package struct Answer: Sendable, Equatable {
    package var status: Int
    package var headers: [HeaderField]
    package var body: String

    package init(status: Int, headers: [HeaderField] = [], body: String = "") {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
