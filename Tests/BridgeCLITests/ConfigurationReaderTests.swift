import BridgeCore
import Foundation
import Testing

@testable import BridgeCLI

struct ConfigurationReaderTests {
    static let environment = ["KEY": "key-value", "SECRET": "zdk_value", "TOKEN": "twilio-value"]

    static let minimal = """
        public_url: https://hooks.example.com
        store: data/bridge.sqlite
        adapters: /srv/adapters
        destinations:
          main:
            org_id: 0b5c0000-0000-4000-8000-000000000001
            api_key: ${KEY}
            developer_secret: ${SECRET}
            default_member: d0000000-0000-4000-8000-000000000001
            zone: America/New_York
        hooks:
          twilio-sms: { adapter: twilio-messaging, destination: main, secrets: ["${TOKEN}"] }
        """

    private func read(_ text: String, environment: [String: String] = environment) -> ConfigurationReader.Result {
        ConfigurationReader.read(
            text: text,
            file: "bridge.yaml",
            folder: "/etc/zyntro-bridge",
            environment: environment
        )
    }

    @Test func readsWhatIsWrittenAndDefaultsTheRest() throws {
        let result = read(Self.minimal)

        #expect(result.problems.isEmpty)
        let configuration = result.configuration
        #expect(configuration.listen == ListenAddress(host: "127.0.0.1", port: 8080))
        #expect(configuration.store == "/etc/zyntro-bridge/data/bridge.sqlite")
        #expect(configuration.adapters == "/srv/adapters")
        let destination = try #require(configuration.destinations.first)
        #expect(destination.apiKey.revealed == "key-value")
        #expect(destination.concurrency == 2 && destination.perSecond == 2)
        #expect(destination.unknownPolicy == .resend && destination.severalContacts == .park)
        let hook = try #require(configuration.hooks.first)
        #expect(hook.secrets.map(\.revealed) == ["twilio-value"])
        #expect(hook.zone == "America/New_York" && hook.region == "US")
    }

    @Test func readsFusesAndWhatBecomesOfUnprovenMail() throws {
        let text = Self.minimal.replacing("zone: America/New_York", with: "entries_per_contact_and_hour: unlimited")
            .replacing("destination: main,", with: "destination: main, entries_per_hour: 500, unauthenticated: hold,")

        let (usual, other) = (read(Self.minimal), read(text))

        #expect(usual.problems.isEmpty && other.problems.isEmpty)
        #expect(usual.configuration.destinations.first?.entriesPerContactAndHour == 60)
        #expect(usual.configuration.hooks.first?.policies == HookPolicies(unauthenticated: .mark, entriesPerHour: nil))
        #expect(other.configuration.destinations.first?.entriesPerContactAndHour == nil)
        #expect(other.configuration.hooks.first?.policies == HookPolicies(unauthenticated: .hold, entriesPerHour: 500))
    }

    @Test func readsHowLongThingsAreKept() throws {
        let text = Self.minimal.replacing("store:", with: "retention: { bodies: 500d, keys: 5000d }\nstore:")

        let (usual, other) = (read(Self.minimal), read(text))

        let day = Duration.seconds(86_400)
        #expect(usual.problems.isEmpty && other.problems.isEmpty, "\(other.problems)")
        #expect(usual.configuration.retention == .init(bodies: day * 30, rows: day * 400, keys: day * 1200))
        #expect(other.configuration.retention == .init(bodies: day * 500, rows: day * 500, keys: day * 5000))
    }

