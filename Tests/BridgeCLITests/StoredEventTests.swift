import JSON
import Testing

@testable import BridgeCLI

struct StoredEventTests {
    @Test(
        arguments: [
            (["contents_shown": true, "contents_aged_at": nil], nil),
            (["contents_shown": false, "contents_aged_at": nil], "role operator"),
            (["contents_shown": false, "contents_aged_at": "2026-04-01T00:00:00.000Z"], "aged out at 2026-04-01"),
        ] as [(JSONValue, String?)]
    )
    func saysWhyNothingCanBeRecorded(answer: JSONValue, objection: String?) {
        let found = StoredEvent.objection(to: answer)

        #expect((found == nil) == (objection == nil))
        if let objection { #expect(found?.contains(objection) == true) }
    }
}
