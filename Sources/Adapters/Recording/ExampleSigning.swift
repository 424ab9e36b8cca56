import BridgeCore
import Crypto
import JSON

/// A request that was signed anew for an example, with all that a hook must hold to believe it.
package struct SignedExample: Sendable {
    package var request: RawRequest
    package var secrets: [String] = []
    package var settings: [String: String] = [:]
}

/// Signs requests as a provider would, with secrets that everybody may know. Only examples are signed.
enum ExampleSigning {
    /// Nil where the scheme's proof cannot be made here, or where what was made is not believed.
    static func signed(_ request: RawRequest, for adapter: Adapter, settings: [String: String]) -> SignedExample? {
        let unsigned = SignedExample(request: request, settings: settings)
        guard let signed = sign(unsigned, by: adapter.scheme) else { return nil }
        let trust = Trust(secrets: signed.secrets.map(Secret.init), settings: signed.settings)
        return adapter.scheme.verify(signed.request, trust: trust) == nil ? signed : nil
    }

    private static func sign(_ example: SignedExample, by scheme: any Scheme) -> SignedExample? {
        switch scheme {
        case is NoScheme: return example
        case let scheme as AllSchemes: return all(scheme.schemes, example)
        case let scheme as AnyScheme: return scheme.schemes.lazy.compactMap { sign(example, by: $0) }.first
        case let scheme as ChosenScheme:
            let names = example.settings["scheme"]?.split { $0 == "," || $0 == " " }.map(String.init)
            return all(
                scheme.schemes.filter { (names ?? [scheme.schemes[0].name]).contains($0.name) }.map(\.scheme),
                example
            )
        case is BasicScheme:
            let credentials = SignatureEncoding.base64.encode(Array("example:password".utf8))
            return example.with("authorization", "Basic \(credentials)", secret: "example:password")
        case is BearerScheme: return example.with("authorization", "Bearer example-token", secret: "example-token")
        case let scheme as TokenScheme: return token(scheme, example)
        case let scheme as HMACScheme: return hmac(scheme, example)
        case let scheme as TwilioScheme: return twilio(scheme, example)
        case let scheme as PublicKeyScheme: return publicKey(scheme, example)
        case let scheme as JWTScheme: return jwt(scheme, example)
        case is AddressScheme: return address(example)
        default: return nil
        }
    }

    private static func all(_ schemes: [any Scheme], _ example: SignedExample) -> SignedExample? {
        schemes.reduce(Optional(example)) { signed, scheme in signed.flatMap { sign($0, by: scheme) } }
    }

    private static func token(_ scheme: TokenScheme, _ example: SignedExample) -> SignedExample? {
        let token = scheme.prefix + "example-token"
        switch scheme.location {
        case .header(let name): return example.with(name, token, secret: "example-token")
        case .query(let name):
            return example.replacing(url: setting(name, to: token, in: example.request.url), secret: "example-token")
        case .pathSegment(let number):
            let path = example.request.url.prefix { $0 != "?" }
            let query = example.request.url.dropFirst(path.count)
            var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            while parts.count < number + 3 { parts.append("") }
            parts[number + 2] = token
            return example.replacing(url: parts.joined(separator: "/") + query, secret: "example-token")
        case .field(let path):
            return FieldSetter(example.request).setting(path, to: token)
                .map { example.replacing(body: $0, secret: "example-token") }
        }
    }

    private static func address(_ example: SignedExample) -> SignedExample {
        var example = example
        example.settings["allowed_ips"] = "192.0.2.1"
        example.request = example.request.replacing(remoteAddress: "192.0.2.1")
        return example
    }

