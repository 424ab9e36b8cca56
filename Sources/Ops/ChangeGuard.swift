import HTTPTypes
import Hummingbird

/// Keeps pages of other sites from changing things through an operator's browser: their `Origin` is another, and a
/// form cannot send JSON.
struct ChangeGuard: RouterMiddleware {
    private let hosts: Set<String>
    private let origins: Set<String>

    init(configuration: OpsConfiguration) {
        hosts = OpsConfiguration.loopbackHosts.union([configuration.host])
        origins = Set(configuration.origins)
    }

    func handle(
        _ request: Request,
        context: OpsContext,
        next: (Request, OpsContext) async throws -> Response
    ) async throws -> Response {
        if let origin = request.headers[.origin], !isOwn(origin, authority: request.head.authority) {
            throw OpsError.forbidden("foreign_origin", "a page of \(origin) may not change things here")
        }
        let contentType = request.headers[.contentType]?.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        guard contentType == "application/json" else {
            throw OpsError(
                status: .unsupportedMediaType,
                code: "json_required",
                message: "send JSON with the header Content-Type: application/json"
            )
        }
        return try await next(request, context)
    }

    /// An origin is our own where it names the host and port that were called, and the host is one this listener goes
    /// by: a foreign name that was made to resolve to us is not.
    private func isOwn(_ origin: String, authority: String?) -> Bool {
        if origins.contains(origin) { return true }
        guard let authority, origin == "http://\(authority)" else { return false }
        return hosts.contains(Self.host(of: authority))
    }

    /// `[::1]:8081` → `::1`, `localhost:8081` → `localhost`.
    private static func host(of authority: String) -> String {
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }
}