    @Test(arguments: [
        ("{ bodies: 30d, rows: 20d }", 33, "rows cannot go before", "as long a time as for bodies"),
        ("{ rows: 400d, keys: 399d }", 32, "keys cannot go before", "as long a time as for rows"),
        ("{ bodies: 23h, rows: 1d }", 22, "for a day at least", "bodies: 1d"),
        ("{ bodys: 30d }", 14, "unknown key \"bodys\"", "bodies"),
        ("{ bodies: forever }", 22, "duration", "30d"),
    ])
    func tellsATermThatIsTooShortByLineAndColumn(terms: String, column: Int, message: String, mend: String) throws {
        let result = read(Self.minimal.replacing("store:", with: "retention: \(terms)\nstore:"))

        let problem = try #require(result.problems.first, "\(result.problems)")
        #expect((problem.place.line, problem.place.column) == (2, column), "\(problem)")
        #expect("\(problem)".contains(message) && "\(problem)".contains(mend), "\(problem)")
    }

    @Test(arguments: [
        (
            "destination: main", "destination: main, entries_per_hour: 0", 12, "is no number of entries", "unlimited"
        ),
        ("destination: main", "destination: main, unauthenticated: drop", 12, "unauthenticated", "mark"),
        ("public_url: https", "publik_url: https", 1, "unknown key \"publik_url\"", "public_url"),
        ("adapter: twilio", "adaptor: twilio", 12, "unknown key \"adaptor\"", "adapter"),
        ("destination: main", "destination: mian", 12, "unknown destination \"mian\"", "main"),
        ("America/New_York", "America/New_Yrok", 10, "unknown time zone", "America/New_York"),
        ("${KEY}", "${KEI}", 7, "KEI is not set", "file:"),
        (
            "https://hooks.example.com", "https://hooks.example.com/hooks", 1, "public_url must be",
            "https://hooks.example.com"
        ),
        ("zone: America/New_York", "url: http://app.zyntrohq.com", 10, "unencrypted", "https"),
        ("  twilio-sms:", "  Twilio SMS:", 12, "part of a URL", "lower-case"),
        ("zone: America/New_York", "pace: { per_second: fast }", 10, "not a pace", "unlimited"),
        ("zone: America/New_York", "timeout: 30", 10, "duration", ""),
        ("https://hooks.example.com", "https://hooks.example.com#x", 1, "public_url must be", "https://"),
        ("https://hooks.example.com", "https://hooks.example.com:99999", 1, "public_url must be", "https://"),
        ("https://hooks.example.com", "https://u:planted-word@hooks.example.com", 1, "public_url holds", "password"),
        ("store: data", "trusted_proxies: [10.0.0.0/8, 10.0.0.0/33]\nstore: data", 2, "no address range", "10.0.0.0/8"),
        ("store: data", "trusted_proxies: [{ a: b }]\nstore: data", 2, "no address range", "10.0.0.0/8"),
        ("store: data", "outbound_proxy: proxy:3128\nstore: data", 2, "no proxy", "http://host:port"),
        ("store: data", "outbound_proxy: http://u:planted-word@p\nstore: data", 2, "no proxy", "without a user"),
        ("store: data", "admin: { listen: 127.0.0.1:8080 }\nstore: data", 2, "cannot share a port", "another port"),
        ("store: data", "listen: 0.0.0.0:8081\nstore: data", 2, "cannot share a port", "another port"),
        ("store: data/bridge.sqlite", "store: \"\"", 2, "\"store\" is empty", "write a value"),
        ("0b5c0000-0000-4000-8000-000000000001", "\"\"", 6, "\"org_id\" is empty", "write a value"),
        ("hooks:", "  second:\nhooks:", 11, "the destination \"second\" is empty", "org_id"),
        ("hooks:", "hooks:\n  second:", 12, "the hook \"second\" is empty", "adapter"),
        ("zone: America/New_York", "region: XX", 10, "no country \"XX\"", "ISO 3166"),
        ("zone: America/New_York", "url: https://app.zyntrohq.com?x", 10, "must be a web address", "https"),
        ("secrets: [\"${TOKEN}\"]", "secrets: [{ a: b }, x]", 12, "must be text", "file:/path"),
        ("secrets: [\"${TOKEN}\"]", "secrets: [x, \"\"]", 12, "secret is empty", "remove it"),
        ("secrets: [\"${TOKEN}\"]", "secrets: [x, ~]", 12, "secret is empty", "remove it"),
    ])
    func tellsEachMistakeByItsLineWithAMend(
        was: String,
        becomes: String,
        line: Int,
        message: String,
        mend: String
    ) throws {
        let result = read(Self.minimal.replacing(was, with: becomes))

        let problem = try #require(result.problems.first { "\($0)".contains(message) }, "\(result.problems)")
        #expect(problem.place.line == line)
        #expect(!"\(result.problems)".contains("planted-word"))
        #expect(problem.severity == .error)
        #expect(mend.isEmpty || "\(problem)".contains(mend), "\(problem)")
    }