    private static func twilio(_ scheme: TwilioScheme, _ example: SignedExample) -> SignedExample? {
        var example = example
        let isSHA256 = scheme.hash(of: example.request, example.settings) == .sha256
        let isForm = example.request.header("content-type")?.lowercased().contains("form-urlencoded") ?? true
        if !isForm {
            let digest = SHA256.hash(data: example.request.body).withUnsafeBytes { Array($0) }
            let url = setting("bodySHA256", to: SignatureEncoding.hex.encode(digest), in: example.request.url)
            example.request = example.request.replacing(url: url)
        }
        var parameters: [UInt8] = []
        if isForm, example.request.method != "GET" {
            guard let form = try? example.request.form() else { return nil }
            parameters = sortedParameters(form)
        }
        let hash: SignatureHash = isSHA256 ? .sha256 : .sha1
        let key = Array("example-auth-token".utf8)
        let code = hash.authenticationCode(for: [Array(example.request.url.utf8), parameters], key: key)
        if isSHA256 { example = example.with("x-twilio-webhooks-signature-settings", "HMAC_SHA256") }
        return example.with("x-twilio-signature", SignatureEncoding.base64.encode(code), secret: "example-auth-token")
    }

    private static func jwt(_ scheme: JWTScheme, _ example: SignedExample) -> SignedExample? {
        guard let algorithm = scheme.algorithms.first, let (secret, key) = key(scheme.key) else { return nil }
        func part(_ value: JSONValue) -> String { SignatureEncoding.base64url.encode(value.serialized()) }
        func digest(_ bytes: [UInt8]) -> JSONValue {
            .string(SignatureEncoding.hex.encode(SHA256.hash(data: bytes).withUnsafeBytes { Array($0) }))
        }
        let request = example.request
        var claims = JSONObject()
        if scheme.location == .body { claims = (try? JSONParser().parse(request.body).value.object) ?? claims }
        if let issuer = scheme.claims.issuer { claims["iss"] = .string(issuer) }
        claims["iat"] = .number(JSONNumber(Int(request.receivedAt.seconds)))
        claims["exp"] = nil
        claims["nbf"] = nil
        if let name = scheme.claims.payloadHash, !request.body.isEmpty { claims[name] = digest(request.body) }
        if let name = scheme.claims.urlHash { claims[name] = digest(Array(request.url.utf8)) }
        let signed = part(["alg": .string(algorithm.rawValue), "typ": "JWT"]) + "." + part(.object(claims))
        let code = algorithm.hash.authenticationCode(for: [Array(signed.utf8)], key: key)
        let token = signed + "." + SignatureEncoding.base64url.encode(code)
        switch scheme.location {
        case .header(let name): return example.with(name, "Bearer \(token)", secret: secret)
        case .body: return example.replacing(body: Array(token.utf8), secret: secret)
        }
    }

    /// A key that everybody may know, in the form that the scheme expects, with its bytes.
    static func key(_ form: KeyForm) -> (secret: String, bytes: [UInt8])? {
        let bytes = Array("an example's key of 32 bytes now".utf8)
        let text: String =
            switch form.encoding {
            case .text: "example-secret"
            case .hex: SignatureEncoding.hex.encode(bytes)
            case .base64: SignatureEncoding.base64.encode(bytes)
            case .base64url: SignatureEncoding.base64url.encode(bytes)
            }
        let secret = form.prefix + text
        return form.bytes(Secret(secret)).map { (secret, $0) }
    }

    /// The URL with one query parameter set.
    private static func setting(_ name: String, to value: String, in url: String) -> String {
        guard let mark = url.firstIndex(of: "?") else { return "\(url)?\(name)=\(value)" }
        let others = url[url.index(after: mark)...].split(separator: "&").filter { !$0.hasPrefix("\(name)=") }
        return url[...mark] + (others.map(String.init) + ["\(name)=\(value)"]).joined(separator: "&")
    }
}

extension SignedExample {
    func with(_ header: String, _ value: String, secret: String? = nil) -> SignedExample {
        var copy = self
        let headers = request.headers.filter { $0.name != header } + [HeaderField(name: header, value: value)]
        copy.request = request.replacing(headers: headers)
        return copy.holding(secret)
    }

    func replacing(url: String? = nil, body: [UInt8]? = nil, secret: String?) -> SignedExample {
        var copy = self
        copy.request = request.replacing(url: url, body: body)
        return copy.holding(secret)
    }

    private func holding(_ secret: String?) -> SignedExample {
        var copy = self
        if let secret, !secrets.contains(secret) { copy.secrets.append(secret) }
        return copy
    }
}
