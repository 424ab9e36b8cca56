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

    @Test(arguments: [
        (["ent_1", "ent_2"], true), (["--state", "unknown", "--destination", "main"], true),
        (["--state", "unknown", "--destination", "main", "--before", "2026-03-02T09:00:00Z", "--dry-run"], true),
        ([], false), (["--state", "unknown"], false), (["--destination", "main"], false),
        (["ent_1", "--state", "unknown", "--destination", "main"], false), (["ent_1", "--dry-run"], false),
    ])
    func entriesAreNamedByTheirIdsOrAllOfAState(arguments: [String], isTaken: Bool) {
        let retry = try? Outbox.Retry.parse(arguments)
        let discard = try? Outbox.Discard.parse(arguments + ["--reason", "in Zyntro"])

        let taken = [retry != nil, discard != nil]
        #expect(taken == [isTaken, isTaken])
    }
}