    @Test func aDestinationWithAFaultOfItsOwnIsNotUnknownToItsHooks() {
        let result = read(Self.minimal, environment: ["KEY": "key-value", "TOKEN": "twilio-value"])

        #expect(result.problems.map { "\($0)".contains("SECRET is not set") } == [true], "\(result.problems)")
    }

    @Test func collectsEveryProblemInTheOrderOfTheFile() {
        let result = read(Self.minimal.replacing("adapter:", with: "adaptor:").replacing("org_id:", with: "orgid:"))

        #expect(result.hasErrors)
        #expect(result.problems.count >= 3)
        #expect(result.problems.map(\.place.line) == result.problems.map(\.place.line).sorted())
    }

    @Test func neverShowsAValueOfTheEnvironment() {
        let result = read(Self.minimal.replacing("store: data/bridge.sqlite", with: "store: x\nlisten: ${KEY}"))

        #expect(result.hasErrors)
        #expect(!"\(result.problems)".contains("key-value"))
        #expect("\(result.problems)".contains("${KEY}"))
    }

    @Test func tellsWhereASecretIsThatCannotBeOne() throws {
        let result = read(Self.minimal.replacing("[\"${TOKEN}\"]", with: "[x, { a: b }, \"\"]"))

        let columns = result.problems.map(\.place.column)
        let line = try #require(Self.minimal.split(separator: "\n").last)
        let start = try #require(line.firstRange(of: "[\"")).lowerBound
        let first = line.distance(from: line.startIndex, to: start) + 1
        #expect(columns == [first + 4, first + 14], "\(result.problems)")
    }

    @Test(arguments: [
        ("admin: { listen: 0.0.0.0:9000 }", "reached from other machines"),
        ("admin: { tokens: [{ name: a, role: viewer, token: abc }] }", "can be guessed"),
    ])
    func warnsOfAnAdminListenerThatIsOpen(line: String, message: String) throws {
        let result = read(Self.minimal.replacing("store:", with: "\(line)\nstore:"))

        let problem = try #require(result.problems.first)
        #expect(result.problems.count == 1 && !result.hasErrors && problem.place.line == 2)
        #expect("\(problem)".contains(message) && !"\(problem)".contains("abc"))
    }

    @Test func twoTokensOfOneNameAreRefused() throws {
        let token = "{ name: ops, role: operator, token: a-token-of-some-length }"
        let result = read(Self.minimal.replacing("store:", with: "admin: { tokens: [\(token), \(token)] }\nstore:"))

        #expect(result.hasErrors && "\(result.problems)".contains("two tokens are called \"ops\""))
    }

    @Test func warnsWhereNothingIsReceivedAndOfAPathAtZyntro() throws {
        let hooks = try #require(Self.minimal.firstRange(of: "hooks:\n"))
        let none = read(Self.minimal[..<hooks.lowerBound] + "hooks: {}")
        let path = read(Self.minimal.replacing("zone: America/New_York", with: "url: https://app.zyntrohq.com/apis/v2"))

        #expect(!none.hasErrors && "\(none.problems)".contains("bridge.yaml:11:8: warning: \"hooks\" is empty"))
        #expect(!path.hasErrors && "\(path.problems)".contains("bridge.yaml:10:10: warning: \"url\" has a path"))
    }

