import BridgeCore

/// A mail or one part of it: headers and body as ranges of the same bytes.
struct MIMEEntity {
    /// Deeper nesting, and more parts, than any honest mail has.
    static let depthLimit = 20
    static let partLimit = 500

    let headers: MIMEHeaders
    let body: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        headers = MIMEHeaders(bytes)
        var rest = bytes
        while let line = MIMEHeaders.line(of: &rest), !line.isEmpty {}
        body = rest
    }

    /// In lower case; `text/plain` where the headers do not say.
    var type: String {
        let type = headers.token("content-type") ?? ""
        return type.contains("/") ? type : "text/plain"
    }

    var filename: String? {
        headers.parameter("filename", of: "content-disposition") ?? headers.parameter("name", of: "content-type")
    }

    var isAttachment: Bool { headers.token("content-disposition") == "attachment" || filename != nil }

    /// The body without its transfer encoding.
    var content: [UInt8] { MIMETransfer.decode(body, encoding: headers.token("content-transfer-encoding")) }

    /// The content as text with LF line ends.
    var text: String {
        let text = MIMECharset.text(content, charset: headers.parameter("charset", of: "content-type"))
        return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    }

    /// The parts of a multipart body, at most ``partLimit``; a missing last delimiter is forgiven.
    var parts: [MIMEEntity] {
        guard let boundary = headers.parameter("boundary", of: "content-type"), !boundary.isEmpty else { return [] }
        let delimiter = Array("--\(boundary)".utf8)
        var parts: [MIMEEntity] = []
        var rest = body
        var start: Int?
        while parts.count < Self.partLimit {
            let lineStart = rest.startIndex
            guard let line = MIMEHeaders.line(of: &rest) else {
                if let start { parts.append(MIMEEntity(body[start..<body.endIndex])) }
                break
            }
            guard line.starts(with: delimiter) else { continue }
            let tail = line.dropFirst(delimiter.count)
            let isLast = tail.starts(with: "--".utf8)
            guard isLast || tail.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { continue }
            if let start { parts.append(MIMEEntity(body[start..<Self.contentEnd(body, start, lineStart)])) }
            start = rest.startIndex
            if isLast { break }
        }
        return parts
    }

    /// The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
    private static func contentEnd(_ body: ArraySlice<UInt8>, _ start: Int, _ delimiter: Int) -> Int {
        var end = delimiter
        if end > start, body[end - 1] == 0x0A { end -= 1 }
        if end > start, body[end - 1] == 0x0D { end -= 1 }
        return end
    }
}
