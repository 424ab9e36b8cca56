/// The URL that the bridge was called as, taken apart by byte positions and never re-encoded: a signature covers it as
/// the provider wrote it.
struct CalledURL {
    let bytes: [UInt8]
    /// Host and port, without userinfo.
    private let authority: Range<Int>
    /// Where the port's colon stands, if there is a port.
    private let colon: Int?
    private let path: Range<Int>
    /// What follows the `?`; empty where there is none.
    let query: Range<Int>

    init(_ url: String) {
        bytes = Array(url.utf8)
        let end = bytes.firstIndex(of: UInt8(ascii: "#")) ?? bytes.count
        let scheme = bytes.firstIndex(of: UInt8(ascii: ":")).map { min($0 + 3, end) } ?? 0
        let afterScheme = bytes[scheme..<end]
        let pathStart = afterScheme.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? end
        let host = bytes[scheme..<pathStart].lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? scheme
        let question = bytes[pathStart..<end].firstIndex(of: UInt8(ascii: "?")) ?? end
        let last = bytes[host..<pathStart].lastIndex { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "]") }
        authority = host..<pathStart
        colon = last.flatMap { [bytes] in bytes[$0] == UInt8(ascii: ":") ? $0 : nil }
        path = pathStart..<question
        query = min(question + 1, end)..<end
    }

    var isSecure: Bool { bytes.starts(with: "https:".utf8) || bytes.starts(with: "wss:".utf8) }

    /// The same URL without its port, or with the default port where it has none.
    var withOtherPort: [UInt8] {
        let port: [UInt8] = colon == nil ? Array((isSecure ? ":443" : ":80").utf8) : []
        return Array([bytes[..<(colon ?? authority.upperBound)], port[...], bytes[authority.upperBound...]].joined())
    }

    /// URLs that a provider may have been given instead: the other scheme, the host of the `Host` header, a slash more
    /// or less. For diagnosis alone; a signature over one of them is never accepted.
    func confusions(hostHeader: String?) -> [[UInt8]] {
        let host = bytes[authority]
        let schemes = ["https://", "http://"].map { Array($0.utf8)[...] }
        let hosts = [host] + (hostHeader.map { [Array($0.utf8)[...]] } ?? [])
        var urls: [[UInt8]] = []
        for scheme in schemes {
            for host in hosts { urls.append(Array([scheme, host, bytes[authority.upperBound...]].joined())) }
        }
        let slash = [UInt8(ascii: "/")][...]
        let path = bytes[..<path.upperBound]
        let query = bytes[self.path.upperBound...]
        let isSlashed = path.last == slash.first
        urls.append(Array((isSlashed ? [path.dropLast(), query] : [path, slash, query]).joined()))
        return urls.filter { $0 != bytes }
    }

    /// The URL as a diagnosis may show it: of the query only the names, because values can be tokens.
    var shown: String {
        var text = String(decoding: bytes[..<path.upperBound], as: UTF8.self)
        if text.contains("@") {
            let host = String(decoding: bytes[authority.lowerBound..<path.upperBound], as: UTF8.self)
            text = (isSecure ? "https://" : "http://") + host
        }
        guard !query.isEmpty else { return text }
        let names = bytes[query].split(separator: UInt8(ascii: "&")).map { pair in
            String(decoding: pair.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self) + "=…"
        }
        return text + "?" + names.joined(separator: "&")
    }

    /// Scheme, authority and path, without query.
    var base: [UInt8] { Array(bytes[..<path.upperBound]) }

    /// The segments of the path as they were sent, without the empty ones.
    var segments: [ArraySlice<UInt8>] { bytes[path].split(separator: UInt8(ascii: "/")) }

    /// The decoded value of a query parameter; the first where it is repeated.
    func queryValue(_ name: String) -> [UInt8]? {
        (try? FormPairs(bytes, in: query))?.value(of: name)
    }
}
