import Adapters
import JSON

extension Subject {
    /// What was encoded is decoded to the same, and so is every body by a plain reading of it; what is decoded, encoded and
    /// decoded is the same; sizes are bounded.
    static let form = Subject("form", corpus: formCorpus, words: formWords) { chance in
        let pairs = (0..<chance.number(below: 9)).map { _ in (chance.word(upTo: 2), chance.text()) }
        let body = pairs.map { chance.encoded($0.0) + "=" + chance.encoded($0.1) }.joined(separator: "&")
        return Sample(body, expected: fields(pairs))
    } check: { sample in
        let decoder = BodyDecoder(format: .form)
        let decoded: DecodedBody
        do {
            decoded = try decoder.decode(sample.bytes, contentType: nil)
        } catch let error as DecodingError {
            try require(sample.bytes.count { $0 == UInt8(ascii: "&") } >= 2000, "a form is refused: \(error)")
            return false
        }
        try require(sample.expected.map { $0 == decoded.value } ?? true, "an encoded form is decoded to another value")
        try require(decoded.value == fields(plainReading(of: sample.bytes)), "a plain reading gives other fields")
        // A byte that is no text becomes U+FFFD, three bytes.
        try require(decoded.value.textSize <= 3 * sample.bytes.count, "the fields are larger than the body")
        let pairs = (decoded.value.object ?? JSONObject()).flatMap { member in
            (member.value.array ?? [member.value]).map { (member.name, $0.string ?? "") }
        }
        var chance = Chance(seed: 1, subject: "form", index: sample.bytes.count)
        let again = pairs.map { chance.encoded($0.0) + "=" + chance.encoded($0.1) }.joined(separator: "&")
        try require(
            try decoder.decode(Array(again.utf8), contentType: nil).value == decoded.value,
            "what was decoded is encoded and decoded to another value"
        )
        return true
    }

    private static func plainReading(of body: [UInt8]) -> [(String, String)] {
        body.split(separator: UInt8(ascii: "&")).map { pair in
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            return (decoded(name), decoded(pair.dropFirst(name.count + 1)))
        }
    }

    private static func decoded(_ encoded: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        var rest = encoded
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(UInt8(digits[0] * 16 + digits[1]))
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Fields and files come out as they went in; the stored body is decoded to the same value; sizes are bounded.
    static let multipart = Subject("multipart", corpus: multipartCorpus, words: multipartWords) { chance in
        var body = ""
        var pairs: [(String, String)] = []
        for _ in 0...chance.number(below: 5) {
            let (name, text) = (chance.word(upTo: 2), chance.text(upTo: 40).replacing("--boundary", with: ""))
            let isFile = chance.once(in: 4)
            body +=
                "--boundary\r\nContent-Disposition: form-data; name=\"\(name)\"\(isFile ? "; filename=\"a.txt\"" : "")\r\n"
            body += (chance.once(in: 3) ? "Content-Type: text/plain; charset=utf-8\r\n" : "") + "\r\n\(text)\r\n"
            if !isFile { pairs.append((name, text)) } else { pairs.append((name, "\u{0}file")) }
        }
        let hasFile = pairs.contains { $0.1 == "\u{0}file" }
        return Sample(body + "--boundary--\r\n", expected: hasFile ? JSONValue?.none : fields(pairs))
    } check: { sample in
        let type = "multipart/form-data; boundary=boundary"
        let decoder = BodyDecoder(format: .multipart, binaryFields: ["raw"], charsetsField: "charsets")
        do {
            let decoded = try decoder.decode(sample.bytes, contentType: type)
            try require(sample.expected.map { $0 == decoded.value } ?? true, "a body is decoded to another value")
            try require(
                decoded.value.textSize <= 4 * sample.bytes.count + 200,
                "the fields are larger than the body"
            )
            guard let stored = decoded.storedBody else { return true }
            try require(stored.count <= 4 * sample.bytes.count + 200, "the stored body has grown")
            let again = try decoder.decode(stored, contentType: type)
            try require(again.value == decoded.value, "the stored body is decoded to another value")
            return true
        } catch let error as DecodingError {
            try require(sample.expected == nil, "a body is refused: \(error)")
            return false
        }
    }

    /// Repeated names are lists.
    private static func fields(_ pairs: [(String, String)]) -> JSONValue {
        var names: [String] = []
        var texts: [[UInt8]: [JSONValue]] = [:]
        for (name, text) in pairs {
            if texts[Array(name.utf8)] == nil { names.append(name) }
            texts[Array(name.utf8), default: []].append(.string(text))
        }
        return .object(
            JSONObject(
                names.map { name in
                    let values = texts[Array(name.utf8)] ?? []
                    return (name, values.count == 1 ? values[0] : .array(values))
                }
            )
        )
    }

    private static let formCorpus = [
        "MessageSid=SM01&From=%2B12125550101&Body=Caf%C3%A9+%F0%9F%98%80&NumMedia=0&ToCity=&a=1&a=2",
        "a=%&b=%4&c=%zz&d=%%41&=x&e&&f==g", "x%5B0%5D=1&x%5B1%5D=2&%61=%FF%C3",
        "%C3%A9=1&e%CC%81=2&b=3&b=4",
    ]
    private static let formWords = [
        "&", "=", "+", "%", "%2", "%26", "%3D", "%00", "%FF", "%C3%A9", "a=", "&a=1", "%EF%BF%BD",
    ]
    private static let multipartCorpus = [
        "--boundary\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nHello\r\n--boundary\r\n"
            + "Content-Disposition: form-data; name=\"charsets\"\r\n\r\n{\"text\":\"iso-8859-2\",\"to\":\"UTF-8\"}\r\n--boundary\r\n"
            + "Content-Disposition: form-data; name=\"f\"; filename=\"a \\\"b\\\".pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n"
            + "--boundary--\r\n",
        "preamble\r\n--boundary\r\ncontent-disposition: form-data; name=raw\r\n\r\nFrom: a\r\n\r\nb\r\n--boundary--\r\nepilogue",
        "--boundary\r\nContent-Disposition: form-data; name=\"attachment-1\"; filename=\"\"\r\n\r\n\r\n--boundary--",
    ]
    private static let multipartWords = [
        "--boundary", "\r\n--boundary\r\n", "\r\n--boundary--", "\r\n\r\n", "Content-Disposition: form-data; name=\"",
        "; filename=\"", "\"", "\\\"", "charset=utf-16", "Content-Type: ", "X-Attachment-Size: 99\r\n",
        "X-Attachment-SHA256: a\r\n",
        ";", "=", "--", "name=raw", "charsets",
    ]
}

extension Chance {
    /// A form's encoding of a text: letters as they are or in percent, a blank as `+` or `%20`.
    fileprivate mutating func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                scalar.properties.isAlphabetic && scalar.isASCII || "0123456789-_.~".unicodeScalars.contains(scalar)
            if byte == 0x20, once(in: 2) {
                encoded += "+"
            } else if isPlain, !once(in: 8) {
                encoded.unicodeScalars.append(scalar)
            } else {
                let hex = String(byte, radix: 16, uppercase: once(in: 2))
                encoded += hex.count < 2 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return encoded
    }
}
