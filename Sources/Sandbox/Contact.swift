/// A person in the stand-in's CRM. The keys of seed files and of `POST /contacts` are those of `CodingKeys`.
struct Contact: Codable, Equatable, Sendable {
    /// A UUID; made up where a seed or a request gives none.
    var id: String?
    var firstName: String?
    var lastName: String?
    var roleLabel: String?
    var companyName: String?
    var primaryEmail: String?
    var secondaryEmail: String?
    var primaryPhone: String?
    var secondaryPhone: String?
    /// What `addContactsFull` said about automatic outreach; `nil` where nothing was said.
    var autoEngage: Bool?
    var notes: [String]?

    enum CodingKeys: String, CodingKey {
        case id = "contact_id"
        case firstName = "first_name"
        case lastName = "last_name"
        case roleLabel = "role_label"
        case companyName = "company_name"
        case primaryEmail = "primary_email"
        case secondaryEmail = "secondary_email"
        case primaryPhone = "primary_phone"
        case secondaryPhone = "secondary_phone"
        case autoEngage = "auto_engage"
        case notes
    }

    /// First and last name, or whatever else there is to call the contact by.
    var displayName: String {
        let name = [firstName, lastName].compactMap(\.self).joined(separator: " ")
        guard name.isEmpty else { return name }
        return companyName ?? primaryEmail ?? primaryPhone ?? id ?? ""
    }

    /// Whether Zyntro's free-text search meets any of the contact's fields: text by part and without regard to case,
    /// phones also by their digits.
    func matches(_ search: String) -> Bool {
        let wanted = search.lowercased()
        let texts = [
            id, firstName, lastName, displayName, roleLabel, primaryEmail, secondaryEmail, primaryPhone, secondaryPhone,
            companyName,
        ]
        if texts.contains(where: { $0?.lowercased().contains(wanted) ?? false }) { return true }
        guard let number = PhoneFormat.digits(ofNumber: search) else { return false }
        return [primaryPhone, secondaryPhone].contains { phone in
            phone.flatMap(PhoneFormat.digits(ofNumber:))?.hasSuffix(number) ?? false
        }
    }
}
