import BridgeCore
import JSON
import TestSupport
import Testing

struct LengthTests {
    /// The length of a value written as compact JSON, counted independently of the code under test.
    private func length(_ value: JSONValue) -> Int {
        switch value {
        case .null: 4
        case .bool(let flag): flag ? 4 : 5
        case .number(let number): number.text.count
        case .string(let text): text.unicodeScalars.reduce(2) { $0 + ($1 == "\"" || $1 == "\\" || $1 == "\n" ? 2 : 1) }
        case .array(let elements): 1 + max(1, elements.reduce(0) { $0 + length($1) + 1 })
        case .object(let object): 1 + max(1, object.reduce(0) { $0 + $1.name.count + 4 + length($1.value) })
        }
    }

    @Test(arguments: [1000, 19_000, 20_000, 50_000, 3_000_000])
    func cutsTheLongestTextFirstAndSaysSo(_ count: Int) throws {
        let body = String(repeating: "x\n", count: count / 2)
        let draft = EntryDraft.sample(data: ["channel": "sms", "subject": "S", "body": .string(body), "note": "short"])
        let facts = Composition.Facts(receivedAt: Timestamp(seconds: 0), reference: EntryID(rawValue: 1))

        let data = Composition(zone: "UTC", format: .object).compose(draft, facts: facts)

        #expect(length(data) <= 20_000)
        let text = try #require(data["body"]?.string)
        #expect(data["note"] == "short")
        #expect(data["subject"] == "S")
        guard count > 12_000 else {
            #expect(text == body)
            return
        }
        let kept = text.prefix { $0 != " " }
        #expect(text.hasSuffix(" … [cut, \(body.count - kept.count) characters more]"))
        #expect(length(data) > 19_000)
    }

    @Test
    func sharesTheRoomBetweenLongTexts() throws {
        let long = String(repeating: "y", count: 40_000)
        let data = CommsDataShape.normalized(
            ["body": .string(long), "transcript": .string(long), "note": .string(String(repeating: "n", count: 3000))],
            zone: .utc
        )
        #expect(data["note"]?.string?.count == 3000)
        #expect(try #require(data["body"]?.string?.count) > 7000)
        #expect(data["body"]?.string?.count == data["transcript"]?.string?.count)
    }

    @Test
    func neverCutsInsideACharacter() throws {
        let family = "👨‍👩‍👧‍👦"
        let data = CommsDataShape.normalized(["body": .string(String(repeating: family, count: 20_000))], zone: .utc)
        let kept = try #require(data["body"]?.string).prefix { $0 != " " }
        #expect(!kept.isEmpty)
        #expect(kept.allSatisfy { String($0) == family })
    }

    @Test
    func cutsWhateverIsLongWhenTextsAreNot() {
        let many = (0..<5000).map { JSONValue.string("person\($0)@example.com") }
        let data = CommsDataShape.normalized(
            ["recipients": .array(many), "subject": "S", "body": "B", "odd": [:]],
            zone: .utc
        )
        #expect(length(.object(data)) <= 20_000)
        #expect(data["subject"] == "S")
        #expect(data["recipients"]?.array?.last?.string?.hasPrefix("… [cut, ") == true)
    }

    @Test
    func staysWithinTheLimitForRandomData() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<60 {
            var data = JSONObject()
            for key in ["body", "note", "transcript", "subject", "thread", "from", "mine"] {
                let unit = ["a", "é", "\"", "👍🏽"].randomElement(using: &random) ?? "a"
                data[key] = .string(String(repeating: unit, count: Int.random(in: 0...12_000, using: &random)))
            }
            let draft = EntryDraft.sample(data: CommsDataShape.normalized(data, zone: .utc))
            let facts = Composition.Facts(receivedAt: Timestamp(seconds: 0), reference: EntryID(rawValue: 1))
            #expect(length(Composition(zone: "UTC", format: .object).compose(draft, facts: facts)) <= 20_000)
            let text = Composition(zone: "UTC", format: .text).compose(draft, facts: facts).string
            #expect((text?.count ?? .max) <= 20_000)
        }
    }
}
