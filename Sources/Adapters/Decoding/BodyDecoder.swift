import BridgeCore
import JSON

/// Turns bytes into a ``DecodedBody``.
package struct BodyDecoder: Sendable {
    package let format: BodyFormat
    /// Where contents of attachments sit in a JSON body, as a dotted path with `[]`: `Attachments[].Content`.
    package let attachmentPaths: [String]

    /// Fields of forms that hold bytes in no charset, such as a raw mail; expressions see them in base64.
    package let binaryFields: [String]
    /// The field that names the charsets of the others as a JSON object; nil where parts say so themselves.
    package let charsetsField: String?

    private let attachments: [AttachmentPath]

    package init(
        format: BodyFormat,
        attachmentPaths: [String] = [],
        binaryFields: [String] = [],
        charsetsField: String? = nil
    ) {
        self.format = format
        self.binaryFields = binaryFields
        self.charsetsField = charsetsField
        self.attachmentPaths = attachmentPaths
        attachments = attachmentPaths.map(AttachmentPath.init)
    }

    /// Reads a body in the decoder's format; `auto` goes by the content type, else by the first byte.
    ///
    /// What it stores can be decoded again by the same decoder to the same value.
    package func decode(_ body: [UInt8], contentType: String?) throws(DecodingError) -> DecodedBody {
        switch format == .auto ? Self.format(of: body, contentType: contentType) : format {
        case .json: try decodeJSON(body)
        case .form: decodeForm(try DecodedForm(body))
        case .multipart: try decodeMultipart(body, contentType: contentType)
        case .jwt: try decodeToken(body)
        case .auto:
            throw DecodingError("the body is neither JSON nor a form, and its content type does not say what it is")
        }
    }

    /// ``decode(_:contentType:)`` of a request's body; a form that was read before is not read again.
    func decode(_ request: RawRequest) throws(DecodingError) -> DecodedBody {
        guard format.resolved(for: request) == .form else {
            return try decode(request.body, contentType: request.header("content-type"))
        }
        return decodeForm(try request.form())
    }

    private func decodeJSON(_ body: [UInt8]) throws(DecodingError) -> DecodedBody {
        if let document = withoutContents(body) {
            return DecodedBody(value: document.value, replacements: document.replacements)
        }
        let stored = attachments.isEmpty ? nil : spliceAttachments(body, paths: attachments)
        do {
            let document = try JSONParser().parse(stored ?? body)
            return DecodedBody(value: document.value, replacements: document.replacements, storedBody: stored)
        } catch {
            throw DecodingError("the body is not JSON: \(error)")
        }
    }

    /// Up to here a body is parsed to see whether contents are in it; a longer one would lie in memory twice.
    private static let smallBody = 64 << 10

    /// The document of a small body in which no path leads to contents, so that its bytes need no second look; nil for
    /// every other body. Where names are repeated, the value does not show all that the bytes hold.
    private func withoutContents(_ body: [UInt8]) -> JSONParser.Document? {
        guard !attachments.isEmpty, body.count <= Self.smallBody, let document = try? JSONParser().parse(body),
            !document.repeatsNames, !attachments.contains(where: { $0.leadsToContents(in: document.value) })
        else { return nil }
        return document
    }

    /// The payload of a JSON Web Token; that it is authentic is the business of the scheme `jwt`.
    private func decodeToken(_ body: [UInt8]) throws(DecodingError) -> DecodedBody {
        guard let token = CompactJWT(body.filter { $0 > 0x20 }) else { throw DecodingError("the body is no JWT") }
        do {
            let document = try JSONParser().parse(token.payload)
            return DecodedBody(value: document.value, replacements: document.replacements)
        } catch {
            throw DecodingError("the payload of the token is not JSON: \(error)")
        }
    }

    private func decodeForm(_ form: DecodedForm) -> DecodedBody {
        if form.isASCII, binaryFields.isEmpty {
            let object = form.bytes.withUnsafeBufferPointer { bytes in
                JSONObject(count: form.fields.count) { place in
                    let field = form.fields[place]
                    let name = UnsafeBufferPointer(rebasing: bytes[field.start..<field.split])
                    let value = UnsafeBufferPointer(rebasing: bytes[field.split..<field.end])
                    return (String(ascii: name), .string(String(ascii: value)))
                }
            }
            if object.count == form.fields.count { return DecodedBody(value: .object(object)) }
        }
        var fields = Fields(capacity: form.fields.count)
        for field in form.fields {
            let name = fields.text(Array(form.bytes[field.start..<field.split]))
            let value = Array(form.bytes[field.split..<field.end])
            let isBinary = !binaryFields.isEmpty && binaryFields.contains(name)
            fields.append(.string(isBinary ? SignatureEncoding.base64.encode(value) : fields.text(value)), to: name)
        }
        return DecodedBody(value: fields.value, replacements: fields.replacements)
    }

    private func decodeMultipart(_ body: [UInt8], contentType: String?) throws(DecodingError) -> DecodedBody {
        guard let multipart = MultipartBody(body, contentType: contentType) else {
            throw DecodingError("the content type names no boundary, so that the multipart body cannot be split")
        }
        let parts = try multipart.parts().map { part in
            part.name.map(binaryFields.contains) == true ? part.withoutFile : part
        }
        let charsets = charsets(multipart, parts)
        var fields = Fields(capacity: parts.count)
        for part in parts {
            guard let name = part.name else { continue }
            if let file = part.file {
                fields.append(file, to: name)
            } else if binaryFields.contains(name) {
                fields.append(.string(SignatureEncoding.base64.encode(multipart.content(of: part))), to: name)
            } else {
                let text = fields.text(multipart.content(of: part), charset: charsets[name] ?? part.charset)
                fields.append(.string(text), to: name)
            }
        }
        let hasFiles = parts.contains { $0.file != nil }
        return DecodedBody(
            value: fields.value,
            replacements: fields.replacements,
            storedBody: hasFiles ? multipart.withoutFiles(parts) : nil
        )
    }

    private func charsets(_ multipart: MultipartBody, _ parts: [MultipartBody.Part]) -> [String: String] {
        guard let charsetsField, let part = parts.last(where: { $0.name == charsetsField && $0.file == nil }),
            let object = (try? JSONParser(depthLimit: 4).parse(multipart.content(of: part)))?.value.object
        else { return [:] }
        return Dictionary(object.compactMap { name, value in value.string.map { (name, $0) } }) { $1 }
    }

    /// What `auto` takes a body for; `auto` itself where nothing tells.
    static func format(of body: [UInt8], contentType: String?) -> BodyFormat {
        if let contentType, let named = format(named: contentType) { return named }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let first = body.first(where: { !isBlank($0) }) else { return .form }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return .json }
        if body.contains(UInt8(ascii: "=")) { return .form }
        return body.count { $0 == UInt8(ascii: ".") } == 2 ? .jwt : .auto
    }
}

