import BridgeCore
import JSON

/// What tells one mail from another whichever provider brings it, and whether its sender is proven.
struct MailIdentity {
    /// The tag of a mail whose sender is not proven.
    static let mark = "unauthenticated"

    private(set) var digest: Digest256?
    private(set) var isAuthenticated: Bool?

    init() {}

    init(_ rule: EntryRule, _ reader: FieldReader) throws(TranslationFault) {
        digest = try reader.identity(rule.messageID).flatMap(MailIdentity.digest)
        guard let field = rule.authenticated else { return }
        switch try reader.value(field) {
        case .null: break
        case .bool(let verdict): isAuthenticated = verdict
        case .number, .string, .array, .object:
            throw TranslationFault(key: field.key, line: field.line, message: "must be true, false or null")
        }
    }

    /// SHA-256 of the Message-ID without its brackets, behind a word that no provider is called by: one mail has one key,
    /// whichever adapter read it. Nil where the text holds no id.
    static func digest(messageID text: String) -> Digest256? {
        let folded = plainID(in: text) ?? bareID(in: text)
        return folded.isEmpty ? nil : EntryBuilder.digest(provider: "Message-ID:", key: folded)
    }

    /// What ``bareID(in:)`` finds in the text of a well-formed header, without a look at characters; nil for any other.
    private static func plainID(in text: String) -> String? {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count > 2, bytes[0] == UInt8(ascii: "<"), bytes[bytes.count - 1] == UInt8(ascii: ">") else {
                return nil
            }
            let id = UnsafeBufferPointer(rebasing: bytes[1..<(bytes.count - 1)])
            let isPlain = id.allSatisfy { byte in
                (0x21..<0x7F).contains(byte) && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
            }
            return isPlain ? String(decoding: id, as: UTF8.self) : nil
        }
    }

    private static func bareID(in text: String) -> String {
        var id = text[...]
        if let start = id.firstIndex(of: "<"), let end = id[start...].firstIndex(of: ">") {
            id = id[id.index(after: start)..<end]
        }
        return String(id.filter { !$0.isWhitespace && $0 != "<" && $0 != ">" })
    }

    /// The data with the tag where the sender is not proven.
    func marked(_ data: JSONObject) -> JSONObject {
        guard isAuthenticated == false else { return data }
        var tags = data[CommsDataKey.tags.rawValue]?.array ?? []
        if let single = data[CommsDataKey.tags.rawValue]?.string { tags.append(.string(single)) }
        guard !tags.contains(.string(Self.mark)) else { return data }
        return CommsDataShape.setting(.tags, to: .array(tags + [.string(Self.mark)]), in: data)
    }
}
