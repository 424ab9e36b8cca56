import TestSupport
import Testing

@testable import BridgeCore

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

    @Test(arguments: PhoneRows.peculiar)
    func knowsThePeculiaritiesOfCountries(_ text: String, _ region: String, _ expected: String?) {
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
        ("My Shop 24", .senderName("My Shop 24")), ("Private Caller", .hidden), ("Unbekannt", .hidden),
        ("\"Anonymous\" <sip:anonymous@anonymous.invalid>", .hidden), ("sip:+266696687@example.com", .hidden),
        ("messenger:1234567890123456", .unreadable), ("555-0100", .unreadable), ("99999999999999999999", .unreadable),
    ])
    func saysWhyATextIsNoNumber(_ text: String, _ expected: UnusableNumber) {
        #expect(UnusableNumber(text) == expected)
    }

    @Test func everyRowOfTheTableIsWholeAndFound() {
        #expect(NumberingPlan.rows.count == NumberingPlan.all.count)
        let regions = NumberingPlan.all.flatMap(\.regions)
        #expect(regions.count == 245)
        #expect(Set(regions).count == 245)
        for region in regions {
            let plan = NumberingPlan.plan(ofRegion: region.lowercased())
            #expect(plan?.regions.contains(region) == true, "\(region)")
            #expect(NumberingPlan.plan(ofInternational: Array((plan?.callingCode ?? "").utf8)) != nil, "\(region)")
        }
        #expect(NumberingPlan.plan(ofRegion: "XX") == nil)
    }

    @Test(arguments: [
        "", "44", "44 GB", "44 GB 1", "44 GB 2-1:9", "44 GB 1:x", "44 GB 1:40", "0 XX 1:9", "4444 XX 1:9",
    ])
    func refusesARowOfAnotherForm(_ row: String) {
        #expect(NumberingPlan(row: row) == nil)
    }

    @Test func neverCrashesAndIsIdempotentForRandomTexts() {
        var random = SeededRandom(seed: 7)
        let alphabet = Array("0123456789+()-. x#;,:@/*abcteléß０９\u{A0}\u{200B}<>\"%=")
        let regions = NumberingPlan.all.flatMap(\.regions) + [""]
        for _ in 0..<15_000 {
            var text = String(
                (0..<Int.random(in: 0...24, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? "0"
                }
            )
            if Bool.random(using: &random) { text = text.filter { $0.isNumber || $0 == "+" || $0 == " " } }
            guard let number = PhoneNumber(text, region: regions.randomElement(using: &random) ?? "US") else {
                continue
            }
            #expect(PhoneNumber(e164: number.e164) == number, "\(text)")
            #expect(PhoneNumber(number.e164, region: "GB") == number, "\(text)")
            #expect(PhoneNumber("tel:" + number.e164, region: "") == number, "\(text)")
        }
    }

    @Test func readsHostileTextsInAMoment() {
        let clock = ContinuousClock()
        let texts = ["+", "1", "(", "x", "tel:", "<", ";phone-context=", "sip:%", "٢"].map {
            String(repeating: $0, count: 200_000 / $0.utf8.count)
        }
        let spent = clock.measure {
            for text in texts {
                #expect(PhoneNumber(text, region: "US") == nil)
                _ = UnusableNumber(text)
            }
        }
        #expect(spent < .seconds(60))
    }
}
