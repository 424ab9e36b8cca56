import BridgeCore
import JSON

/// The `recheck:` of a rule, compiled: entries that wait for one of these addresses are looked up again.
struct RecheckRule: Sendable {
    /// What the event says in place of a reason.
    static let remark = "waiting addresses are looked up again"

    let phone: Prepared?
    let email: Prepared?

    /// The addresses that can be read, each once; none where the request names nobody, and everybody is asked for.
    func recheck(_ scope: inout TranslationScope, region: String) throws(TranslationFault) -> Recheck {
        var addresses: [Address] = []
        if let phone {
            let texts = Self.texts(try scope.evaluate(phone, key: "recheck.phone"))
            addresses += texts.compactMap { PhoneNumber($0, region: region) }.map(Address.phone)
        }
        if let email {
            let texts = Self.texts(try scope.evaluate(email, key: "recheck.email"))
            addresses += texts.flatMap { EmailAddress.list($0) }.map { .email($0.address) }
        }
        var seen: Set<Address> = []
        return Recheck(addresses: addresses.filter { seen.insert($0).inserted })
    }

    private static func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .number(let number): [number.text]
        case .array(let elements): elements.flatMap(texts)
        case .object, .bool, .null: []
        }
    }
}
