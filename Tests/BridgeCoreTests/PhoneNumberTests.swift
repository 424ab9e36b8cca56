import BridgeCore
import TestSupport
import Testing

struct PhoneNumberTests {
    /// Text, region, E.164 or nil.
    typealias Row = (String, String, String?)

    @Test(arguments: PhoneRows.international)
    func readsInternationalForms(_ text: String, _ region: String, _ expected: String?) {
        #expect(PhoneNumber(text, region: region)?.e164 == expected)
    }

    @Test(arguments: PhoneRows.national)
    func completesNationalNumbersByRegion(_ text: String, _ region: String, _ expected: String?) {
        #expect(PhoneNumber(text, region: region)?.e164 == expected)
    }

    @Test(arguments: PhoneRows.spellings)
    func readsWhatPeopleAndProvidersWrite(_ text: String, _ region: String, _ expected: String?) {
        #expect(PhoneNumber(text, region: region)?.e164 == expected)
    }

    @Test(arguments: PhoneRows.refused)
    func refusesWhatIsInDoubt(_ text: String, _ region: String) {
        #expect(PhoneNumber(text, region: region) == nil)
    }

    @Test(arguments: [
        ("anonymous", UnusableNumber.hidden), ("", .hidden), ("Restricted", .hidden), ("+266696687", .hidden),
        ("sip:anonymous@anonymous.invalid", .hidden), ("12345", .shortCode("12345")), ("+32665", .shortCode("32665")),
        ("tel:262966", .shortCode("262966")), ("AMAZON", .senderName("AMAZON")),
        ("My Shop 24", .senderName("My Shop 24")),
        ("messenger:1234567890123456", .unreadable), ("555-0100", .unreadable), ("99999999999999999999", .unreadable),
    ])
    func saysWhyATextIsNoNumber(_ text: String, _ expected: UnusableNumber) {
        #expect(UnusableNumber(text) == expected)
    }

    @Test
    func everyRowOfTheTableIsWholeAndFound() {
        for plan in ["US", "gb", "DE", "IT", "AR", "JP", "ZA", "AU", "IN", "IL"].map({
            NumberingPlan.plan(ofRegion: $0)
        }) {
            #expect(plan != nil)
        }
        #expect(NumberingPlan.plan(ofRegion: "XX") == nil)
    }

    @Test
    func neverCrashesAndIsIdempotentForRandomTexts() {
        var random = SeededRandom(seed: 7)
        let alphabet = Array("0123456789+()-. x#;,:@/*abcteléß０９\u{A0}\u{200B}")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0...24, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? "0"
                }
            )
            guard let number = PhoneNumber(text, region: ["US", "DE", "IT", ""].randomElement(using: &random) ?? "US")
            else {
                continue
            }
            #expect(PhoneNumber(e164: number.e164) == number, "\(text)")
            #expect(PhoneNumber(number.e164, region: "GB") == number, "\(text)")
        }
    }
}
