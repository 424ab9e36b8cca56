import JMESPath
import JSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DomainFunctions {
    static let encodings: [Function] = [
        Function(
            "json",
            [Parameter("text", .text)],
            summary: "The value of JSON that stands inside a text; null where the text is not JSON.",
            example: "json('{\"id\": 7}').id → 7"
        ) { arguments in
            guard let text = arguments.text(0) else { return .null }
            do {
                return try JSONParser(depthLimit: 64).parse(Array(text.utf8)).value
            } catch {
                return .null
            }
        },
        Function(
            "base64_decode",
            [Parameter("text", .text)],
            summary: "The text behind base64 or base64url; null where it is neither.",
            example: "base64_decode('SGVsbG8') → \"Hello\""
        ) { arguments in
            guard let text = arguments.text(0) else { return .null }
            var characters = text.utf8.compactMap { byte -> UInt8? in
                switch byte {
                case UInt8(ascii: "-"): UInt8(ascii: "+")
                case UInt8(ascii: "_"): UInt8(ascii: "/")
                case UInt8(ascii: "="), 9, 10, 13, 32: nil
                default: byte
                }
            }
            characters += repeatElement(UInt8(ascii: "="), count: (4 - characters.count % 4) % 4)
            guard let bytes = Data(base64Encoded: Data(characters)) else { return .null }
            return .string(String(decoding: bytes, as: UTF8.self))
        },
        Function(
            "base64_encode",
            [Parameter("text", .text)],
            summary: "The text's UTF-8 as base64.",
            example: "base64_encode('Hello') → \"SGVsbG8=\""
        ) { arguments in JSONValue(arguments.text(0).map { Data($0.utf8).base64EncodedString() }) },
    ]
}
