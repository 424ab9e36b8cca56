import Adapters
import Testing

struct MappingReaderTests {
    private enum Colour: String, CaseIterable { case red, green }

    private func reader(_ text: String) throws -> MappingReader {
        MappingReader(try SourceDocument.parse(text, file: "a.yaml"))
    }

    @Test func readsEveryKindOfValue() throws {
        var reader = try reader(
            "s: text\ni: 12\nb: true\nd: 10m\nn: 60MB\nl: [a, b]\none: a\nm: { k: v }\nc: green\nnone: ~\n"
        )

        #expect(reader.string("s") == "text")
        #expect(reader.integer("i") == 12)
        #expect(reader.boolean("b") == true)
        #expect(reader.duration("d") == .seconds(600))
        #expect(reader.byteCount("n") == 60_000_000)
        #expect(reader.strings("l") == ["a", "b"])
        #expect(reader.strings("one") == ["a"])
        #expect(reader.mapping("m") != nil)
        #expect(reader.choice("c", of: Colour.self) == .green)
        #expect(reader.string("none") == nil)
        #expect(reader.finish().isEmpty)
    }

    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("2s", .seconds(2)), ("1h", .seconds(3600)),
        ("30d", .seconds(2_592_000)),
        ("0s", .zero),
    ])
    func readsDurations(text: String, duration: Duration) { #expect(Duration(written: text) == duration) }

    @Test(arguments: ["", "10", "m", "-1s", "1.5h", "1w", "9223372036854775807d", "99999999999999999999s"])
    func refusesDurations(text: String) { #expect(Duration(written: text) == nil) }

    @Test(arguments: [("512B", 512), ("64KiB", 65_536), ("60MB", 60_000_000), ("7", 7), ("1 MiB", 1_048_576)])
    func readsByteCounts(text: String, count: Int) { #expect(Int(byteCount: text) == count) }

    @Test(arguments: ["", "MB", "-1B", "1TB", "9223372036854775807GB"])
    func refusesByteCounts(text: String) { #expect(Int(byteCount: text) == nil) }

    @Test func reportsUnknownKeysWithTheNearestName() throws {
        var reader = try reader("contat: a\nzzzzzz: b\n")
        _ = reader.string("contact")

        let problems = reader.finish()

        #expect(
            problems.map(\.description) == [
                "a.yaml:1:1: error: unknown key \"contat\"; did you mean \"contact\"?",
                "a.yaml:2:1: error: unknown key \"zzzzzz\"; known are contact",
            ]
        )
    }

    @Test func reportsAMissingKeyAtItsMapping() throws {
        var reader = try reader("\nb: 1\n")

        #expect(reader.required("a") == nil)
        #expect(reader.problems.first?.description == "a.yaml:2:1: error: the key \"a\" is missing; add \"a:\"")
    }

    @Test func reportsWrongKindsAtTheirValue() throws {
        var reader = try reader("s: [a]\ni: x\nj: 99\nb: yes\nd: 5\nl: { a: b }\nm: t\nc: gren\n")

        #expect(reader.string("s") == nil)
        #expect(reader.integer("i") == nil)
        #expect(reader.integer("j", in: 1...10) == nil)
        #expect(reader.boolean("b") == nil)
        #expect(reader.duration("d") == nil)
        #expect(reader.list("l") == nil)
        #expect(reader.mapping("m") == nil)
        #expect(reader.choice("c", of: Colour.self) == nil)
        #expect(reader.problems.map(\.place.line) == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(reader.problems.last?.mend == "did you mean \"green\"? known are red, green")
    }
}
