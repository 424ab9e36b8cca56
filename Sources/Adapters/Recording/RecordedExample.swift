import BridgeCore
package import JSON

/// An example made of a real request: its people, numbers, texts and credentials replaced, signed anew where that can be
/// done, with what the adapter makes of it.
package struct RecordedExample: Sendable {
    /// What belongs into `<case>.request.json`.
    package let request: JSONValue
    /// What belongs into `<case>.expected.json`.
    package let expected: JSONValue
    /// What whoever keeps the example should know of it.
    package let notes: [String]

    /// `source` is the text of the adapter's file; `settings` are the hook's, with its `region` and `zone`.
    ///
    /// Throws where the body cannot be taken apart, and where something personal would remain: then nothing is to be kept.
    package init(
        of stored: RawRequest,
        adapter: Adapter,
        source: String,
        settings: [String: String]
    ) throws(RecordedRequestError) {
        var disguise = RequestDisguise(source: source)
        guard let disguised = disguise.request(stored, decoder: adapter.decoder) else {
            throw RecordedRequestError("the body is neither JSON nor a form, so that nothing in it can be replaced")
        }
        let kept = disguise.settings(settings)
        var notes: [String] = []
        let file: JSONObject
        if let signed = ExampleSigning.signed(disguised, for: adapter, settings: kept) {
            file = Self.file(signed)
        } else {
            let scheme = ExampleSigning.name(of: adapter.scheme)
            var unsigned = Self.file(SignedExample(request: disguised, settings: kept))
            unsigned["verified_by"] = .string(scheme)
            file = unsigned
            notes.append("it cannot be signed anew; it says that \(scheme) vouched for it when it was received")
        }
        let request = JSONValue.object(file)
        let expected: JSONValue
        do {
            let recorded = try RecordedRequest(request.serialized(), now: stored.receivedAt)
            expected = AdapterTrial.run(adapter, recorded)
        } catch {
            throw RecordedRequestError("what was made of it is no request: \(error)")
        }
        let text = request.text() + expected.text()
        guard disguise.remains(in: text).isEmpty else {
            throw RecordedRequestError("something personal would remain in it; write this example by hand")
        }
        let before = AdapterTrial.verified(adapter, stored, settings: settings)
        let facts = ["disposition", "reason"].filter { before[$0] != expected[$0] }
        if !facts.isEmpty || before["entries"]?.array?.count != expected["entries"]?.array?.count {
            notes.append("it comes out otherwise than the request it was made of: compare both by hand")
        }
        self.request = request
        self.expected = expected
        self.notes = notes
    }

    private static func file(_ example: SignedExample) -> JSONObject {
        let request = example.request
        var headers = JSONObject()
        for header in request.headers { headers[header.name] = .string(header.value) }
        var file: JSONObject = [
            "method": .string(request.method), "url": .string(request.url), "headers": .object(headers),
        ]
        if let text = String(validating: request.body, as: UTF8.self) {
            file["body"] = .string(text)
        } else {
            file["body"] = .string(SignatureEncoding.base64.encode(request.body))
            file["body_encoding"] = "base64"
        }
        if let address = request.remoteAddress { file["remote_address"] = .string(address) }
        file["now"] = .number(JSONNumber(Int(request.receivedAt.seconds)))
        if example.secrets.count == 1 { file["secret"] = .string(example.secrets[0]) }
        if example.secrets.count > 1 { file["secret"] = .array(example.secrets.map(JSONValue.string)) }
        if !example.settings.isEmpty {
            let sorted = example.settings.sorted { $0.key < $1.key }
            file["settings"] = .object(JSONObject(sorted.map { ($0.key, .string($0.value)) }))
        }
        return file
    }
}

extension RequestDisguise {
    /// Settings that say how, and nothing about whom, stay as they are.
    mutating func settings(_ settings: [String: String]) -> [String: String] {
        let plain = ["region", "zone", "scheme", "signature_method"]
        return Dictionary(
            uniqueKeysWithValues: settings.map { name, value in
                (name, plain.contains(name) || value.count < 8 ? value : standIn(for: value, named: name))
            }
        )
    }

    /// Mail addresses, numbers and long texts that were replaced and stand in `text` all the same.
    func remains(in text: String) -> [String] {
        let standIns = Set(replaced.values)
        return replaced.filter { original, standIn in
            // An original that happens to be somebody else's stand-in is nobody's.
            guard original != standIn, text.contains(original), !standIns.contains(where: { $0.contains(original) })
            else { return false }
            // Where the example itself is sent to is no secret of the original.
            if original.hasPrefix("https://bridge.example.com") { return false }
            let digits = original.count(where: \.isNumber)
            // Nor is a number that is one of the stand-ins, written otherwise.
            if (7...15).contains(digits), standIns.contains(String(original.filter(\.isNumber).suffix(10))) {
                return false
            }
            return original.contains("@") || original.contains("://") || digits >= 7
                || original.count >= 12 && original.contains(" ")
        }.map(\.key)
    }
}

extension ExampleSigning {
    /// How an adapter's file calls a scheme whose proof cannot be made here.
    static func name(of scheme: any Scheme) -> String {
        switch scheme {
        case let scheme as AllSchemes: scheme.schemes.map(name).joined(separator: ", ")
        case let scheme as AnyScheme: scheme.schemes.map(name).joined(separator: " or ")
        case let scheme as ChosenScheme: scheme.schemes.map(\.name).joined(separator: " or ")
        case is SNSScheme: "sns"
        case is HMACScheme: "hmac"
        case is TwilioScheme: "twilio"
        case is JWTScheme: "jwt"
        case is TokenScheme: "token"
        default: "the adapter's scheme"
        }
    }
}
