import BridgeCore
import JMESPath
import JSON
import Testing

@testable import Adapters

struct MailEntryTests {
    @Test(arguments: [
        ("<CAF1@mail.example.com>", "CAF1@mail.example.com"),
        (" <CAF1@mail.example.com>\r\n", "<CAF1@mail.example.com>"),
        ("<a@b> (added by)", "a@b"), ("<a b@c>", "ab@c"), ("<a@b><c@d>", "a@b"), ("<é@b>", " <é@b>"),
    ])
    func oneMessageIDHasOneKeyHoweverItIsWritten(_ text: String, _ other: String) {
        #expect(MailIdentity.digest(messageID: text) != nil)
        #expect(MailIdentity.digest(messageID: text) == MailIdentity.digest(messageID: other))
    }

    @Test func aMessageIDIsNotFoldedAndNothingIsNoId() {
        #expect(MailIdentity.digest(messageID: "<A@b>") != MailIdentity.digest(messageID: "<a@b>"))
        #expect(MailIdentity.digest(messageID: " <> ") == nil)
        #expect(MailIdentity.digest(messageID: "a@b") != EntryBuilder.digest(provider: "postmark", key: "a@b"))
    }

    @Test(
        arguments: [
            (["pass", "fail", "fail"], false), (["fail", "fail", "pass"], true), (["fail", "pass", nil], true),
            (["pass", "none", nil], true), (["fail", "none", nil], false), (["none", "none", nil], false),
            (["softfail", nil, nil], false), (["none", nil, nil], nil), ([nil, nil, nil], nil),
            (["pass", nil, nil], true),
            (["temperror", "none", nil], nil), (["GRAY", "PROCESSING_FAILED", "GRAY"], nil),
            (["fail", "pass", "none"], true),
            (["pass", nil, nil, "ana@example.com", "ana@mail.example.com"], true),
            (["pass", "none", nil, "ana@example.com", "bounce@elsewhere.example"], false),
            (["pass", "none", nil, "ana\u{600}@example.com", "bounce@elsewhere.example"], false),
        ] as [([String?], Bool?)]
    )
    func verdictsProveASenderOrNot(_ words: [String?], _ expected: Bool?) throws {
        let function = try #require(DomainFunctions.all.first { $0.name == "authenticated" })
        let list = words.map { $0.map { "'\($0)'" } ?? "`null`" }.joined(separator: ", ")

        let value = try Expression("\(function.name)(\(list))", functions: DomainFunctions.table).evaluate(.null)

        #expect(value == expected.map(JSONValue.bool) ?? .null)
    }

    /// What a provider counts as a mail must be the same to every other.
    @Test(arguments: ShippedAdapters.names)
    func aShippedMailAdapterNamesTheMessageID(_ name: String) throws {
        let rules = try ShippedAdapters.load(name).translator.rules.rules
        for rule in rules {
            switch rule.action {
            case .entry(let entry), .each(_, let entry):
                guard entry.commsType.template.constant == "email" else { continue }
                #expect(entry.messageID != nil, "\(name), line \(rule.place.line)")
            case .ignore, .recheck: continue
            }
        }
    }
}
