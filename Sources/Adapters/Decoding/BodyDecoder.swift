import JSON

/// Turns bytes into a ``DecodedBody``.
package struct BodyDecoder: Sendable {
    package let format: BodyFormat
    /// Where contents of attachments sit in a JSON body, as a dotted path with `[]`: `Attachments[].Content`.
    package let attachmentPaths: [String]

    private let attachments: [AttachmentPath]

    package init(format: BodyFormat, attachmentPaths: [String] = []) {
        self.format = format
        self.attachmentPaths = attachmentPaths
        attachments = attachmentPaths.map(AttachmentPath.init)
    }

    /// Reads a body in the decoder's format; `auto` goes by the content type, else by the first byte.
    ///
    /// What it stores can be decoded again by the same decoder to the same value.
    package func decode(_ body: [UInt8], contentType: String?) throws(DecodingError) -> DecodedBody {
        switch format == .auto ? Self.format(of: body, contentType: contentType) : format {
        case .json: try decodeJSON(body)
        case .form: try decodeForm(body)
        case .multipart: try decodeMultipart(body, contentType: contentType)
        case .auto:
            throw DecodingError("the body is neither JSON nor a form, and its content type does not say what it is")
        }
    }

    private func decodeJSON(_ body: [UInt8]) throws(DecodingError) -> DecodedBody {
        let stored = attachments.isEmpty ? nil : spliceAttachments(body, paths: attachments)
        do {
            let document = try JSONParser().parse(stored ?? body)
            return DecodedBody(value: document.value, replacements: document.replacements, storedBody: stored)
        } catch {
            throw DecodingError("the body is not JSON: \(error)")
        }
    }

    private func decodeForm(_ body: [UInt8]) throws(DecodingError) -> DecodedBody {
        let form = try FormPairs(body)
        var fields = Fields()
        var buffer: [UInt8] = []
        for pair in form.pairs {
            buffer.removeAll(keepingCapacity: true)
            form.decode(pair.name, into: &buffer)
            let name = fields.text(buffer)
            buffer.removeAll(keepingCapacity: true)
            form.decode(pair.value, into: &buffer)
            fields.append(.string(fields.text(buffer)), to: name)
        }
        return DecodedBody(value: fields.value, replacements: fields.replacements)
    }

    private func decodeMultipart(_ body: [UInt8], contentType: String?) throws(DecodingError) -> DecodedBody {
        guard let boundary = contentType.flatMap({ headerParameter("boundary", of: $0) }), !boundary.isEmpty else {
            throw DecodingError("the content type names no boundary, so that the multipart body cannot be split")
        }
        let multipart = MultipartBody(body, boundary: boundary)
        let parts = try multipart.parts()
        var fields = Fields()
        for part in parts {
            guard let name = part.name else { continue }
            fields.append(
                part.file ?? .string(fields.text(multipart.content(of: part), charset: part.charset)),
                to: name
            )
        }
        let hasFiles = parts.contains { $0.file != nil }
        return DecodedBody(
            value: fields.value,
            replacements: fields.replacements,
            storedBody: hasFiles ? multipart.withoutFiles(parts) : nil
        )
    }

    private static func format(of body: [UInt8], contentType: String?) -> BodyFormat {
        let type = (contentType ?? "").lowercased().prefix { $0 != ";" && $0 != " " }
        if type == "application/json" || type.hasSuffix("+json") { return .json }
        if type == "application/x-www-form-urlencoded" { return .form }
        if type == "multipart/form-data" { return .multipart }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let first = body.first(where: { !isBlank($0) }) else { return .form }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return .json }
        return body.contains(UInt8(ascii: "=")) ? .form : .auto
    }
}

/// The fields of a form in the order of their first appearance; repeated names become lists.
private struct Fields {
    private var order: [String] = []
    private var values: [String: [JSONValue]] = [:]
    private(set) var replacements = 0

    var value: JSONValue {
        .object(
            JSONObject(
                order.map { name in
                    let list = values[name] ?? []
                    return (name, list.count == 1 ? list[0] : .array(list))
                }
            )
        )
    }

    mutating func append(_ value: JSONValue, to name: String) {
        if values[name, default: []].isEmpty { order.append(name) }
        values[name, default: []].append(value)
    }

    /// The text of bytes; what is no UTF-8 becomes U+FFFD and is counted. ISO 8859-1 is read where a part says so.
    mutating func text(_ bytes: [UInt8], charset: String? = nil) -> String {
        if charset == "iso-8859-1" || charset == "latin1" {
            var text = ""
            text.unicodeScalars.append(contentsOf: bytes.map { Unicode.Scalar($0) })
            return text
        }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let text = String(decoding: bytes, as: UTF8.self)
        let wereThere = String(decoding: [0xEF, 0xBF, 0xBD], as: UTF8.self).unicodeScalars
        let sent = bytes.indices.count { bytes[$0...].starts(with: [0xEF, 0xBF, 0xBD]) }
        replacements += text.unicodeScalars.count { $0 == wereThere.first } - sent
        return text
    }
}
