/// Tells URLs that open what they name to everybody who holds them.
enum CredentialURL {
    private static let names: Set<String> = [
        "key", "sig", "auth", "authorization", "jwt", "pass", "passwd", "pwd", "sas", "hmac", "bearer",
    ]
    private static let parts = ["token", "secret", "password", "signature", "credential", "apikey", "accesskey", "authkey"]

    /// True for a URL with a user and password before its host, or a credential among the names of its query or fragment.
    static func isOne(_ url: String) -> Bool {
        let afterScheme = url.utf8.firstIndex(of: UInt8(ascii: ":")).map { url[$0...].dropFirst() } ?? url[...]
        if afterScheme.hasPrefix("//") {
            let authority = afterScheme.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            if authority.contains("@") { return true }
        }
        guard let start = url.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return false }
        return url[start...].split(whereSeparator: { "?#&;".contains($0) }).contains { pair in
            let name = PercentEncoding.decoded(pair.prefix { $0 != "=" }).lowercased()
            let folded = name.filter { $0 != "-" && $0 != "_" && $0 != "." }
            return names.contains(folded) || parts.contains { folded.contains($0) }
        }
    }
}
