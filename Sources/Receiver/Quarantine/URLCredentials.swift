import Adapters
import BridgeCore

/// The credentials in a request's path and query, and how headers may repeat them: proxies copy the URL into
/// `X-Original-URL`, `Referer` and the like.
struct URLCredentials {
    struct Part {
        let value: Range<Int>
        /// The value with what tells what it is: the parameter's name, or the path before it.
        let whole: Range<Int>
        /// True where a scheme of the adapter reads it; else it only has the name of a credential.
        let isRead: Bool
    }

    /// More and longer ones are not looked for in every header: a caller's own texts cost their length times the headers'.
    private static let searchLimit = (values: 4, length: 1024)

    let target: [UInt8]
    let parts: [Part]
    /// False where there is too much to look for, so that any header may repeat some of it.
    let canBeSearched: Bool

    init(in target: [UInt8], places: CredentialPlaces) {
        self.target = target
        parts = Self.path(target, places) + Self.query(target, places)
        let values = Set(parts.map { Array(target[$0.value]) })
        canBeSearched =
            values.count <= Self.searchLimit.values && values.allSatisfy { $0.count <= Self.searchLimit.length }
    }

    func places(read: Bool) -> [Range<Int>] { parts.filter { $0.isRead == read }.map(\.value) }

    /// How they may stand elsewhere: decoded, encoded once more, and a short one only together with its name.
    func texts(read: Bool) -> [[UInt8]] {
        guard canBeSearched else { return [] }
        let all = parts.filter { $0.isRead == read }.flatMap { part in
            let isShort = part.value.count < CredentialCutter.shortestText
            let text = target[isShort ? part.whole : part.value]
            let decoded = StoredRequest.decoded(Substring(decoding: text, as: UTF8.self))
            return SecretSpellings.all(of: Array(text)) + SecretSpellings.all(of: Array(decoded.utf8))
        }
        return Array(Set(all))
    }

    /// Every segment behind the hook's name, where a scheme reads them.
    private static func path(_ target: [UInt8], _ places: CredentialPlaces) -> [Part] {
        guard places.isInPath else { return [] }
        let end = target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
        return target[..<end].split(separator: UInt8(ascii: "/")).dropFirst(2).map { segment in
            Part(value: segment.startIndex..<segment.endIndex, whole: 0..<segment.endIndex, isRead: true)
        }
    }

    private static func query(_ target: [UInt8], _ places: CredentialPlaces) -> [Part] {
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return [] }
        return target[(mark + 1)...].split(separator: UInt8(ascii: "&")).compactMap { parameter in
            guard let equals = parameter.firstIndex(of: UInt8(ascii: "=")), equals + 1 < parameter.endIndex else {
                return nil
            }
            let name = StoredRequest.decoded(Substring(decoding: parameter[..<equals], as: UTF8.self))
            let isRead = places.parameters.contains(name)
            let isNamed = StoredRequest.isCredential(name) && !places.proofParameters.contains(name)
            guard isRead || isNamed else { return nil }
            return Part(
                value: equals + 1..<parameter.endIndex,
                whole: parameter.startIndex..<parameter.endIndex,
                isRead: isRead
            )
        }
    }
}
