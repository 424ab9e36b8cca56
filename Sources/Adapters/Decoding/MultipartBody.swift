import BridgeCore
import Crypto
import JSON

/// The parts of a `multipart/form-data` body (RFC 7578) as ranges of its bytes.
struct MultipartBody {
    struct Part {
        let headers: Range<Int>
        let content: Range<Int>
        let name: String?
        /// In lower case.
        let charset: String?
        /// `{filename, content_type, size, sha256}` of a file; nil for a field.
        var file: JSONValue?

        /// The same as a field.
        var withoutFile: Part {
            var part = self
            part.file = nil
            return part
        }
    }

    private let bytes: [UInt8]
    private let delimiter: [UInt8]
    private let hashesFiles: Bool

    /// `hashesFiles` is false for who looks at fields alone: the hash of large files takes time.
    init(_ bytes: [UInt8], boundary: String, hashesFiles: Bool = true) {
        self.bytes = bytes
        self.hashesFiles = hashesFiles
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// Nil where the content type names no boundary.
    init?(_ bytes: [UInt8], contentType: String?, hashesFiles: Bool = true) {
        guard let boundary = contentType.flatMap({ headerParameter("boundary", of: $0) }), !boundary.isEmpty else {
            return nil
        }
        self.init(bytes, boundary: boundary, hashesFiles: hashesFiles)
    }

    func content(of part: Part) -> [UInt8] { Array(bytes[part.content]) }

    /// Throws where the body is cut short or has more parts than ``DecodedForm/limit``.
    func parts() throws(DecodingError) -> [Part] {
        // The first delimiter may stand at the very start, without the line break that otherwise belongs to it.
        let first = delimiter.dropFirst(2)
        guard var position = bytes.starts(with: first) ? first.count : end(ofDelimiterFrom: 0)?.after else {
            throw DecodingError("the multipart body does not hold its boundary")
        }
        var parts: [Part] = []
        while !bytes[position...].starts(with: "--".utf8) {
            guard parts.count < DecodedForm.limit else {
                throw DecodingError("the multipart body has more than \(DecodedForm.limit) parts")
            }
            guard let start = lineEnd(from: position), let next = end(ofDelimiterFrom: start - 2) else {
                throw DecodingError("the multipart body is cut short in part \(parts.count + 1)")
            }
            parts.append(part(in: start..<max(start, next.before)))
            position = next.after
        }
        return parts
    }

    /// The body with the contents of files left out; their size and hash stand in headers of the part instead.
    func withoutFiles(_ parts: [Part]) -> [UInt8] {
        var output: [UInt8] = []
        for part in parts {
            output += output.isEmpty ? delimiter.dropFirst(2) : delimiter[...]
            output += "\r\n".utf8
            output += bytes[part.headers]
            guard let file = part.file else {
                output += "\r\n".utf8
                output += bytes[part.content]
                continue
            }
            if let size = file["size"]?.int, let digest = file["sha256"]?.string, !part.content.isEmpty {
                output += "\(Self.sizeHeader): \(size)\r\n\(Self.digestHeader): \(digest)\r\n".utf8
            }
            output += "\r\n".utf8
        }
        return output + delimiter + "--\r\n".utf8
    }

    private static let sizeHeader = "X-Attachment-Size"
    private static let digestHeader = "X-Attachment-SHA256"

    private func part(in range: Range<Int>) -> Part {
        let headers = headerRange(of: range)
        let content = min(headers.upperBound + 2, range.upperBound)..<range.upperBound
        var fields: [String: String] = [:]
        for line in String(decoding: bytes[headers], as: UTF8.self).split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        let disposition = fields["content-disposition"] ?? ""
        let type = fields["content-type"]
        let filename = headerParameter("filename", of: disposition)
        return Part(
            headers: headers,
            content: content,
            name: headerParameter("name", of: disposition),
            charset: type.flatMap { headerParameter("charset", of: $0) }?.lowercased(),
            file: filename.map { file(named: $0, type: type, headers: fields, content: content) }
        )
    }

    private func file(
        named name: String,
        type: String?,
        headers: [String: String],
        content: Range<Int>
    ) -> JSONValue {
        var size = content.count
        var digest =
            hashesFiles ? SHA256.hash(data: bytes[content]).withUnsafeBytes { Digest256($0)?.description } : nil
        if content.isEmpty, let stored = headers[Self.sizeHeader.lowercased()].flatMap({ Int($0) }) {
            size = stored
            digest = headers[Self.digestHeader.lowercased()]
        }
        return [
            "filename": .string(name), "content_type": type.map(JSONValue.string) ?? .null,
            "size": .number(JSONNumber(size)), "sha256": digest.map(JSONValue.string) ?? .null,
        ]
    }

    /// Up to and with the line break of the last header line; empty where a part has no headers, and all of a part
    /// without the empty line behind them.
    private func headerRange(of range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while start < range.upperBound, let end = lineEnd(from: start), end <= range.upperBound {
            if end == start + 2 { return range.lowerBound..<start }
            start = end
        }
        return range
    }

    /// Behind the next CR LF.
    private func lineEnd(from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == 0x0D, bytes[index + 1] == 0x0A { return index + 2 }
            index += 1
        }
        return nil
    }

    /// Where the next delimiter starts, and where what follows it starts.
    private func end(ofDelimiterFrom start: Int) -> (before: Int, after: Int)? {
        bytes.withUnsafeBufferPointer { bytes in
            delimiter.withUnsafeBufferPointer { delimiter in
                var index = start
                while index + delimiter.count <= bytes.count {
                    if bytes[index] == 0x0D {
                        var matched = 1
                        while matched < delimiter.count, bytes[index + matched] == delimiter[matched] { matched += 1 }
                        if matched == delimiter.count { return (index, index + matched) }
                    }
                    index += 1
                }
                return nil
            }
        }
    }
}

/// A parameter of a header such as `form-data; name="a"`, quoted or not; browsers' `%22` and `\"` are undone.
func headerParameter(_ name: String, of header: String) -> String? {
    var rest = header[...].drop { $0 != ";" }
    while let start = rest.firstIndex(where: { $0 != ";" && $0 != " " && $0 != "\t" }) {
        rest = rest[start...]
        guard let equals = rest.firstIndex(of: "=") else { return nil }
        let key = rest[..<equals].lowercased()
        let (value, remainder) = parameterValue(rest[rest.index(after: equals)...])
        if key == name { return value }
        rest = remainder
    }
    return nil
}

private func parameterValue(_ text: Substring) -> (value: String, rest: Substring) {
    guard text.first == "\"" else {
        let value = text.prefix { $0 != ";" && $0 != " " }
        return (String(value), text[value.endIndex...].drop { $0 != ";" })
    }
    var value = ""
    var index = text.index(after: text.startIndex)
    while index < text.endIndex, text[index] != "\"" {
        let next = text.index(after: index)
        let isEscape = text[index] == "\\" && next < text.endIndex && (text[next] == "\"" || text[next] == "\\")
        if isEscape { index = next }
        value.append(text[index])
        index = text.index(after: index)
    }
    return (value, text[index...].drop { $0 != ";" })
}
