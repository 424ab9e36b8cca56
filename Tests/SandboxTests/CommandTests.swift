import Foundation
import Testing

@testable import Sandbox

struct CommandTests {
    private func withFile(_ text: String, _ use: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try use(file.path())
    }

    @Test func hasTheDocumentedDefaults() throws {
        let command = try SandboxCommand.parse([])
        let settings = try command.settings()

        #expect(command.listen.description == "127.0.0.1:8090")
        #expect(settings.rules.apiKey == SandboxSettings().rules.apiKey)
        #expect(settings.rules.developerSecret == SandboxSettings().rules.developerSecret)
        #expect(settings.rules.organizations == [Seed.organization])
        #expect(settings.faults == Faults())
        #expect(settings.seed.contacts.count == 6)
        #expect(settings.seed.members.count == 2)
    }

    @Test func turnsFlagsIntoFaults() throws {
        let flags = """
            --latency 5 --drop after --half --html --error Oops --status 503 --retry-after 9 --after-storing --rate 10 \
            --fail-first 3 --probability 0.5 --fault-seed 1 --fault-on addCommsHistory --mixed --fault-contact c1
            """
        let settings = try SandboxCommand.parse(flags.split(separator: " ").map(String.init)).settings()

        let expected = Faults(
            latency: 5,
            drop: .after,
            half: true,
            html: true,
            error: "Oops",
            status: 503,
            mixed: true,
            retryAfter: 9,
            afterStoring: true,
            rate: 10,
            failFirst: 3,
            probability: 0.5,
            faultSeed: 1,
            faultOn: ["addCommsHistory"],
            faultContact: ["c1"]
        )
        #expect(settings.faults == expected)
    }

    @Test(arguments: ["--status=7", "--rate=0", "--probability=3", "--keep=-1", "--listen=8090", "--listen=:80"])
    func refusesFlagsThatMakeNoSense(_ flag: String) {
        #expect(throws: (any Error).self) { try SandboxCommand.parse([flag]) }
    }

    @Test func readsASeedFile() throws {
        let seed =
            #"{"contacts":[{"contact_id":"c1","first_name":"Eve"}],"members":[{"member_id":"m","member_name":"M"}]}"#
        try withFile(seed) { path in
            let settings = try SandboxCommand.parse(["--seed", path]).settings()

            #expect(settings.seed.contacts == [Contact(id: "c1", firstName: "Eve")])
            #expect(settings.seed.members == [Member(id: "m", name: "M")])
        }
    }

    @Test(arguments: [(#"{"contacts":[],"members":[]}"#, "names no member"), (#"{"contacts":5}"#, "is no seed")])
    func saysWhatIsWrongWithASeed(_ seed: String, _ reason: String) throws {
        try withFile(seed) { path in
            let problem = try #require(throws: SeedProblem.self) { try Seed.read(path) }

            #expect(problem.description.contains(path))
            #expect(problem.reason.hasPrefix(reason))
        }
    }

    @Test func saysThatASeedCannotBeRead() throws {
        let problem = try #require(throws: SeedProblem.self) { try Seed.read("/nowhere/seed.json") }

        #expect(problem.reason.hasPrefix("cannot be read"))
    }

    @Test(arguments: [("0.0.0.0:80", "0.0.0.0", 80), ("[::1]:0", "::1", 0), ("localhost:8090", "localhost", 8_090)])
    func understandsAddresses(_ text: String, _ host: String, _ port: Int) throws {
        let address = try #require(ListenAddress(argument: text))

        #expect(address == ListenAddress(host: host, port: port))
        #expect(address.description == text)
    }
}
