import BridgeCore
import HTTPTypes
import Hummingbird

/// Lets in whoever presents a token with the role that the routes behind it ask for.
struct Authentication: RouterMiddleware {
    private let tokens: [OpsToken]
    private let required: OpsToken.Role

    /// Tokens with an empty secret are left out: they would let everybody in.
    init(tokens: [OpsToken], required: OpsToken.Role) {
        self.tokens = tokens.filter { !$0.secret.revealed.isEmpty }
        self.required = required
    }

    func handle(
        _ request: Request,
        context: OpsContext,
        next: (Request, OpsContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.caller = try authenticate(request)
        return try await next(request, context)
    }

    private func authenticate(_ request: Request) throws(OpsError) -> OpsToken {
        guard !tokens.isEmpty else {
            throw .forbidden(
                "api_off",
                "the admin API is off; add a token under admin.tokens in bridge.yaml and restart"
            )
        }
        guard let presented = Self.bearer(request.headers[.authorization]) else {
            throw .unauthorized("send a token of admin.tokens as Authorization: Bearer <token>")
        }
        guard let token = token(presented) else {
            throw .unauthorized("no token of admin.tokens has this value")
        }
        guard token.role == .operator || required == .viewer else {
            throw .forbidden("forbidden", "the token \(token.name) has the role viewer; this takes the role operator")
        }
        return token
    }

    /// Looks at every token, so that the time tells nothing about which one was nearly right.
    private func token(_ presented: String) -> OpsToken? {
        var found: OpsToken?
        for token in tokens where constantTimeEquals(presented.utf8, token.secret.revealed.utf8) { found = token }
        return found
    }

    /// The credentials of a `Bearer` header (RFC 6750 §2.1; the scheme's name in any case).
    private static func bearer(_ header: String?) -> String? {
        guard let header, let space = header.firstIndex(of: " "), header[..<space].lowercased() == "bearer" else {
            return nil
        }
        let credentials = header[space...].drop { $0 == " " }
        return credentials.isEmpty ? nil : String(credentials)
    }
}

extension OpsContext {
    /// Who asks, behind ``Authentication``.
    func authenticatedCaller() throws(OpsError) -> OpsToken {
        guard let caller else { throw .unauthorized("this takes a token") }
        return caller
    }
}
