/// A user of the organisation, to whom a communication is ascribed.
struct Member: Codable, Equatable, Sendable {
    let id: String
    let name: String

    enum CodingKeys: String, CodingKey {
        case id = "member_id"
        case name = "member_name"
    }
}
