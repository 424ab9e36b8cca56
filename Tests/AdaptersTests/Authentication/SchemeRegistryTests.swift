import Adapters
import Testing

struct SchemeRegistryTests {
    /// The value of `authenticate:` and the beginning of the one problem it has.
    static let mistakes = [
        ("scheme: hmc", "adapter.yaml:1:9: error: unknown scheme \"hmc\"; did you mean \"hmac\"?"),
        (
            "scheme: hmac\nheadr: X\nheader: Y\nencoding: hex",
            "adapter.yaml:2:1: error: unknown key \"headr\"; did you mean \"header\"?"
        ),
        (
            "scheme: hmac\nheader: X\nencoding: hex\nhash: sha265",
            "adapter.yaml:4:7: error: \"sha265\" is not a value of \"hash\"; did you mean"
        ),
        ("scheme: hmac\nheader: X", "adapter.yaml:1:1: error: the key \"encoding\" is missing"),
        ("scheme: hmac\nencoding: hex", "adapter.yaml:1:1: error: the key \"header\" is missing"),
        (
            "scheme: hmac\nheader: X\nencoding: hex\nsigned: a${{ bdy }}",
            "adapter.yaml:4:10: error: \"bdy\" cannot be signed; did you mean \"body\"?"
        ),
        (
            "scheme: hmac\nheader: X\nencoding: hex\nsigned: 'a${{ body'",
            "adapter.yaml:4:11: error: this ${{ is not closed"
        ),
        (
            "scheme: hmac\nheader: X\nencoding: hex\ntimestamp_header: T",
            "adapter.yaml:1:1: error: the time of signing is not part"
        ),
        ("scheme: hmac\nheader: X\nencoding: hex\ntolerance: 5m", "adapter.yaml:4:12: error: a tolerance without"),
        ("scheme: token", "adapter.yaml:1:1: error: where the token stands is missing"),
        ("scheme: token\nheader: A\nquery: b", "adapter.yaml:1:1: error: the token has several places"),
        ("scheme: ip\nranges: [192.0.2.0/33]", "adapter.yaml:2:10: error: not an address"),
        ("scheme: jwt", "adapter.yaml:1:1: error: where the token stands is missing"),
        ("scheme: jwt\nheader: A\nbody: true", "adapter.yaml:1:1: error: the token has two places"),
        ("scheme: jwt\nheader: A\nalgorithms: [none]", "adapter.yaml:3:13: error: not an algorithm for secrets"),
        ("scheme: hmac\nheader: A\nfield: b\nencoding: hex", "adapter.yaml:3:8: error: the signature has two places"),
        (
            "scheme: hmac\nheader: A\nencoding: hex\nsigned: ${{ 'a' if qery }}",
            "adapter.yaml:4:9: error: \"'a' if qery\" cannot be signed"
        ),
        (
            "scheme: hmac\nheader: A\nencoding: hex\nsigned: ${{ 'a' if url and body or form }}",
            "adapter.yaml:4:9: error: \"'a' if url and body or form\" cannot be signed"
        ),
        ("sn", "adapter.yaml:1:1: error: unknown scheme \"sn\"; did you mean \"sns\"?"),
        ("nne", "adapter.yaml:1:1: error: unknown scheme \"nne\"; did you mean \"none\"?"),
        ("[]", "adapter.yaml:1:1: error: an empty list of schemes"),
        ("all: [{ scheme: basik }]", "adapter.yaml:1:17: error: unknown scheme \"basik\""),
        ("- scheme: basic\n- scheme: basic", "adapter.yaml:2:3: error: the scheme \"basic\" stands twice"),
    ]

    @Test(arguments: mistakes)
    func saysWhatIsWrong(yaml: String, problem: String) throws {
        let problems = try schemeProblems(yaml)

        #expect(problems.count == 1 && problems[0].hasPrefix(problem), "\(problems)")
    }

    @Test func listsItsNamesInOrder() { #expect(SchemeRegistry.names == SchemeRegistry.names.sorted()) }

    @Test func knowsWhichSchemesNeedASecret() throws {
        #expect(try scheme("none").needsSecret == false)
        #expect(try scheme("{ any: [none, basic] }").needsSecret == false)
        #expect(try scheme("{ all: [ip, basic] }").needsSecret)
        #expect(try scheme("[basic, bearer]").needsSecret)
    }

    @Test func demandsAllOrAny() throws {
        let inside = request("POST", "https://bridge.example.com/", ["authorization": "Bearer t"], from: "192.0.2.1")
        let outside = request("POST", "https://bridge.example.com/", ["authorization": "Bearer t"], from: "203.0.113.1")
        let all = try scheme("{ all: [bearer, { scheme: ip, ranges: 192.0.2.0/24 }] }")
        let any = try scheme("{ any: [basic, bearer] }")

        #expect(all.refusal(of: inside, "t") == nil)
        #expect(all.refusal(of: outside, "t")?.code == .notAllowed)
        #expect(all.refusal(of: inside, "u")?.code == .wrongSecret)
        #expect(any.refusal(of: inside, "t") == nil)
        #expect(any.refusal(of: inside, "u") != nil)
    }

    @Test func letsTheHookChooseAndNeverFallsBack() throws {
        let list = try scheme("[{ scheme: basic }, bearer]")
        let request = request("POST", "https://bridge.example.com/", ["authorization": "Bearer t"])

        #expect(list.refusal(of: request, "t", settings: ["scheme": "bearer"]) == nil)
        #expect(list.refusal(of: request, "t")?.code == .malformedSignature)
        #expect(list.refusal(of: request, "t", settings: ["scheme": "bearer,basic"])?.code == .malformedSignature)
        #expect(list.refusal(of: request, "t", settings: ["scheme": "none"])?.code == .notAllowed)
        #expect(list.refusal(of: request, "t", settings: ["scheme": ""])?.code == .notAllowed)
    }
}
