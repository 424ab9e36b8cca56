import BridgeCore
import JSON

/// A whole request with its personal data replaced: body, query, headers, in the same encodings.
struct RequestDisguise {
    private var disguise: Disguise

    init(source: String) { disguise = Disguise(source: source) }

    /// What was replaced, with its stand-ins.
    var replaced: [String: String] { disguise.standIns.replaced }

    mutating func standIn(for text: String, named name: String) -> String { disguise.text(text, name) }

    /// Nil where the body is of a kind that cannot be taken apart. `decoder` is the adapter's.
    mutating func request(_ request: RawRequest, decoder: BodyDecoder) -> RawRequest? {
        // The first pass learns what is personal, the second finds it also where it would be kept.
        _ = body(of: request, decoder)
        _ = target(request)
        guard let (bytes, contentType) = body(of: request, decoder) else { return nil }
        let headers = request.headers.map { header -> HeaderField in
            switch header.name {
            case "content-type": HeaderField(name: header.name, value: contentType ?? header.value)
            case "user-agent", "date": header
            default: HeaderField(name: header.name, value: disguise.text(header.value, header.name))
            }
        }
        return RawRequest(
            method: request.method,
            url: "https://bridge.example.com" + target(request),
            headers: headers,
            body: bytes,
            remoteAddress: nil,
            receivedAt: request.receivedAt
        )
    }

    private mutating func target(_ request: RawRequest) -> String {
        let target = request.target
        guard let mark = target.firstIndex(of: "?") else { return target }
        let query = form(Array(target[target.index(after: mark)...].utf8)) ?? []
        return target[...mark] + String(decoding: query, as: UTF8.self)
    }

    private mutating func body(of request: RawRequest, _ decoder: BodyDecoder) -> ([UInt8], contentType: String?)? {
        guard !request.body.isEmpty else { return ([], nil) }
        let type = request.header("content-type")
        let format = decoder.format == .auto ? BodyDecoder.format(of: request.body, contentType: type) : decoder.format
        switch format {
        case .json, .jwt:
            guard let value = try? decoder.decode(request.body, contentType: type).value else { return nil }
            return (disguise.value(value).serialized(), nil)
        case .form: return form(request.body).map { ($0, nil) }
        case .multipart:
            guard let value = try? decoder.decode(request.body, contentType: type).value.object else { return nil }
            return (multipart(value), "multipart/form-data; boundary=example-boundary")
        case .auto: return nil
        }
    }

    private mutating func form(_ bytes: [UInt8]) -> [UInt8]? {
        guard let form = try? DecodedForm(bytes) else { return nil }
        let pairs = form.fields.map { field -> String in
            let name = String(decoding: form.name(field), as: UTF8.self)
            let made = disguise.text(String(decoding: form.value(field), as: UTF8.self), name)
            return "\(Self.encoded(name))=\(Self.encoded(made))"
        }
        return Array(pairs.joined(separator: "&").utf8)
    }

    private static func encoded(_ text: String) -> String {
        String(decoding: ParameterText.percentEncoded(Array(text.utf8)), as: UTF8.self).replacing("%20", with: "+")
    }

    private mutating func multipart(_ fields: JSONObject) -> [UInt8] {
        var lines: [String] = []
        for (name, value) in fields {
            for element in value.array ?? [value] {
                lines.append("--example-boundary")
                let disposition = "Content-Disposition: form-data; name=\"\(name)\""
                if let file = element.object {
                    let type = file["content_type"]?.string ?? "application/octet-stream"
                    lines += ["\(disposition); filename=\"file.bin\"", "Content-Type: \(type)", "", "example"]
                } else {
                    lines += [disposition, "", disguise.text(element.interpolated, name)]
                }
            }
        }
        return Array((lines + ["--example-boundary--", ""]).joined(separator: "\r\n").utf8)
    }
}
