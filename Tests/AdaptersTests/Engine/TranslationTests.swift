import Adapters
import BridgeCore
import JSON
import Testing

/// Rules, names, lists and what becomes of values that are not there.
struct TranslationTests {
    private let message: JSONValue = ["id": 4711, "from": "(518) 555-0142", "text": "Hello"]

    @Test func anEntryCarriesWhatTheRuleSays() throws {
        let translation = try AdapterText.translate(AdapterText.json(AdapterText.entry()), message, zone: "UTC")

        #expect(translation.disposition == .translated)
        let draft = try #require(translation.drafts.first)
        #expect(draft.key == "4711")
        #expect(draft.provider == "example")
        #expect(draft.commsType == .sms)
        #expect(draft.contact.phone == "+15185550142")
        #expect(draft.data["body"] == "Hello")
        #expect(draft.data["occurred_at"] == "2026-03-02T14:15:00Z")
        #expect(draft.data.names == ["channel", "direction", "occurred_at", "body"])
        #expect(draft.keyDigest == EventFingerprint.digest(of: Array("example\u{0}4711".utf8)))
    }

    @Test func theFirstRuleThatHoldsWins() throws {
        let rules = """
              - when: ${{ text == 'skip' }}
                ignore: asked to
              - when: ${{ text }}
            \(AdapterText.entry().replacing("  - entry:", with: "    entry:"))
            """

        let skipped = try AdapterText.translate(AdapterText.json(rules), ["id": 1, "text": "skip"])
        let taken = try AdapterText.translate(AdapterText.json(rules), ["id": 1, "text": "x"])
        let unmatched = try AdapterText.translate(AdapterText.json(rules), ["id": 1])

        #expect(skipped.disposition == .ignored && skipped.reason == "asked to" && skipped.drafts.isEmpty)
        #expect(taken.disposition == .translated)
        #expect(unmatched.disposition == .ignored && unmatched.reason == "no rule matches")
    }

    @Test func namesAreMadeFromNamesBeforeThemAndOnlyWhenRead() throws {
        let text = AdapterText.json(
            AdapterText.entry(extra: "        subject: ${{ $shout }}"),
            letBlock:
                "let:\n  short: ${{ truncate(text, `2`) }}\n  shout: ${{ upper($short) }}\n  never: ${{ length(`1`) }}"
        )

        let draft = try #require(AdapterText.translate(text, message).drafts.first)

        #expect(draft.data["subject"] == "HE")
    }

    @Test func everythingInScopeCanBeRead() throws {
        let extra = """
                    subject: >-
                      ${{ $query.event }}/${{ $headers."x-test" }}/${{ $hook.settings.topic }}/${{ $hook.name }}
                    note: ${{ $event.received_at }}
                    thread: ${{ $body.id }}
            """

        let draft = try #require(
            AdapterText.translate(
                AdapterText.json(AdapterText.entry(extra: extra)),
                message,
                url: "https://bridge.example.com/hooks/example?event=a%20b",
                headers: [HeaderField(name: "x-test", value: "h")],
                settings: ["topic": "t"]
            ).drafts.first
        )

