/// Where providers reach the bridge, as configured. The Host header is the caller's word and plays no part.
package struct PublicURL: Sendable, Equatable {
    /// Scheme, host, port if any and path if any, without a slash at the end.
    package let base: String

    /// Nil where the text is not `http://` or `https://` with a host, or has a query or a fragment.
    package init?(_ text: String) {
        var base = text
        while base.last == "/" { base.removeLast() }
        guard let scheme = ["https://", "http://"].first(where: { base.lowercased().hasPrefix($0) }) else { return nil }
        let rest = base.dropFirst(scheme.count)
        guard let first = rest.first, first != "/", first != ":", !rest.contains("@") else { return nil }
        guard !rest.utf8.contains(where: { $0 <= 0x20 || $0 == 0x3f || $0 == 0x23 }) else { return nil }
        self.base = base
    }

    /// The URL that a provider called: the configured base and the target of the request line, byte for byte.
    package func url(target: String) -> String { base + target }
}