extension BodyDecoder {
    /// The format that a content type names, its parameters aside; nil for one that names none.
    private static func format(named contentType: String) -> BodyFormat? {
        var contentType = contentType
        return contentType.withUTF8 { text in
            let type = text.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
            func isNamed(_ name: StaticString, atEnd: Bool = false) -> Bool {
                guard atEnd ? type.count >= name.utf8CodeUnitCount : type.count == name.utf8CodeUnitCount else {
                    return false
                }
                let start = type.endIndex - name.utf8CodeUnitCount
                for place in 0..<name.utf8CodeUnitCount {
                    let byte = type[start + place]
                    guard ((65...90).contains(byte) ? byte | 0x20 : byte) == name.utf8Start[place] else { return false }
                }
                return true
            }
            if isNamed("application/x-www-form-urlencoded") { return .form }
            if isNamed("application/json") || isNamed("+json", atEnd: true) { return .json }
            if isNamed("multipart/form-data") { return .multipart }
            return isNamed("application/jwt") ? .jwt : nil
        }
    }
}

/// The fields of a form in the order of their first appearance; repeated names become lists.
private struct Fields {
    private var members: [(String, JSONValue)] = []
    private(set) var replacements = 0

    init(capacity: Int) { members.reserveCapacity(capacity) }

    mutating func append(_ value: JSONValue, to name: String) { members.append((name, value)) }

    /// No value is an array by itself, so that an array always means a repeated name.
    var value: JSONValue {
        let object = JSONObject(members)
        guard object.count < members.count else { return .object(object) }
        // By bytes: texts are the same to Swift where their letters are composed in another way.
        var lists = object
        for places in Dictionary(grouping: members.indices, by: { Array(members[$0].0.utf8) }).values {
            guard let first = places.first, places.count > 1 else { continue }
            lists[members[first].0] = .array(places.map { members[$0].1 })
        }
        return .object(lists)
    }

    /// The text of bytes in the charset that a part names; of UTF-8, what is broken becomes U+FFFD and is counted.
    mutating func text(_ bytes: [UInt8], charset: String? = nil) -> String {
        if let charset, !["utf-8", "utf8"].contains(charset.lowercased()) {
            return MIMECharset.text(bytes, charset: charset)
        }
        var text = String(decoding: bytes, as: UTF8.self)
        let mayHoldReplacement = text.withUTF8 { $0.count != bytes.count || $0.contains(0xEF) }
        guard mayHoldReplacement else { return text }
        // What was replaced is longer than what it replaces, or holds U+FFFD, which only its bytes can have brought.
        let wereThere = String(decoding: [0xEF, 0xBF, 0xBD], as: UTF8.self).unicodeScalars
        let sent = bytes.indices.count { bytes[$0...].starts(with: [0xEF, 0xBF, 0xBD]) }
        replacements += text.unicodeScalars.count { $0 == wereThere.first } - sent
        return text
    }
}
