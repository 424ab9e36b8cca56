/// The `data` of a lookup that found somebody: notes, entity and the contact's own fields.
struct Lookup: Encodable {
    let contact: Contact
    let shape: LookupShape
    let phoneFormat: PhoneFormat

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    private struct Note: Encodable {
        let note: String
    }

    private struct Entity: Encodable {
        let name: String
        /// The company's own address, never the contact's.
        let email = "office@example.com"

        enum CodingKeys: String, CodingKey {
            case name
            case email = "primary_email"
        }
    }

    func encode(to encoder: any Encoder) throws {
        var data = encoder.container(keyedBy: Key.self)
        try data.encode((contact.notes ?? []).map(Note.init), forKey: Key("notes"))
        if let company = contact.companyName {
            try data.encode(Entity(name: company), forKey: Key("entity"))
        }
        guard shape != .flat else { return try encodeFields(into: &data) }
        var fields = data.nestedContainer(keyedBy: Key.self, forKey: Key("contact"))
        try encodeFields(into: &fields)
    }

    private func encodeFields(into container: inout KeyedEncodingContainer<Key>) throws {
        try container.encode(contact.id, forKey: Key("contact_id"))
        for (name, value) in fields {
            switch shape {
            case .flat: try container.encode(value ?? "", forKey: Key(name))
            case .nested: try container.encode(value, forKey: Key(Self.camelCased(name)))
            case .prefixed: try container.encodeIfPresent(value, forKey: Key("cont_" + name))
            }
        }
    }

    private var fields: [(name: String, value: String?)] {
        [
            ("first_name", contact.firstName),
            ("last_name", contact.lastName),
            ("role_label", contact.roleLabel),
            ("company_name", contact.companyName),
            ("primary_email", contact.primaryEmail),
            ("secondary_email", contact.secondaryEmail),
            ("primary_phone", contact.primaryPhone.map(phoneFormat.format)),
            ("secondary_phone", contact.secondaryPhone.map(phoneFormat.format)),
        ]
    }

    private static func camelCased(_ name: String) -> String {
        let words = name.split(separator: "_")
        return words.prefix(1).joined() + words.dropFirst().map(\.capitalized).joined()
    }
}

extension Substring {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
