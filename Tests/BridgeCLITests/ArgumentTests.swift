import Testing

@testable import BridgeCLI

struct ArgumentTests {
    @Test(arguments: [
        (
            ["adapters", "try", "sns", "--secret", "-----BEGIN X-----", "--json"],
            ["adapters", "try", "sns", "--secret=-----BEGIN X-----", "--json"]
        ),
        (["--set", "a=b", "--secret"], ["--set=a=b", "--secret"]),
        (["--", "--secret", "x"], ["--", "--secret", "x"]),
        (["--secret=x", "y"], ["--secret=x", "y"]),
    ])
    func aSecretMayBeginWithADash(given: [String], expected: [String]) {
        #expect(Bridge.joined(given) == expected)
    }
}
