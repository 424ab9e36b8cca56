import Adapters
import JSON

extension Subject {
    /// What the grammar takes parses and nothing else does; it is written, indented too, and parsed to the same value; a
    /// fault has its place in the input.
    static let json = Subject("json", corpus: jsonCorpus, words: jsonWords) { chance in
        let value = chance.json(depth: 5)
        return Sample(value.serialized(indented: chance.once(in: 3)), expected: value)
    } check: { sample in
        let parser = JSONParser(depthLimit: 64)
        let isJSON = JSONGrammar.accepts(sample.bytes, depthLimit: 64)
        do {
            let document = try parser.parse(sample.bytes)
            try require(sample.expected.map { $0 == document.value } ?? true, "a written value is parsed to another")
            try require(isJSON, "what is no JSON is parsed")
            try require(document.replacements <= sample.bytes.count, "more replacements than bytes")
            for isIndented in [false, true] {
                let written = document.value.serialized(indented: isIndented)
                try require(try parser.parse(written).value == document.value, "what is written is another value")
            }
            return true
        } catch let error as JSONError {
            try require(sample.expected == nil && !isJSON, "what is JSON is refused: \(error)")
            try require((0...sample.bytes.count).contains(error.offset), "offset \(error.offset) is not in the input")
            return false
        }
    }

    /// What is stored without the contents of attachments is decoded to the same value as the original.
    static let attachments = Subject("attachments", corpus: attachmentCorpus, words: jsonWords + attachmentWords) {
        chance in
        let files = (0..<chance.number(below: 4)).map { _ in chance.file() }
        return Sample(
            JSONValue.object(["From": "ana@example.com", "Attachments": .array(files), "raw": chance.json(depth: 2)])
                .serialized()
        )
    } check: { sample in
        let decoder = BodyDecoder(format: .json, attachmentPaths: ["Attachments[].Content", "[].file", "data.raw"])
        do {
            let decoded = try decoder.decode(sample.bytes, contentType: nil)
            guard let stored = decoded.storedBody else { return true }
            try require(stored.count <= sample.bytes.count + 200 * 1000, "the stored body has grown")
            let again = try decoder.decode(stored, contentType: nil)
            try require(again.value == decoded.value, "the stored body is decoded to another value")
            return true
        } catch is DecodingError {
            return false
        }
    }

    static let jsonCorpus = [
        #"{"id":"SM0123","n":-12.5e+3,"big":18446744073709551615,"t":true,"f":false,"z":null,"list":[1,[2,{"a":"b"}],[]]}"#,
        #"["caf\u00e9","\ud83d\ude00","\"\\\/\b\f\n\r\t",0,-0,0.0,1E400,1e-400,123456789012345678901234567890.5]"#,
        "\u{FEFF}{\"a\":{\"a\":{\"a\":[[[[]]]]}},\"a\":1} ",
    ]
    static let jsonWords = [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud83d", "\\udc00", "true", "null", "-", "e", "E+", ".", "0",
        "00",
        "99999999999999999999", "1e999", " ", "\n", "{\"a\":", "[[", "\"\"",
    ]
    private static let attachmentCorpus = [
        #"{"Attachments":[{"Name":"a.pdf","Content":"SGVsbG8=","ContentType":"application/pdf"},{"Content":""}],"b":1}"#,
        #"{"data":{"raw":"TUlNRQ=="},"Attachments":[{"Content":{"type":"Buffer","data":[1,2,3]}},{"Content":null}]}"#,
        #"[{"file":"AAAA"},{"file":"not base64 \u0041"}]"#,
    ]
    private static let attachmentWords = [
        "\"Content\":", "\"Attachments\":[", "\"file\":", "\"data\":", "\"raw\":", "=", "AAAA",
    ]
}

extension Chance {
    /// Any value; names repeat rarely, as they do in what providers send.
    mutating func json(depth: Int) -> JSONValue {
        switch number(below: depth > 0 ? 10 : 7) {
        case 0: return .null
        case 1: return .bool(once(in: 2))
        case 2: return .number(JSONNumber(number(below: 1 << 31) - 1 << 30))
        case 3: return .number(JSONNumber(Double(number(below: 1 << 20)) / pick([1, 7, 1e3, 1e300, 1e-300])))
        case 4, 5, 6: return .string(text())
        case 7, 8: return .array((0..<number(below: 5)).map { _ in json(depth: depth - 1) })
        default:
            let wide = once(in: 40) ? 90 : 6
            return .object(JSONObject((0..<number(below: wide)).map { _ in (word(), json(depth: depth - 1)) }))
        }
    }

    fileprivate mutating func file() -> JSONValue {
        let content = String((0..<number(below: 60)).map { _ in pick(Array("ABCabc019+/\n\\\"")) })
        let value: JSONValue = once(in: 6) ? json(depth: 2) : .string(content)
        return ["Name": .string(text()), "Content": value, "ContentLength": .number(JSONNumber(number(below: 99)))]
    }
}