        #expect(draft.data["subject"] == "a b/h/t/example")
        #expect(draft.data["note"] == "2026-03-02T14:15:00Z")
        #expect(draft.data["thread"] == 4711)
    }

    @Test func aFailingElementDoesNotStopItsNeighbours() throws {
        let rules = AdapterText.entry(extra: "        duration_seconds: ${{ length(parts) }}")
            .replacing("  - entry:", with: "  - each: ${{ messages }}\n    entry:")
        let good: JSONValue = ["id": "a", "from": "+15185550142", "parts": "xyz"]
        let bad: JSONValue = ["id": "b", "from": "+15185550142"]

        let partly = try AdapterText.translate(AdapterText.json(rules), ["messages": [good, bad, good]])
        let none = try AdapterText.translate(AdapterText.json(rules), ["messages": [bad]])
        let noList = try AdapterText.translate(AdapterText.json(rules), ["messages": "x"])
        let empty = try AdapterText.translate(AdapterText.json(rules), ["messages": []])

        #expect(partly.disposition == .partly && partly.drafts.map(\.key) == ["a", "a"])
        #expect(partly.reason?.contains("element 2") == true && partly.reason?.contains("duration_seconds") == true)
        #expect(none.disposition == .untranslated)
        #expect(noList.disposition == .untranslated && noList.reason?.contains("no list") == true)
        #expect(empty.disposition == .ignored)
    }

    @Test func anEmptyKeyFallsBackToTheEventAndSaysSo() throws {
        let text = AdapterText.json(AdapterText.entry())

        let first = try AdapterText.translate(text, ["from": "+15185550142", "text": "a"])
        let again = try AdapterText.translate(text, ["from": "+15185550142", "text": "a"])
        let other = try AdapterText.translate(text, ["from": "+15185550142", "text": "b"])

        #expect(first.drafts[0].key.count == 64)
        #expect(first.warnings.map(\.kind) == [.emptyKey])
        #expect(first.drafts[0].key == again.drafts[0].key)
        #expect(first.drafts[0].key != other.drafts[0].key)
    }

    @Test(
        arguments: [
            ("direction: ${{ way }}", "comms_data.direction"), ("channel: ${{ nothing }}", "comms_data.channel"),
            ("note: ${{ length(nothing) }}", "comms_data.note"),
        ])
    func afaultNamesKeyAndLineAndNoContents(_ line: String, _ key: String) throws {
        let rule = AdapterText.entry(extra: "        \(line)")
        let name = String(line.prefix { $0 != ":" })
        let kept = rule.split(separator: "\n").filter { !$0.contains("\(name): ") || $0.contains("${{") }
        let body: JSONValue = ["id": 1, "text": "secret words", "way": "secret way"]

        let translation = try AdapterText.translate(AdapterText.json(kept.joined(separator: "\n")), body)

        #expect(translation.disposition == .untranslated)
        let reason = try #require(translation.reason)
        #expect(reason.contains(key) && reason.contains("line "))
        #expect(!reason.contains("secret"))
    }

    @Test func aBodyThatCannotBeReadIsKeptAsItCame() throws {
        let adapter = try AdapterText.compile(AdapterText.json(AdapterText.entry()))
        let request = RawRequest(
            method: "POST",
            url: "https://bridge.example.com/",
            headers: [],
            body: Array("{\"id\": 1".utf8),
            receivedAt: Timestamp(seconds: 0)
        )

        let translation = try AdapterText.translate(adapter, request)

        #expect(translation.disposition == .untranslated)
        #expect(translation.storedBody == request.body)
    }

    @Test func timesAreWrittenInTheZoneOfTheHook() throws {
        let text = AdapterText.json(AdapterText.entry(extra: "        occurred_at: ${{ timestamp(at) }}"))

        let given = try AdapterText.translate(
            text,
            ["id": 1, "at": "2026-03-02T14:15:04Z"],
            zone: "America/New_York"
        )
        let absent = try AdapterText.translate(text, ["id": 1], zone: "America/New_York")
        let broken = try AdapterText.translate(
            AdapterText.json(AdapterText.entry(extra: "        occurred_at: ${{ at }}")),
            ["id": 1, "at": "noon"]
        )

        #expect(given.drafts[0].data["occurred_at"] == "2026-03-02T09:15:04-05:00")
        #expect(absent.drafts[0].data["occurred_at"] == "2026-03-02T09:15:00-05:00")
        #expect(broken.drafts[0].data["occurred_at"] == "2026-03-02T14:15:00Z")
        #expect(broken.warnings.map(\.kind) == [.unreadableTime])
    }

    @Test func aRuleMayAnswerAndRaiseAnAlert() throws {
        let rules = """
              - when: ${{ ringing }}
                ignore: a ringing call
                answer: { status: 500 }
                alert: a call rang here
              - alert: ${{ if(text == 'STOP', 'opted out') }}
            \(AdapterText.entry().replacing("  - entry:", with: "    entry:"))
            """

        let ringing = try AdapterText.translate(AdapterText.json(rules), ["ringing": true])
        let stop = try AdapterText.translate(AdapterText.json(rules), ["id": 1, "text": "STOP"])
        let other = try AdapterText.translate(AdapterText.json(rules), ["id": 1, "text": "Hi"])

        #expect(ringing.answer?.status == 500 && ringing.alert == "a call rang here")
        #expect(stop.alert == "opted out" && stop.answer == nil)
        #expect(other.alert == nil)
    }
}
