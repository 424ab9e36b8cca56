/// Zyntro's endpoints: each turns a call into an answer or a refusal, without knowing of faults or HTTP.
struct ZyntroAPI: Sendable {
    /// The names by which faults choose endpoints: the last parts of their paths.
    static let endpoints = [
        "addCommsHistory", "lookupContact", "addContactsFull", "fetchContact", "fetchIdentifiers", "fetchMembers",
    ]

    let rules: Rules
    let book: ContactBook
    let timeline: Timeline
    let lookupShape: LookupShape
    let phoneFormat: PhoneFormat

    /// Inserts one entry into the contact's communication history.
    func addCommsHistory(_ call: Call) throws -> Answer {
        let contactID = try rules.checkCommsHistory(call, against: book)
        return .logged(id: try timeline.insert(call, contactID: contactID))
    }

    /// The first contact that a free-text search meets.
    func lookupContact(_ call: Call) throws -> Answer {
        try rules.checkCredentials(call)
        try rules.require(["org_id", "search_string"], of: call)
        try rules.checkOrganization(call)
        guard let contact = book.first(matching: call.text("search_string") ?? "") else {
            throw Refusal.contactNotFound
        }
        return try .success(lookup(contact))
    }

    /// One contact by its id.
    func fetchContact(_ call: Call) throws -> Answer {
        try rules.checkCredentials(call)
        try rules.require(["org_id", "member_id", "contact_id"], of: call)
        try rules.checkOrganization(call)
        try rules.checkMember(call, against: book)
        guard let contact = book.contact(call.text("contact_id") ?? "") else {
            throw Refusal.contactNotFoundInOrganization
        }
        return try .success(lookup(contact))
    }

    /// What a developer secret gives access to.
    func fetchIdentifiers(_ call: Call) throws -> Answer {
        try rules.checkDeveloperSecret(call)
        try rules.checkAddress(call)
        return try .success(
            Identifiers(
                apiKey: rules.apiKey,
                organizations: rules.organizations.map(Identifiers.Organization.init),
                members: book.members,
                brands: [Identifiers.Brand(id: Seed.brand)]
            )
        )
    }

    /// The members' names; the documentation shows no developer secret here.
    func fetchMembers(_ call: Call) throws -> Answer {
        try rules.checkAPIKey(call)
        try rules.require(["org_id", "brand_id"], of: call)
        try rules.checkOrganization(call)
        return try .success(book.members)
    }

    private func lookup(_ contact: Contact) -> Lookup {
        Lookup(contact: contact, shape: lookupShape, phoneFormat: phoneFormat)
    }

    private struct Identifiers: Encodable {
        struct Organization: Encodable {
            let id: String
            enum CodingKeys: String, CodingKey { case id = "org_id" }
        }

        struct Brand: Encodable {
            let id: String
            enum CodingKeys: String, CodingKey { case id = "brand_id" }
        }

        let apiKey: String
        let organizations: [Organization]
        let members: [Member]
        let brands: [Brand]

        enum CodingKeys: String, CodingKey {
            case apiKey = "api_key"
            case organizations, members, brands
        }
    }
}
