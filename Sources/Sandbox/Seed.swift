import Foundation

/// The contacts and members a sandbox starts with.
struct Seed: Codable, Equatable, Sendable {
    var contacts: [Contact]
    /// At least one; the first is the default member.
    var members: [Member]

    static let organization = "a0000000-0000-4000-8000-000000000001"
    static let brand = "b0000000-0000-4000-8000-000000000001"

    /// Reads a seed file; throws a `SeedProblem`.
    static func read(_ path: String) throws -> Seed {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SeedProblem(path: path, reason: "cannot be read: check the path and its permissions")
        }
        let seed: Seed
        do {
            seed = try JSONDecoder().decode(Seed.self, from: data)
        } catch {
            throw SeedProblem(path: path, reason: "is no seed (its form is in --help): \(error)")
        }
        guard !seed.members.isEmpty else {
            throw SeedProblem(path: path, reason: "names no member: give at least one {\"member_id\", \"member_name\"}")
        }
        return seed
    }

    /// People of example companies; two of them are traps for a client that trusts the first match: Joann's e-mail
    /// contains Ann's, and a caller is named after a number that is not theirs.
    static let builtIn = Seed(
        contacts: [
            Contact(
                id: contactID(1),
                firstName: "Ana",
                lastName: "Ruiz",
                roleLabel: "Owner",
                companyName: "Ruiz Gardens",
                primaryEmail: "ana.ruiz@example.com",
                secondaryEmail: "ana@ruizgardens.example.com",
                primaryPhone: "+12125550101",
                secondaryPhone: "+12125550111",
                notes: ["Prefers text messages. Her assistant answers +12125550199."]
            ),
            Contact(
                id: contactID(2),
                firstName: "Ben",
                lastName: "Okafor",
                companyName: "Okafor & Sons",
                primaryEmail: "ben.okafor@example.com",
                primaryPhone: "+13105550102"
            ),
            Contact(
                id: contactID(3),
                firstName: "Chloe",
                lastName: "Martin",
                roleLabel: "Buyer",
                primaryEmail: "chloe.martin@example.com",
                primaryPhone: "+14155550103",
                secondaryPhone: "+14155550113"
            ),
            Contact(
                id: contactID(4),
                firstName: "Joann",
                lastName: "Diaz",
                primaryEmail: "joann@example.com",
                primaryPhone: "+16175550104"
            ),
            Contact(id: contactID(5), firstName: "Ann", lastName: "Weber", primaryEmail: "ann@example.com"),
            Contact(
                id: contactID(6),
                firstName: "Caller",
                lastName: "+12125550142",
                primaryPhone: "+17185550106"
            ),
        ],
        members: [
            Member(id: "d0000000-0000-4000-8000-000000000001", name: "Sam Lee"),
            Member(id: "d0000000-0000-4000-8000-000000000002", name: "Dana Cole"),
        ]
    )

    private static func contactID(_ number: Int) -> String {
        "c0000000-0000-4000-8000-00000000000\(number)"
    }
}

/// A seed file that cannot be used.
struct SeedProblem: Error, CustomStringConvertible {
    let path: String
    /// Continues a sentence that begins with the path.
    let reason: String

    var description: String { "the seed file \(path) \(reason)" }
}
