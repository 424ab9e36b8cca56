import BridgeCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How a credential may stand in a request: as it is, in Base64, and escaped as URLs, forms and JSON are.
enum SecretSpellings {
    static func all(of credential: [UInt8]) -> [[UInt8]] {
        guard !credential.isEmpty else { return [] }
        let base64 = Array(Data(credential).base64EncodedString().utf8)
        var spellings = [
            credential, base64, Array(base64.prefix { $0 != UInt8(ascii: "=") }), escaped(credential, digits: upper),
            escaped(credential, digits: lower), escaped(credential, digits: upper, space: [UInt8(ascii: "+")]),
            jsonEscaped(credential, slash: false), jsonEscaped(credential, slash: true),
        ]
        var seen: Set<[UInt8]> = []
        spellings.removeAll { !seen.insert($0).inserted }
        return spellings
    }

    static func all(of secrets: [Secret]) -> [[UInt8]] { secrets.flatMap { all(of: Array($0.revealed.utf8)) } }

    private static let upper = Array("0123456789ABCDEF".utf8)
    private static let lower = Array("0123456789abcdef".utf8)

    /// Percent-encodes all but the unreserved characters of RFC 3986.
    private static func escaped(_ bytes: [UInt8], digits: [UInt8], space: [UInt8]? = nil) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                return [byte]
            default:
                if byte == UInt8(ascii: " "), let space { return space }
                return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }

    private static func jsonEscaped(_ bytes: [UInt8], slash: Bool) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            let isEscaped =
                byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || slash && byte == UInt8(ascii: "/")
            return isEscaped ? [UInt8(ascii: "\\"), byte] : [byte]
        }
    }
}
