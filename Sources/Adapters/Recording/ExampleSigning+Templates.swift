import BridgeCore
import Crypto
import JSON

/// Signatures over templates: `hmac` with its relatives, `ed25519`, `ecdsa`.
extension ExampleSigning {
    static func hmac(_ scheme: HMACScheme, _ example: SignedExample) -> SignedExample? {
        guard let (secret, key) = key(scheme.key) else { return nil }
        let hash = scheme.hashSetting.flatMap { example.settings[$0] }.flatMap(SignatureHash.init) ?? scheme.hash
        return place(scheme.source, scheme.signed, example, secret: secret) { chunks in
            hash.authenticationCode(for: chunks, key: key)
        } keyed: {
            key
        }
    }

    static func publicKey(_ scheme: PublicKeyScheme, _ example: SignedExample) -> SignedExample? {
        let seed = Array("an example's key of 32 bytes now".utf8)
        switch scheme.algorithm {
        case .ed25519:
            guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
            let secret = scheme.key.prefix + written(Array(key.publicKey.rawRepresentation), scheme.key)
            return place(scheme.source, scheme.signed, example, secret: secret) { chunks in
                (try? key.signature(for: Array(chunks.joined()))).map { Array($0) }
            }
        case .ecdsa:
            guard let key = try? P256.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
            return place(scheme.source, scheme.signed, example, secret: key.publicKey.pemRepresentation) { chunks in
                (try? key.signature(for: Array(chunks.joined()))).map { Array($0.derRepresentation) }
            }
        }
    }

    private static func written(_ bytes: [UInt8], _ form: KeyForm) -> String {
        switch form.encoding {
        case .hex: SignatureEncoding.hex.encode(bytes)
        case .base64url: SignatureEncoding.base64url.encode(bytes)
        case .base64, .text: SignatureEncoding.base64.encode(bytes)
        }
    }

    /// Makes the signature over what the template covers and puts it, with the time of signing, where it is looked for.
    private static func place(
        _ source: SignatureSource,
        _ signed: SignedTemplate,
        _ example: SignedExample,
        secret: String,
        by sign: ([[UInt8]]) -> [UInt8]?,
        keyed key: () -> [UInt8] = { [] }
    ) -> SignedExample? {
        var example = example
        let timestamp = source.hasTimestamp ? time(example.request.receivedAt, source.timestampUnit) : nil
        if let timestamp, let header = source.timestampHeader { example = example.with(header, timestamp) }
        if let timestamp, let field = source.timestampField, source.field != nil {
            guard let body = FieldSetter(example.request).setting(field, to: timestamp) else { return nil }
            example = example.replacing(body: body, secret: nil)
        }
        let readsFields = source.field != nil || signed.readsFields
        let context = SigningContext(
            request: example.request,
            fields: readsFields ? RequestFields(example.request) : .none,
            timestamp: timestamp,
            settings: example.settings,
            signatureField: source.field
        )
        guard let chunks = try? signed.chunks(of: context, secret: key()), let code = sign(chunks) else { return nil }
        let signature = source.prefix + source.encoding.encode(code)
        switch source.place {
        case .headers(let names):
            guard let name = names.first else { return nil }
            return example.with(name, header(signature, timestamp, source), secret: secret)
        case .field(let path):
            return FieldSetter(example.request).setting(path, to: signature)
                .map { example.replacing(body: $0, secret: secret) }
        }
    }

    private static func time(_ moment: Timestamp, _ unit: SignatureSource.TimeUnit) -> String {
        switch unit {
        case .seconds: "\(moment.seconds)"
        case .milliseconds: "\(moment.milliseconds)"
        case .date: moment.rfc3339(in: .utc)
        }
    }

    /// The header's text: the signature alone, or its parts by name or position.
    private static func header(_ signature: String, _ timestamp: String?, _ source: SignatureSource) -> String {
        guard let field = source.signatureField else { return signature }
        let separator = String(source.separator ?? ",")
        guard let position = Int(field) else {
            let time = source.timestampField.flatMap { name in timestamp.map { "\(name)=\($0)" } }
            return [time, "\(field)=\(signature)"].compactMap { $0 }.joined(separator: separator)
        }
        let timePosition = source.timestampField.flatMap { Int($0) } ?? 0
        return (1...max(position, timePosition)).map { index in
            index == position ? signature : index == timePosition ? timestamp ?? "" : "x"
        }.joined(separator: separator)
    }
}

/// Sets one named value of a body: a member of JSON by its dotted path, or a field of a form.
struct FieldSetter {
    private let request: RawRequest

    init(_ request: RawRequest) { self.request = request }

    /// The body with the value set; nil for a body of another kind.
    func setting(_ path: String, to text: String) -> [UInt8]? {
        let type = request.header("content-type")
        switch BodyDecoder.format(of: request.body, contentType: type) {
        case .json:
            guard let value = try? JSONParser().parse(request.body).value else { return nil }
            return Self.set(value, path.split(separator: ".").map(String.init)[...], text).serialized()
        case .form:
            let pairs = String(decoding: request.body, as: UTF8.self).split(separator: "&").map(String.init)
            let value = String(decoding: ParameterText.percentEncoded(Array(text.utf8)), as: UTF8.self)
            let others = pairs.filter { !$0.hasPrefix("\(path)=") }
            return Array((others + ["\(path)=\(value)"]).joined(separator: "&").utf8)
        case .multipart:
            let part = "Content-Disposition: form-data; name=\"\(path)\"\r\n\r\n"
            let body = String(decoding: request.body, as: UTF8.self)
            guard let end = body.firstRange(of: "--example-boundary--") else { return nil }
            if let start = body.firstRange(of: part) {
                guard let stop = body[start.upperBound...].firstRange(of: "\r\n--example-boundary") else { return nil }
                return Array((body[..<start.upperBound] + text + body[stop.lowerBound...]).utf8)
            }
            return Array(
                "\(body[..<end.lowerBound])--example-boundary\r\n\(part)\(text)\r\n\(body[end.lowerBound...])".utf8
            )
        case .jwt, .auto: return nil
        }
    }

    private static func set(_ value: JSONValue, _ path: ArraySlice<String>, _ text: String) -> JSONValue {
        guard let name = path.first else { return .string(text) }
        var object = value.object ?? JSONObject()
        object[name] = set(object[name] ?? .null, path.dropFirst(), text)
        return .object(object)
    }
}
