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
        let bytes = Array(url.utf8)
        /// The next place at which one of the two stands, from a place to the end; that end where there is none.
        func place(of byte: UInt8, or other: UInt8, from start: Int, to end: Int) -> Int {
            bytes.withUnsafeBufferPointer { bytes in
                var place = start
                while place < end, bytes[place] != byte, bytes[place] != other { place &+= 1 }
                return place
            }
        }
        let hash = UInt8(ascii: "#"), mark = UInt8(ascii: "?"), slash = UInt8(ascii: "/")
        let end = place(of: hash, or: hash, from: 0, to: bytes.count)
        let schemeEnd = place(of: UInt8(ascii: ":"), or: UInt8(ascii: ":"), from: 0, to: bytes.count)
        let scheme = schemeEnd < bytes.count ? min(schemeEnd + 3, end) : 0
        let pathStart = place(of: slash, or: mark, from: scheme, to: end)
        var host = pathStart
        while host > scheme, bytes[host - 1] != UInt8(ascii: "@") { host -= 1 }
        let question = place(of: mark, or: mark, from: pathStart, to: end)
        var last = pathStart - 1
        while last >= host, bytes[last] != UInt8(ascii: ":"), bytes[last] != UInt8(ascii: "]") { last -= 1 }
        self.bytes = bytes
        authority = host..<pathStart
        colon = last >= host && bytes[last] == UInt8(ascii: ":") ? last : nil
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
        (try? DecodedForm(Array(bytes[query])))?.value(of: name)
    }
}
