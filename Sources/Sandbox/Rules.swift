/// What Zyntro demands of a call before it does anything: credentials first, then fields, then what they name.
struct Rules: Sendable {
    static let maximumSourceLength = 55
    private static let types: Set<String> = ["email", "sms", "call", "message"]
    private static let statuses: Set<String> = ["pending", "processed"]

    var apiKey: String
    var developerSecret: String
    var organizations: [String]
    /// Addresses that may call; empty lets everyone in.
    var allowedAddresses: Set<String> = []
    /// For load tests: `addCommsHistory` takes any contact id.
    var acceptsAnyContact = false

    /// Checks an addCommsHistory call from the first rule to the last and returns the id of its contact.
    func checkCommsHistory(_ call: Call, against book: ContactBook) throws(Refusal) -> String {
        try checkCredentials(call)
        try require(["org_id", "member_id", "contact_id", "comms_type"], of: call, andPresent: "comms_data")
        try checkOrganization(call)
        guard Self.types.contains(call.text("comms_type") ?? "") else { throw .invalidType }
        try checkMember(call, against: book)
        let contactID = call.text("contact_id") ?? ""
        guard acceptsAnyContact || book.holds(contactID) else { throw .contactNotFoundInOrganization }
        try checkOptionalFields(call)
        return contactID
    }

    /// API key, developer secret and caller's address.
    func checkCredentials(_ call: Call) throws(Refusal) {
        try checkAPIKey(call)
        try checkDeveloperSecret(call)
        try checkAddress(call)
    }

    func checkAPIKey(_ call: Call) throws(Refusal) {
        guard let key = call.text("api_key") else { throw .missingAPIKey }
        guard key == apiKey else { throw .invalidAPIKey }
    }

    func checkDeveloperSecret(_ call: Call) throws(Refusal) {
        guard let secret = call.text("developer_secret") else { throw .missingDeveloperSecret }
        guard secret == developerSecret else { throw .invalidDeveloperSecret }
    }

    func checkAddress(_ call: Call) throws(Refusal) {
        guard allowedAddresses.isEmpty || allowedAddresses.contains(call.remoteAddress ?? "") else {
            throw .addressNotWhitelisted
        }
    }

    func checkOrganization(_ call: Call) throws(Refusal) {
        guard organizations.contains(call.text("org_id") ?? "") else { throw .organizationNotFound }
    }

    func checkMember(_ call: Call, against book: ContactBook) throws(Refusal) {
        guard book.holdsMember(call.text("member_id") ?? "") else { throw .memberNotFound }
    }

    /// Every text field must be there and not empty; `content`, where given, must hold anything but null and "".
    func require(_ names: [String], of call: Call, andPresent content: String? = nil) throws(Refusal) {
        var missing = names.filter { call.text($0) == nil }
        if let content, !Self.isFilled(call[content]) { missing.append(content) }
        guard missing.isEmpty else { throw .missingFields(missing) }
    }

    private static func isFilled(_ value: JSONText?) -> Bool {
        guard let value else { return false }
        switch value.kind {
        case .null: return false
        case .string: return value.bytes.count > 2
        case .object, .array, .number, .boolean: return true
        }
    }

    private func checkOptionalFields(_ call: Call) throws(Refusal) {
        guard let data = call["comms_data"], data.kind == .string || data.kind == .object else {
            throw .dataNeitherTextNorObject
        }
        if let source = call.text("comms_source"), source.unicodeScalars.count > Self.maximumSourceLength {
            throw .sourceTooLong
        }
        if let status = call.text("comms_status"), !Self.statuses.contains(status) { throw .invalidStatus }
    }
}
