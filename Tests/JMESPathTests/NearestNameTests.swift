import JMESPath
import Testing

struct NearestNameTests {
    @Test(
        arguments: [
            ("lenght", "length"), ("lengh", "length"), ("LENGTH", "length"), ("sort_bye", "sort_by"), ("srot", "sort"),
            ("a", nil), ("somethingelse", nil), ("", nil),
        ] as [(String, String?)]
    )
    func findsTheNameThatWasProbablyMeant(name: String, expected: String?) {
        #expect(nearestName(to: name, among: ["length", "sort", "sort_by"]) == expected)
    }

    @Test func whatIsTooLongForANameIsNearToNone() {
        let long = String(repeating: "a", count: 14_000)
        #expect(nearestName(to: long, among: [long]) == nil)
    }
}
