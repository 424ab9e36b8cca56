import JSON
import Testing

struct JSONNumberTests {
    private func number(_ text: String) throws -> JSONNumber {
        let value = try JSONParser().parse(text: text).value
        guard case .number(let number) = value else { throw JSONError(reason: "not a number", offset: 0) }
        return number
    }

    @Test(arguments: [
        "0", "1", "-1", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551615",
        "18446744073709551616", "-9223372036854775809", "123456789012345678901234567890", "1.0", "1.50", "-0.0", "1e5",
        "1E+05", "0.1", "1e999", "-1e-999", "999999999999999999", "1000000000000000000",
    ])
    func writesNumbersAsTheyWereRead(text: String) throws {
        #expect(try number(text).text == text)
    }

    @Test(
        arguments: [
            ("1", 1), ("-0", 0), ("1.0", 1), ("1e3", 1000), ("100e-2", 1), ("-12.50e1", -125),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775807.0", .max),
            ("-922337203685477580.8e1", .min), ("9223372036854775808", nil), ("1.5", nil), ("1e19", nil), ("1e-1", nil),
            ("1e99999999999999999999", nil), ("0e99999999999999999999", 0),
        ] as [(String, Int?)]
    )
    func givesExactIntegersOnly(text: String, expected: Int?) throws {
        #expect(try number(text).int == expected)
    }

    @Test(arguments: [
        ["1", "1.0", "1e0", "10e-1", "0.1e1", "1.000"],
        ["0", "-0", "0.0", "-0e5", "0e99999999999999999999"],
        ["18446744073709551615", "18446744073709551615.0", "1844674407370955161.5e1"],
        ["1e30", "1000000000000000000000000000000", "10.0e29"],
        ["-0.5", "-5e-1", "-0.50"],
        ["-9223372036854775808", "-9223372036854775808.0"],
    ])
    func comparesByValueHoweverWritten(texts: [String]) throws {
        let numbers = try texts.map(number)

        for other in numbers.dropFirst() {
            #expect(numbers[0] == other)
            #expect(numbers[0].hashValue == other.hashValue)
            #expect(!(numbers[0] < other) && !(other < numbers[0]))
        }
    }

    @Test func ordersByValueWithoutRounding() throws {
        let ordered = [
            "-1e400", "-1e30", "-9223372036854775809", "-9223372036854775808", "-1.5", "-1", "-0.001", "0", "1e-400",
            "0.1", "0.10000000000000000001", "1", "1.5", "9007199254740992", "9007199254740993",
            "9007199254740993.5", "9223372036854775807", "9223372036854775808", "18446744073709551615",
            "18446744073709551616", "18446744073709551617", "1e20", "1e400",
        ]
        let numbers = try ordered.map(number)

        for (left, right) in zip(numbers, numbers.dropFirst()) {
            #expect(left < right)
            #expect(left != right)
            #expect(!(right < left))
        }
    }

    @Test(arguments: [
        ("1.2", "2", "1"), ("-1.2", "-1", "-2"), ("0.99999999999999999999", "1", "0"), ("-0.5", "0", "-1"),
        ("7", "7", "7"), ("0.0", "0", "0"),
        ("99.5", "100", "99"), ("9223372036854775807.5", "9223372036854775808", "9223372036854775807"),
        ("18446744073709551615.1", "18446744073709551616", "18446744073709551615"), ("1e2", "100", "100"),
        ("1e-9", "1", "0"),
    ])
    func roundsExactly(text: String, up: String, down: String) throws {
        let value = try number(text)

        #expect(value.roundedUp == (try number(up)))
        #expect(value.roundedDown == (try number(down)))
    }

    @Test func dropsTheSignExactly() throws {
        #expect(try number("-9223372036854775808").magnitude.text == "9223372036854775808")
        #expect(try number("-1.50").magnitude.text == "1.50")
        #expect(try number("-18446744073709551615").magnitude.text == "18446744073709551615")
        #expect(try number("5").magnitude.text == "5")
    }

    @Test func addsAndDividesWholeNumbersExactly() throws {
        #expect(try number("9007199254740993").adding(number("1.0"))?.text == "9007199254740994")
        #expect(try number("9223372036854775807").adding(JSONNumber(1))?.double == 9_223_372_036_854_775_808)
        #expect(try number("0.5").adding(number("0.25"))?.text == "0.75")
        #expect(try number("1e308").adding(number("1e308")) == nil)
        #expect(try number("9007199254740994").divided(by: 2)?.text == "4503599627370497")
        #expect(try number("7").divided(by: 2)?.text == "3.5")
        #expect(try number("7").divided(by: 0) == nil)
    }

    @Test(arguments: ["1", "-1.5e3", "18446744073709551616"])
    func readsATextThatIsANumber(text: String) {
        #expect(JSONNumber(parsing: text)?.text == text)
    }

    @Test(arguments: ["", " 1", "1 ", "+1", "1.", ".5", "0x1", "nan", "true", "[1]", "\u{FEFF}1", "1,2", "\u{661}"])
    func refusesATextThatIsNoNumber(text: String) {
        #expect(JSONNumber(parsing: text) == nil)
    }

    @Test(arguments: [
        (0.1, "0.1"), (1e20, "1e+20"), (-0.0, "0"), (3, "3"), (.nan, "0"), (.infinity, "0"),
        (.leastNonzeroMagnitude, "5e-324"),
    ])
    func writesDoublesTheShortestWay(value: Double, text: String) {
        #expect(JSONNumber(value).text == text)
    }
}
