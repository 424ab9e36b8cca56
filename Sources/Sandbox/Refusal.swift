/// Why a call is refused. The documented labels of addCommsHistory have the documented texts; the last four cases have
/// texts of our own, because Zyntro's documentation names the rule and not the words.
enum Refusal: Error, Equatable {
    case missingAPIKey
    case invalidAPIKey
    case missingDeveloperSecret
    case invalidDeveloperSecret
    case addressNotWhitelisted
    case missingFields([String])
    case organizationNotFound
    case invalidType
    case memberNotFound
    case contactNotFoundInOrganization
    case contactNotFound
    case sourceTooLong
    case dataNeitherTextNorObject
    case invalidStatus
    case contactExists

    /// What the `data` array of the answer holds.
    var messages: [String] {
        switch self {
        case .missingAPIKey: ["API key is required"]
        case .invalidAPIKey: ["Invalid API key"]
        case .missingDeveloperSecret: ["Missing developer_secret"]
        case .invalidDeveloperSecret: ["Invalid developer_secret"]
        case .addressNotWhitelisted: ["IP address not whitelisted"]
        case .missingFields(let names): names.map { "\($0) is required" }
        case .organizationNotFound: ["Organization not found"]
        case .invalidType: ["comms_type must be one of: email, sms, call, message"]
        case .memberNotFound: ["Member not found in this organization"]
        case .contactNotFoundInOrganization: ["Contact not found in this organization"]
        case .contactNotFound: ["Contact not found"]
        case .sourceTooLong: ["comms_source must not exceed \(Rules.maximumSourceLength) characters"]
        case .dataNeitherTextNorObject: ["comms_data must be a string or an object"]
        case .invalidStatus: ["comms_status must be one of: pending, processed"]
        case .contactExists: ["Contact already exists"]
        }
    }
}
