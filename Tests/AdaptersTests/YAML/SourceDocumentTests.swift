import Adapters
import Testing

struct SourceDocumentTests {
    private func parse(_ text: String) throws -> SourceNode { try SourceDocument.parse(text, file: "a.yaml") }

    private func members(_ node: SourceNode) throws -> [SourceNode.Member] {
        guard case .mapping(let members) = node.content else { throw SourceProblem(at: node.place, "no mapping") }
        return members
    }

    private func scalar(_ node: SourceNode) -> String? {
        guard case .scalar(let text, _) = node.content else { return nil }
        return text
    }

    @Test(arguments: ["+15550100", "0123456", "yes", "1.0", "2026-03-02", "0x10", "1e3"])
    func keepsPlainScalarsAsWritten(text: String) throws {
        let member = try #require(try members(parse("key: \(text)\n")).first)

        #expect(scalar(member.value) == text)
    }

    @Test func knowsWhereEveryNodeStands() throws {
        let members = try members(parse("a: 1\nb:\n  - x\n  - \"y\"\n"))

        #expect(members.map(\.place.description) == ["a.yaml:1:1", "a.yaml:2:1"])
        guard case .sequence(let elements) = members[1].value.content else {
            Issue.record("b is no sequence")
            return
        }
        #expect(elements.map(\.place.description) == ["a.yaml:3:5", "a.yaml:4:5"])
        #expect(elements.map(\.textStart.column) == [5, 6])
    }

    @Test func knowsWhereTheLinesOfABlockStand() throws {
        let value = try #require(try members(parse("when: |\n  first\n   second\n")).first).value

        #expect(scalar(value) == "first\n second\n")
        #expect(value.place(atOffset: 0).description == "a.yaml:2:3")
        #expect(value.place(atOffset: 7).description == "a.yaml:3:4")
    }

    @Test func countsColumnsInCharactersBehindAQuote() throws {
        let value = try #require(try members(parse("k: \"h\u{e9}llo\"")).first).value

        #expect(value.place(atOffset: 3).column == 7)
    }

    @Test func tellsNothingFromText() throws {
        let values = try members(parse("a:\nb: ~\nc: null\nd: \"\"\ne: 'null'\n")).map(\.value.isNothing)

        #expect(values == [true, true, true, false, false])
    }

    @Test func readsAnEmptyFileAsNothing() throws { #expect(try parse("# only a comment\n").isNothing) }

    /// Text, the place of the problem, and words that message and mend must hold.
    static let faults: [(text: String, place: String, message: String, mend: String)] = [
        ("a: 1\n\tb: 2\n", "2:1", "tab", "blanks"),
        ("a:\n\t- 1\n", "2:1", "tab", "blanks"),
        ("a: \"open\nb: 2\n", "1:4", "not closed", "close the quote"),
        ("a: \"\\d\"\n", "1:4", "not closed", "single quotes"),
        ("a:\n  b: 1\n c: 2\n", "3:2", "does not fit", "neighbours"),
        ("a: 1\nb: 2\na: 3\n", "3:1", "stands twice", "line 1"),
        ("a: &x 1\nb: *x\n", "1:4", "anchors", "write the value out"),
        ("a: *x\n", "1:4", "aliases", "quote"),
        ("a:\n  <<: { b: 1 }\n", "2:3", "merge keys", "write the merged keys"),
        ("a: 1\n---\nb: 2\n", "2:1", "second document", "---"),
        ("a: ${{ b # c }}\n", "1:4", "ends inside", "quote the whole value"),
        ("a: x ${{ b }} ${{ c #d }}\n", "1:4", "ends inside", "quote the whole value"),
        ("a: b # ${{ c }}\n", "1:6", "expression behind it is not read", "quote the whole value"),
        ("a: ${{ b }}  # ${{ c }}\n", "1:14", "expression behind it is not read", "quote the whole value"),
        ("a: b\n  c   d # x ${{ e }}\n", "2:9", "expression behind it is not read", "line of its own"),
        ("a: { b: é c # ${{ d }}\n }\n", "1:13", "expression behind it is not read", "quote the whole value"),
        ("- a # ${{ b }}\n", "1:5", "expression behind it is not read", "quote the whole value"),
        ("a: # ${{ b }}\n", "1:4", "expression behind it is not read", "quote the whole value"),
        ("a: { phone: ${{ b }} }\n", "1:13", "{ } or [ ]", "quote the expression"),
        ("a: [ ${{ b }}, c ]\n", "1:6", "{ } or [ ]", "quote the expression"),
        ("a: { phone: {{ b }} }\n", "1:14", "must be text", "quote the expression"),
        ("a: ${{ {x: y} }}\n", "1:4", "must not hold", "quote the whole value"),
        ("a: \"${{ b == \"c\" }}\"\n", "1:5", "end too early", "other kind of quotes"),
        ("a: b: c\n", "1:5", "colon", "quote text"),
        ("a: @b\n", "1:4", "must not start", "quote the whole value"),
        ("a: [1, 2\nb: 3\n", "2:2", "bracket", "close it"),
    ]

    @Test(arguments: faults)
    func saysWhereWhatAndHowToMend(fault: (text: String, place: String, message: String, mend: String)) throws {
        let problem = try #require(throws: SourceProblem.self) { try parse(fault.text) }

        #expect("\(problem.place.line):\(problem.place.column)" == fault.place, "\(problem)")
        #expect(problem.message.contains(fault.message), "\(problem)")
        #expect(problem.mend?.contains(fault.mend) == true, "\(problem)")
    }

    @Test(arguments: ["[ ", "{ a: ", "- ", "? ", "[ a: "])
    func refusesWhatNestsDeeperThanAStackHolds(opening: String) throws {
        let problem = try #require(throws: SourceProblem.self) { try parse(String(repeating: opening, count: 500)) }

        #expect(problem.message.contains("within each other"), "\(problem)")
        _ = try parse("a: \(String(repeating: "[", count: 50))\(String(repeating: "]", count: 50))")
    }

    @Test(arguments: [
        "a: 'b' # ${{ c }}\n", "a: b\n# ${{ c }}\nd: e\n", "a: # ${{ b }}\n  c: d\n",
        "a: b#${{ c }}\n", "a: b # c\n", "a: | # ${{ b }}\n  c\n", "a:\n  # ${{ b }}\n  c: d\n",
        "a: b\n\n\n  # ${{ c }}\n",
        "a:\n# ${{ b }}\nc: d\n",
    ])
    func leavesCommentsThatNobodyTakesForText(_ text: String) throws { _ = try parse(text) }

    @Test func leavesQuotedAndFinishedExpressionsAlone() throws {
        let values = try members(
            parse("a: ${{ b }} # note\nc: \"${{ d # e }}\"\nf: { g: '${{ h }}' }\ni: ${{ j ||\n  k }}\n")
        )

        #expect(scalar(values[0].value) == "${{ b }}")
        #expect(scalar(values[1].value) == "${{ d # e }}")
        #expect(scalar(values[3].value) == "${{ j || k }}")
    }
}
