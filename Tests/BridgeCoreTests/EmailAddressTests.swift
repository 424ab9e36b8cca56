import BridgeCore
import TestSupport
import Testing

struct EmailAddressTests {
    @Test(arguments: [
        ("ana@example.com", "ana@example.com"), ("Ana@Example.COM", "ana@example.com"),
        (" ana@example.com ", "ana@example.com"), ("ana@example.com.", "ana@example.com"),
        ("<ana@example.com>", "ana@example.com"), ("Ana Ruiz <ana@example.com>", "ana@example.com"),
        ("Ana Ruiz<Ana@example.com>", "ana@example.com"), ("\"Ruiz, Ana\" <ana@example.com>", "ana@example.com"),
        ("Ruiz, Ana <ana@example.com>", "ana@example.com"), ("ana@example.com (Ana Ruiz)", "ana@example.com"),
        ("(x) ana@example.com", "ana@example.com"), ("mailto:ana@example.com", "ana@example.com"),
        ("mailto:ana%2Bdeal@example.com?subject=x", "ana+deal@example.com"),
        ("MAILTO:ANA@example.com", "ana@example.com"),
        ("'ana@example.com'", "ana@example.com"), ("\"ana@example.com\"", "ana@example.com"),
        ("\"ana@example.com\" <ana@example.com>", "ana@example.com"),
        ("ana+deal-8f3k@example.com", "ana+deal-8f3k@example.com"),
        ("\"ana.ruiz\"@example.com", "ana.ruiz@example.com"), ("o'brien@example.com", "o'brien@example.com"),
        ("ana@mail.example.co.uk", "ana@mail.example.co.uk"), ("ANA@BÜCHER.example", "ana@bücher.example"),
        ("ana\u{200B}@example.com", "ana@example.com"), ("ana@example.com,", "ana@example.com"),
        ("a&b=c/d@example.com", "a&b=c/d@example.com"), ("\"Ana \\\"A\\\" Ruiz\" <ana@example.com>", "ana@example.com"),
    ])
    func readsAnAddressHoweverItIsWritten(_ text: String, _ expected: String) {
        #expect(EmailAddress(text)?.normalized == expected)
    }

    @Test(arguments: [
        "", "ana", "@example.com", "ana@", "ana@localhost", "ana@.com", "ana@example..com", "ana@-example.com",
        "ana@example-.com", "ana@[192.0.2.1]", "ana@192.0.2.1", "ana ruiz", "ana@exa mple", "undisclosed-recipients:;",
        "ana@example.com, bob@example.com", "+12125550101", "<>", "ana@@", "\"", "(((", "a@b@",
    ])
    func refusesWhatIsNoSingleAddress(_ text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test(arguments: [
        ("ana+deal@example.com", "ana@example.com"), ("ana@example.com", "ana@example.com"),
        ("+tag@example.com", "+tag@example.com"), ("a+b+c@example.com", "a@example.com"),
    ])
    func givesTheAddressWithoutItsTag(_ text: String, _ expected: String) {
        #expect(EmailAddress(text)?.withoutTag.normalized == expected)
    }

    @Test(arguments: [
        ("Ana <ana@example.com>, bob@example.com", ["Ana|ana@example.com", "|bob@example.com"]),
        (
            "\"Ruiz, Ana\" <ana@example.com>,Bob Lee <bob@example.com>",
            ["Ruiz, Ana|ana@example.com", "Bob Lee|bob@example.com"]
        ),
        ("Ruiz, Ana <ana@example.com>", ["Ruiz, Ana|ana@example.com"]),
        ("ana@example.com;bob@example.com;", ["|ana@example.com", "|bob@example.com"]),
        ("Team: ana@example.com, Bob <bob@example.com>;", ["|ana@example.com", "Bob|bob@example.com"]),
        ("undisclosed-recipients:;", []), ("", []), (",,, ,", []),
        ("<ana@example.com><bob@example.com>", ["|ana@example.com", "|bob@example.com"]),
        ("ana@example.com bob@example.com", ["|ana@example.com", "|bob@example.com"]),
        ("Ana (at work, mostly) <ana@example.com>", ["Ana|ana@example.com"]),
        ("Ana\r\n\t<ana@example.com>,\r\n bob@example.com", ["Ana|ana@example.com", "|bob@example.com"]),
        ("nobody, ana@example.com", ["|ana@example.com"]),
        ("\"Ana <ana@example.com>", ["Ana|ana@example.com"]),
        ("sales@example.com via Shop <list@example.org>", ["sales@example.com via Shop|list@example.org"]),
        ("\"'ana'\"@example.com, .bob@example.com", ["|ana'@example.com", "|bob@example.com"]),
        ("<\"a\u{AD}na\"@example.com>, \"\u{200B}bob\"@example.com", ["|ana@example.com", "|bob@example.com"]),
        ("ana@example.com, \u{1925}f@example.org", ["|ana@example.com", "|\u{1925}f@example.org"]),
    ])
    func listsTheAddressesOfAHeader(_ text: String, _ expected: [String]) {
        #expect(EmailAddress.list(text).map { "\($0.name ?? "")|\($0.address)" } == expected)
    }

    @Test(arguments: [
        "\"'ana'\"@example.com", ".ana@example.com", "\"\u{AD}ana\"@example.com", "\" .ana\"@example.com",
    ])
    func readsWhatItFoldedToAsTheSameAddress(_ text: String) throws {
        let address = try #require(EmailAddress(text))

        #expect(EmailAddress(address.normalized) == address)
        #expect(EmailAddress.list("bob@example.com, \(address)").last?.address == address)
    }

    @Test
    func neverCrashesAndIsIdempotentForRandomTexts() {
        var random = SeededRandom(seed: 11)
        let alphabet = Array("ab@.<>\"(),;: \\+'é%-[]")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0...24, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? "a"
                }
            )
            for found in EmailAddress.list(text) {
                #expect(EmailAddress(found.address.normalized) == found.address, "\(text)")
            }
        }
    }
}
