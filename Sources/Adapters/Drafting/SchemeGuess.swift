import BridgeCore

/// How requests of a provider are probably signed, by the headers of one of them.
struct SchemeGuess {
    /// What stands behind `authenticate: `.
    let yaml: String
    /// What the author has to look at or fill in.
    let comment: String

    /// `query` are the names of the parameters in the URL.
    init(headers: [HeaderField], query: [String] = []) {
        let names = Set(headers.map(\.name))
        func value(_ name: String) -> String { headers.first { $0.name == name }?.value ?? "" }
        if names.contains("x-twilio-signature") {
            self.init("{ scheme: twilio }", "The hook's secret is the account's auth token.")
        } else if names.contains("webhook-signature") || names.contains("webhook-id") {
            self.init("{ scheme: standard-webhooks }", "The hook's secret is the provider's whsec_… key.")
        } else if names.contains("svix-signature") || names.contains("svix-id") {
            self.init(
                "{ scheme: standard-webhooks, headers: svix }",
                "The hook's secret is the provider's whsec_… key."
            )
        } else if names.contains("x-amz-sns-message-type") {
            self.init("{ scheme: sns }", "The hook's setting topic_arns names the topics that may post.")
        } else if let signature = headers.first(where: { Self.isSignature($0.name) }) {
            self.init(signature: signature, headers: headers)
        } else if value("authorization").lowercased().hasPrefix("basic ") {
            self.init("{ scheme: basic }", "The hook's secret is written user:password.")
        } else if names.contains("authorization") {
            self.init("{ scheme: bearer }", "The hook's secret is the token behind the word Bearer.")
        } else if let token = headers.first(where: { Self.isToken($0.name) }) {
            self.init("{ scheme: token, header: \(token.name) }", "The hook's secret is the value of this header.")
        } else if let token = query.first(where: { Self.queryTokens.contains($0.lowercased()) }) {
            self.init(
                "{ scheme: token, query: \(token) }",
                "The hook's secret is the value of this parameter of the URL."
            )
        } else {
            self.init(
                "{ scheme: none }",
                "Look at this: no header of the sample proves who sent it, and with none anybody who knows the URL may post."
            )
        }
    }

    private init(_ yaml: String, _ comment: String) {
        self.yaml = yaml
        self.comment = comment
    }

    private static let queryTokens: Set = ["token", "key", "secret", "auth", "access_token", "api_key", "apikey"]

    private static func isSignature(_ name: String) -> Bool {
        name.hasSuffix("signature") || name.contains("signature-256") || name.contains("hmac")
            || name.hasSuffix("signature-v2") || name.hasSuffix("-sig")
    }

    private static func isToken(_ name: String) -> Bool {
        ["x-api-key", "api-key", "x-token", "x-auth-token"].contains(name)
            || name.hasPrefix("x-") && (name.hasSuffix("-token") || name.hasSuffix("-secret"))
    }

    /// The last character of what stands before a signature: `sha256=`, `v1=`, `v0,`.
    private static func prefixEnd(_ text: Substring) -> Substring.Index? {
        guard let mark = text.firstIndex(where: { $0 == "=" || $0 == "," }), text.index(after: mark) < text.endIndex
        else { return nil }
        let name = text[..<mark].lowercased()
        let isVersion = name.count == 2 && name.first == "v" && name.last?.isNumber == true
        return isVersion || name.hasPrefix("sha") ? mark : nil
    }

    /// An HMAC by the shape of its value: `t=…,v1=…`, `sha256=…`, hexadecimal or base64, and by its length.
    private init(signature: HeaderField, headers: [HeaderField]) {
        var keys = ["scheme: hmac", "header: \(signature.name)"]
        var text = signature.value[...]
        var signed = ""
        if text.contains("t="), text.contains("v1=") {
            keys += ["signature_field: v1", "timestamp_field: t"]
            signed = ", signed: \"${{ timestamp }}.${{ body }}\""
            text = text.split(separator: "v1=").last?.prefix { $0 != "," } ?? ""
        } else if let mark = Self.prefixEnd(text) {
            keys.append("prefix: \"\(text[...mark])\"")
            text = text[text.index(after: mark)...]
        }
        if signed.isEmpty, let time = headers.first(where: { $0.name.hasSuffix("timestamp") }) {
            keys.append("timestamp_header: \(time.name)")
            if time.value.count == 13, time.value.allSatisfy(\.isNumber) { keys.append("timestamp_unit: milliseconds") }
            signed = ", signed: \"${{ timestamp }}.${{ body }}\""
        }
        let isHex = text.count >= 32 && text.allSatisfy(\.isHexDigit)
        let bytes = isHex ? text.count / 2 : text.filter { $0 != "=" }.count * 3 / 4
        let hashes: [Int: String] = [16: "md5", 20: "sha1", 48: "sha384", 64: "sha512"]
        keys += ["hash: \(hashes[bytes] ?? "sha256")", "encoding: \(isHex ? "hex" : "base64")"]
        yaml = "{ \(keys.joined(separator: ", "))\(signed) }"
        comment = """
            Look at this: that \(signature.name) is an HMAC is a guess by its name and form. The provider's page says which \
            hash, what is signed and how the key is written.
            """
    }
}
