import TestSupport
import Testing

@testable import BridgeCore

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

    @Test(arguments: EmailRows.refused)
    func refusesWhatIsNoSingleAddress(_ text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test(arguments: [
        ("ana+deal@example.com", "ana@example.com"), ("ana@example.com", "ana@example.com"),
        ("+tag@example.com", "+tag@example.com"), ("\"a b+c\"@example.com", "\"a b+c\"@example.com"),
        ("a+b+c@example.com", "a@example.com"),
    ])
    func givesTheAddressWithoutItsTag(_ text: String, _ expected: String) {
        #expect(EmailAddress(text)?.withoutTag.normalized == expected)
    }

    /// U+0600 makes one character of itself and of what follows, an accent one of itself and of what stands before.
    @Test(arguments: ["ana\u{600}", "ana.\u{301}"])
    func findsTheEndOfALocalPartBesideAnyMark(_ local: String) {
        #expect(EmailAddress("\"\(local)@example.com\"")?.normalized == "\(local)@example.com")
        #expect(EmailAddress("\(local)+\u{301}tag@example.com")?.withoutTag.normalized == "\(local)@example.com")
    }

    @Test(arguments: EmailRows.lists)
    func listsTheAddressesOfAHeader(_ text: String, _ expected: [String]) {
        #expect(EmailAddress.list(text).map { "\($0.name ?? "")|\($0.address)" } == expected)
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
        ("<\"a\u{AD}na\"@example.com>, \"\u{200B}bob\"@example.com", ["|ana@example.com", "|bob@example.com"]),
        ("ana@example.com, \u{1925}f@example.org", ["|ana@example.com", "|\u{1925}f@example.org"]),
    ])
    func listsWhatMailProgramsWrite(_ text: String, _ expected: [String]) {
        #expect(EmailAddress.list(text).map { "\($0.name ?? "")|\($0.address)" } == expected)
    }

    @Test(arguments: EmailRows.alike)
    func twoSpellingsAreOneAddress(_ one: String, _ other: String) throws {
        let address = try #require(EmailAddress(one))

        #expect(address == EmailAddress(other))
        #expect(EmailAddress(address.normalized) == address)
        #expect(
            address.normalized.unicodeScalars.elementsEqual(try #require(EmailAddress(other)).normalized.unicodeScalars)
        )
    }

    @Test(arguments: EmailRows.punycode)
    func readsAndWritesPunycode(_ unicode: String, _ ascii: String) {
        #expect(Punycode.encode(unicode) == ascii)
        #expect(Punycode.decode(ascii) == unicode)
    }

    @Test(arguments: ["99999999", "-", "a-é", "bcher-kv!", "é", String(repeating: "z", count: 80)])
    func refusesWhatIsNoPunycode(_ ascii: String) {
        let decoded = Punycode.decode(ascii)

        #expect(decoded == nil || decoded.flatMap(Punycode.encode) == nil || decoded.flatMap(Punycode.encode) != ascii)
    }

    @Test(arguments: ["xn--", "xn--99999999", "xn--abc-", "xn--a", "xn--fiq"])
    func keepsALabelThatIsNoPunycodeAsItIs(_ label: String) {
        guard let address = EmailAddress("ana@\(label).com") else { return }
        #expect(EmailAddress(address.normalized) == address)
    }

    @Test func neverCrashesAndIsIdempotentForRandomTexts() {
        var random = SeededRandom(seed: 11)
        let alphabet = Array("aB@.<>\"(),;: \\+'é%-[]\u{301}\u{200B}ß例。xn--\u{AD}ﬁ⑴\r\n=?Qq1")
        for _ in 0..<10_000 {
            let text = String(
                (0..<Int.random(in: 0...32, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? "a"
                }
            )
            for found in EmailAddress.list(text) {
                #expect(EmailAddress(found.address.normalized) == found.address, "\(text)")
                #expect(EmailAddress.list("<\(found.address)>").map(\.address) == [found.address], "\(text)")
                #expect(EmailAddress(found.address.withoutTag.normalized) == found.address.withoutTag, "\(text)")
            }
        }
    }

    @Test func everyScalarInLocalPartOrDomainIsRefusedOrIdempotent() {
        for value in [UInt32](0...0x17FF) + [UInt32](0x2000...0x32FF) + [UInt32](0xFE00...0xFFFF) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for text in ["a\(scalar)b@example.com", "ana@x\(scalar)y.com"] {
                guard let address = EmailAddress(text) else { continue }
                #expect(EmailAddress(address.normalized) == address, "U+\(String(value, radix: 16))")
            }
        }
    }

    /// 200 kB each; the time must grow with the length, not with its square.
    @Test(arguments: [
        "(", "(a", "\"", "\\\"", "a\"", "<", "<@,", ",", "a@b.c ", "a@b.c<", ":", "a@:", "=?", "=?a?q?x", "(a)b,",
        " (a)",
    ])
    func readsHostileTextsInAMoment(_ piece: String) {
        let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
        let clock = ContinuousClock()

        let spent = clock.measure {
            _ = EmailAddress.list("Ana \(text) <ana@example.com>")
        }

        #expect(spent < .seconds(60), "\(piece) took \(spent)")
    }

    @Test func readsEveryAddressOfALongHeader() {
        let people = (0..<5000).map { "\"Person, \($0)\" <p\($0)@example.com>" }

        let found = EmailAddress.list(people.joined(separator: ", "))

        #expect(found.count == 5000)
        #expect(found.last?.name == "Person, 4999")
    }
}
