extension ZyntroAPI {
    /// Creates or updates one contact. `mode` is insert, update or upsert (default); `lookup_by` is email (default),
    /// phone or contact_id.
    func addContactsFull(_ call: Call) throws -> Answer {
        try rules.checkCredentials(call)
        try rules.require(["org_id", "member_id"], of: call)
        try rules.checkOrganization(call)
        try rules.checkMember(call, against: book)
        let given = Contact(givenBy: call)
        guard given.firstName?.isEmpty == false else { throw Refusal.missingFields(["firstName"]) }
        let known = book.first { $0.isKnown(as: given, by: call.text("lookup_by") ?? "email") }
        switch (call.text("mode") ?? "upsert", known) {
        case ("insert", _?): throw Refusal.contactExists
        case ("update", nil): throw Refusal.contactNotFoundInOrganization
        default: break
        }
        let stored = book.add(known?.updated(with: given) ?? given)
        let message = known == nil ? "Contact created" : "Contact updated"
        return try .success(Stored(contactID: stored.id, message: message))
    }

    private struct Stored: Encodable {
        let contactID: String?
        let message: String

        enum CodingKeys: String, CodingKey {
            case contactID = "contact_id"
            case message
        }
    }
}

extension Contact {
    /// The contact that an addContactsFull call describes under `contact`.
    fileprivate init(givenBy call: Call) {
        let fields = Call(fields: call["contact"]?.members ?? [])
        self.init(
            id: call.text("contact_id") ?? fields.text("contact_id"),
            firstName: fields.text("firstName"),
            lastName: fields.text("lastName"),
            roleLabel: fields.text("roleLabel"),
            companyName: fields.text("companyName"),
            primaryEmail: fields.text("primaryEmail"),
            secondaryEmail: fields.text("secondaryEmail"),
            primaryPhone: fields.text("primaryPhone"),
            secondaryPhone: fields.text("secondaryPhone"),
            autoEngage: fields.flag("auto_engage") ?? fields.flag("autoEngage")
        )
    }

    fileprivate func isKnown(as other: Contact, by key: String) -> Bool {
        switch key {
        case "contact_id": return other.id != nil && other.id == id
        case "phone": return other.primaryPhone != nil && [primaryPhone, secondaryPhone].contains(other.primaryPhone)
        default:
            guard let email = other.primaryEmail?.lowercased() else { return false }
            return [primaryEmail?.lowercased(), secondaryEmail?.lowercased()].contains(email)
        }
    }

    /// This contact with what the other one says in place of its own.
    fileprivate func updated(with other: Contact) -> Contact {
        Contact(
            id: id,
            firstName: other.firstName ?? firstName,
            lastName: other.lastName ?? lastName,
            roleLabel: other.roleLabel ?? roleLabel,
            companyName: other.companyName ?? companyName,
            primaryEmail: other.primaryEmail ?? primaryEmail,
            secondaryEmail: other.secondaryEmail ?? secondaryEmail,
            primaryPhone: other.primaryPhone ?? primaryPhone,
            secondaryPhone: other.secondaryPhone ?? secondaryPhone,
            autoEngage: other.autoEngage ?? autoEngage,
            notes: notes
        )
    }
}

extension Call {
    /// A yes or no, written as boolean, number or text.
    fileprivate func flag(_ name: String) -> Bool? {
        guard let value = self[name], value.kind != .null else { return nil }
        let text = value.string ?? String(decoding: value.bytes, as: UTF8.self)
        return !["false", "0", "no", ""].contains(text.lowercased())
    }
}
