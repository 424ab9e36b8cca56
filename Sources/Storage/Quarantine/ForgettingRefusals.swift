import BridgeCore
import GRDB

/// Refused requests of a person who is to be forgotten. Nobody knows yet what such a request says, so it is searched for
/// the person's addresses and ids as texts: as people write them, and escaped as forms and URLs are.
extension SQLiteStore {
    /// Read at once, so that a reader never holds many bodies.
    private static let searchedAtOnce = 20

    /// Erases what is found; how many that were. What is encoded otherwise (Base64, quoted-printable) is not found.
    func forgetRefusals(of profile: PersonProfile, isDryRun: Bool) async throws(StoreError) -> Int {
        let texts = profile.texts
        guard !texts.isEmpty else { return 0 }
        var found = 0
        var cursor: QuarantineID?
        while true {
            let after = cursor
            let page = try await read { db in
                try QuarantineQueries(db: db, oldest: Timestamp(milliseconds: .min))
                    .requests(hook: nil, since: nil, after: after, limit: Self.searchedAtOnce)
            }
            guard let last = page.last else { return found }
            cursor = last.record.id
            let hits = page.filter { request in
                request.request.destination == profile.destination && request.mentions(texts, quarantineKey)
            }.map(\.record.id)
            found += hits.count
            guard !isDryRun, !hits.isEmpty else { continue }
            try await writer.commit { transaction in
                // Freed space is overwritten, so that the file does not go on holding what was deleted.
                try transaction.db.execute(sql: "PRAGMA secure_delete = ON")
                for id in hits { try transaction.removeFromQuarantine(id) }
                try transaction.db.execute(sql: "PRAGMA secure_delete = OFF")
            }
        }
    }
}

extension PersonProfile {
    /// In lower case, by which requests of the person are found.
    fileprivate var texts: [[UInt8]] {
        var texts = contacts.map(\.rawValue)
        for address in addresses {
            switch address {
            case .phone(let number): texts += number.spellings.filter { $0.count >= 9 }
            case .email(let address): texts += [address.normalized, address.normalized.replacing("@", with: "%40")]
            }
        }
        return texts.map { Array($0.lowercased().utf8) }.filter { $0.count >= 5 }
    }
}

extension QuarantinedRequest {
    /// Looks also into what is sealed: an address may stand where a credential is expected.
    fileprivate func mentions(_ texts: [[UInt8]], _ key: QuarantineKey) -> Bool {
        let sealed = [request.sealed, lastSealed].flatMap { key.unseal($0, of: request.identity) }
        let contents = Dictionary(sealed.map { (key.digest(of: $0), $0) }) { first, _ in first }
        let headers = (request.headers + (lastHeaders ?? [])).map(\.value)
        return ([request.target] + headers + [request.body].compactMap { $0 }).contains { place in
            let place = place.filled(from: contents).map { (65...90).contains($0) ? $0 | 0x20 : $0 }
            return texts.contains { Self.contains($0, place) }
        }
    }

    private static func contains(_ text: [UInt8], _ place: [UInt8]) -> Bool {
        guard let first = text.first, text.count <= place.count else { return false }
        return place.withUnsafeBufferPointer { place in
            text.withUnsafeBufferPointer { text in
                for start in 0...(place.count - text.count) where place[start] == first {
                    var offset = 1
                    while offset < text.count, place[start + offset] == text[offset] { offset += 1 }
                    if offset == text.count { return true }
                }
                return false
            }
        }
    }
}
