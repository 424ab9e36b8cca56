import BridgeCore
import JSON

/// Masked bytes as the store writes them: texts with their gaps as JSON, the gaps of a body apart from its bytes.
enum MaskedCoding {
    static func target(_ masked: MaskedBytes) -> String { text(masked).text() }

    static func target(from text: String) throws -> MaskedBytes {
        try masked(from: parsed(text, "quarantined_request.target"), "quarantined_request.target")
    }

    /// A list of `[name, [text, gaps]]`.
    static func headers(_ headers: [RefusedRequest.Header]) -> String {
        JSONValue.array(headers.map { .array([.string($0.name), text($0.value)]) }).text()
    }

    static func headers(from text: String) throws -> [RefusedRequest.Header] {
        let place = "quarantined_request.headers"
        guard let pairs = try parsed(text, place).array else { throw StorageError.unreadable(place) }
        return try pairs.map { pair in
            guard let parts = pair.array, parts.count == 2, let name = parts[0].string else {
                throw StorageError.unreadable(place)
            }
            return RefusedRequest.Header(name: name, value: try masked(from: parts[1], place))
        }
    }

    /// A list of `[offset, digest]`.
    static func gaps(_ gaps: [MaskedBytes.Gap]) -> String { json(gaps).text() }

    static func gaps(from text: String) throws -> [MaskedBytes.Gap] {
        try gaps(from: parsed(text, "quarantined_request.gaps"), "quarantined_request.gaps")
    }

    /// Header values and targets are UTF-8: the receiver made them strings.
    private static func text(_ masked: MaskedBytes) -> JSONValue {
        .array([.string(String(decoding: masked.bytes, as: UTF8.self)), json(masked.gaps)])
    }

    private static func json(_ gaps: [MaskedBytes.Gap]) -> JSONValue {
        .array(gaps.map { .array([.number(JSONNumber($0.offset)), .string($0.digest.description)]) })
    }

    private static func parsed(_ text: String, _ place: String) throws -> JSONValue {
        guard let value = try? JSONParser().parse(Array(text.utf8)).value else { throw StorageError.unreadable(place) }
        return value
    }

    private static func masked(from value: JSONValue, _ place: String) throws -> MaskedBytes {
        guard let parts = value.array, parts.count == 2, let text = parts[0].string else {
            throw StorageError.unreadable(place)
        }
        return MaskedBytes(bytes: Array(text.utf8), gaps: try gaps(from: parts[1], place))
    }

    private static func gaps(from value: JSONValue, _ place: String) throws -> [MaskedBytes.Gap] {
        guard let pairs = value.array else { throw StorageError.unreadable(place) }
        return try pairs.map { pair in
            guard let parts = pair.array, parts.count == 2, let offset = parts[0].int,
                let digest = parts[1].string.flatMap(Self.digest)
            else { throw StorageError.unreadable(place) }
            return MaskedBytes.Gap(offset: offset, digest: digest)
        }
    }

    /// Reads what ``Digest256/description`` wrote.
    private static func digest(_ text: String) -> Digest256? {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        let bytes = stride(from: 0, to: 64, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
        return Digest256(bytes)
    }
}
