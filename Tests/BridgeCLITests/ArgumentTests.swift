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

    @Test(arguments: [
        ["outbox", "list", "--state", "bogus"], ["outbox", "list", "--limit", "0"],
        ["outbox", "list", "--limit", "501"],
        ["outbox", "list", "--before", "xx"], ["events", "list", "--state", "queued"],
        ["events", "list", "--before", "qu"], ["events", "list", "--quarantine", "--before", "evt"],
        ["outbox", "retry", "--state", "bogus", "--destination", "main"],
        ["outbox", "retry", "--state", "unknown", "--destination", "main", "--before", "monday"],
        ["outbox", "list", "--admin", "127.0.0.1:8081"], ["outbox", "list", "--admin", "http://"],
        ["outbox", "list", "--admin", "ftp://127.0.0.1"], ["outbox", "list", "--admin", "http://u:p@127.0.0.1:8081"],
        ["outbox", "list", "--admin", "http://127.0.0.1:99999"],
        ["adapters", "try", "callrail", "--request", "r.json", "--set", "nope"],
        ["adapters", "try", "callrail", "--request", "r.json", "--set", "=nope"],
    ])
    func aWrongCommandLineIsToldBeforeAnythingIsAsked(arguments: [String]) {
        do {
            _ = try Bridge.parseAsRoot(arguments)
            Issue.record("taken")
        } catch {
            #expect(Bridge.exitCode(for: error).rawValue == 64)
        }
    }

    @Test(arguments: [
        ["outbox", "list", "--state", "queued", "--limit", "500", "--before", "ent_0g00000000000"],
        ["events", "list", "--before", "evt_0g00000000000", "--limit", "1"],
        ["events", "list", "--quarantine", "--before", "qua_0g00000000000"],
        ["outbox", "list", "--admin", "http://127.0.0.1:8081"],
        ["outbox", "list", "--admin", "https://ops.example.com/"],
        ["adapters", "try", "callrail", "--request", "r.json", "--set", "settle=off", "--set", "a=b=c"],
    ])
    func aRightOneIsTaken(arguments: [String]) throws {
        _ = try Bridge.parseAsRoot(arguments)
    }
}