    @Test(arguments: [
        ("127.0.0.1:80", "127.0.0.1:80", true), ("0.0.0.0:80", "127.0.0.1:80", true), ("[::]:80", "127.0.0.1:80", true),
        ("localhost:80", "127.0.0.1:80", true), ("127.0.0.1:80", "127.0.0.1:81", false),
        ("127.0.0.1:0", "127.0.0.1:0", false), ("0.0.0.0:80", "[::1]:80", false), ("127.0.0.1:80", "[::1]:80", false),
    ])
    func tellsListenersThatCannotBeBoth(one: String, other: String, collide: Bool) throws {
        let (one, other) = (try #require(ListenAddress(one)), try #require(ListenAddress(other)))

        #expect(one.collides(with: other) == collide && other.collides(with: one) == collide)
    }

    @Test(arguments: ["", "    url: https://other.example.com\n"])
    func refusesOneOrganisationUnderTwoDestinations(url: String) {
        let second = """
              second:
            \(url)    org_id: 0B5C0000-0000-4000-8000-000000000001
                api_key: ${KEY}
                developer_secret: ${SECRET}
                default_member: d0000000-0000-4000-8000-000000000001
            hooks:
            """
        let result = read(Self.minimal.replacing("hooks:\n", with: second + "\n"))

        #expect("\(result.problems)".contains("already the destination \"main\""))
        #expect(result.problems.map(\.place.line) == [url.isEmpty ? 12 : 13])
    }

    @Test(arguments: [
        ("unmatched: create", Destination.UnmatchedPolicy.create, nil), ("unmatched: discard", .discard, nil),
        ("region: US", .hold, nil), ("unmatched: delete", .hold, "hold, create, discard"),
        ("unmatched: create\n    lookup: { enabled: false }", .create, "needs look-ups"),
    ])
    func readsWhatToDoWithTheUnmatched(line: String, policy: Destination.UnmatchedPolicy, problem: String?) {
        let result = read(Self.minimal.replacing("zone: America", with: "\(line)\n    zone: America"))

        #expect(result.configuration.destinations.first?.unmatchedPolicy == policy)
        #expect(result.problems.isEmpty == (problem == nil))
        if let problem { #expect("\(result.problems)".contains(problem)) }
    }

    @Test func readsAPEMWhole() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pem = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
        try Data(pem.utf8).write(to: folder.appending(path: "key.pem"))

        let text = Self.minimal.replacing("\"${TOKEN}\"", with: "\"file:key.pem\"")
        let result = ConfigurationReader.read(
            text: text,
            file: "bridge.yaml",
            folder: folder.path,
            environment: Self.environment
        )

        #expect(result.configuration.hooks.first?.secrets.map(\.revealed) == [pem])
    }

    @Test func readsSecretsFromTheFirstLineOfAFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("from-file\nsecond line\n".utf8).write(to: folder.appending(path: "secret"))

        let text = Self.minimal.replacing("api_key: ${KEY}", with: "api_key: file:secret")
        let result = ConfigurationReader.read(
            text: text,
            file: "bridge.yaml",
            folder: folder.path,
            environment: Self.environment
        )

        #expect(result.configuration.destinations.first?.apiKey.revealed == "from-file")
    }

    @Test func saysWhichSecretFileIsMissing() {
        let result = read(Self.minimal.replacing("api_key: ${KEY}", with: "api_key: file:/nowhere/secret"))

        #expect("\(result.problems)".contains("/nowhere/secret cannot be read"))
    }

    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:90", "::1", 90), ("localhost:0", "localhost", 0),
    ])
    func readsListenAddresses(text: String, host: String, port: Int) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
    }

    @Test(arguments: ["", "8080", ":8080", "host:", "host:99999", "host:-1"])
    func refusesWhatIsNoListenAddress(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
