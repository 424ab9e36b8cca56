/// Tells URLs that open what they name to everybody who holds them.
enum CredentialURL {
    private static let names: Set<String> = [
        "key", "sig", "auth", "authorization", "jwt", "pass", "passwd", "pwd", "sas", "hmac", "bearer",
    ]
    private static let parts = [
        "token", "secret", "password", "signature", "credential", "apikey", "accesskey", "authkey",
    ]

    /// True for a URL with a user before its host, or a credential among the names of its query or fragment.
    static func isOne(_ url: String) -> Bool {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        if let slash = path.firstIndex(of: "/"), path[slash...].hasPrefix("//"),
            path[slash...].dropFirst(2).prefix(while: { $0 != "/" }).contains("@")
        {
            return true
        }
        guard let start = url.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return false }
        return url[start...].split(whereSeparator: { "?#&;".contains($0) }).contains { pair in
            let name = PercentEncoding.decoded(pair.prefix { $0 != "=" }).lowercased()
            let folded = name.filter { $0 != "-" && $0 != "_" && $0 != "." }
            return names.contains(folded) || parts.contains { folded.contains($0) }
        }
    }
}
