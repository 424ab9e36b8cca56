import JSON
import Testing

@testable import BridgeCLI

struct DirectoryFileTests {
    private func file(_ text: String) -> DirectoryFile { DirectoryFile(Array(text.utf8), region: "US") }

    @Test func readsColumnsByNameInAnyOrder() {
        let file = file(
            "Name,Secondary Email,Primary Phone,Contact ID,favourite colour\n\"Ruiz, Ana\",ana@example.com,(212) 555-0101,c-1,blue\n"
        )

        #expect(file.problems.isEmpty)
        #expect(
            file.rows.map(\.json) == [
                ["kind": "contact", "address": "tel:+12125550101", "contact_id": "c-1", "name": "Ruiz, Ana"],
                ["kind": "contact", "address": "mailto:ana@example.com", "contact_id": "c-1", "name": "Ruiz, Ana"],
            ]
        )
    }

    @Test func readsLinesOfOurOwn() {
        let file = file(
            "kind;phone;email;member_id\nmember;+12125550199;;m-1\nshared;;team@example.com;\ndrop;;log@example.com;\nignore;+12125550198;;"
        )

        #expect(file.problems.isEmpty)
        #expect(file.rows.compactMap { $0.json["kind"]?.string } == ["member", "shared", "drop", "ignore"])
        #expect(file.rows.first?.json["member_id"] == "m-1")
    }

    @Test func readsWhichHookLogsALine() {
        let file = file("kind,phone,member_id,Logged By\nmember,+12125550199,m-1,dialler\nshared,+12125550198,,\n")

        #expect(file.problems.isEmpty)
        #expect(file.rows.map { $0.json["logged_by"] } == ["dialler", nil])
    }

    @Test(arguments: [
        ("contact_id,phone,logged_by\nc-1,+12125550101,dialler\n", 2, "a contact has none"),
        ("", 1, "empty"),
        ("name,colour\nAna,blue\n", 1, "no column with addresses"),
        ("contact_id,phone\nc-1,+12125550101\n,+12125550102\n", 3, "needs a contact_id"),
        ("kind,contact_id,phone\nfriend,c-1,+12125550101\n", 2, "unknown kind \"friend\""),
        ("contact_id,phone\nc-1,not a number\n", 2, "phone is not a phone number"),
        ("contact_id,email\nc-1,nobody\n", 2, "email is not an e-mail address"),
        ("contact_id,email\n\"c\n1\",ana@example.com\nc-2,\n", 4, "no phone and no email"),
        ("kind,phone\nmember,+12125550101\n", 2, "needs a member_id"),
        (
            "contact_id,phone,name\nc-1,+12125550101,\"Ruiz\nc-2,+12125550102,B\nc-3,+12125550103,C\n", 2,
            "a quote opens on line 2 and is never closed"
        ),
        (
            "contact_id,name,phone\nc-1,\"Ruiz,+12125550101\nc-2,\"Bo\",+12125550102\n", 2,
            "the quote that opens on line 2 closes in the middle of a value, and the rows from there to line 3"
        ),
        ("contact_id,name,phone\nc-1,\"Ana\" Ruiz,+12125550101\n", 2, "closes in the middle of a value; write"),
        ("contact_id,name,phone\nc-1,Ruiz, Ana,+12125550101\n", 2, "the row has 4 fields, the first line names 3"),
        (
            "contact_id,phone,Phone\nc-1,+12125550101,+12125550102\n", 1,
            "two columns are read as phone; call a second one secondary_phone"
        ),
    ])
    func tellsAFaultyRowByItsLine(text: String, line: Int, message: String) {
        let problems = file(text).problems

        #expect(problems.contains { $0.line == line && $0.message.contains(message) }, "\(problems)")
    }

    @Test func tellsOtherEncodings() {
        let windows =
            Array("contact_id,name,phone\nc-1,J".utf8) + [0xF6] + Array("rg,+12125550101\nc-2,Bo,+12125550102\n".utf8)
        let file = DirectoryFile(windows, region: "US")

        #expect(file.rows.map(\.contactID) == ["c-2"])
        #expect(file.problems.map(\.line) == [2] && file.problems[0].message.contains("not UTF-8"))
        let wide: [UInt8] = [0xFF, 0xFE] + Array("contact_id,phone\n".utf16).flatMap { [UInt8($0), 0] }
        #expect(
            DirectoryFile(wide, region: "US").problems.map(\.message) == [
                "the file is UTF-16; let the spreadsheet save it as \"CSV UTF-8\""
            ]
        )
    }

    @Test func emptyFieldsBehindTheColumnsDoNotMatter() {
        let file = file("contact_id,phone\nc-1,+12125550101,, ,\n\"c-2\" ,+12125550102\n")

        #expect(file.rows.map(\.contactID) == ["c-1", "c-2"] && file.problems.isEmpty)
    }

    @Test func keepsAllRowsOfAnAddressInOnePart() {
        let file = file(
            "contact_id,phone\nc-1,+12125550101\nc-2,+12125550102\nc-3,+12125550103\nc-4,(212) 555-0101\nc-5,+12125550102\n"
        )

        let parts = file.parts(of: 2).map { part in part.compactMap { $0.json["contact_id"]?.string } }

        #expect(parts == [["c-1", "c-4"], ["c-2", "c-5"], ["c-3"]])
    }

    @Test func aFaultyRowDoesNotCostTheOthers() {
        let file = file("contact_id,phone\nc-1,nonsense\nc-2,+12125550102\n")

        #expect(file.rows.count == 1 && file.problems.count == 1)
    }
}

struct CSVReaderTests {
    @Test(arguments: [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,\r\n", [["a", "b"], ["1", ""]]),
        ("\u{FEFF}a,b\n\"x \"\"y\"\"\",\"1\n2\"\n", [["a", "b"], ["x \"y\"", "1\n2"]]),
        ("a;b\n1;2,5\n", [["a", "b"], ["1", "2,5"]]),
        ("a\tb\n1\t2", [["a", "b"], ["1", "2"]]),
        ("a,b\n\n\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,\"unclosed\n1,2", [["a", "unclosed\n1,2"]]),
        ("", []),
    ])
    func readsRecords(text: String, expected: [[String]]) {
        #expect(CSVReader(Array(text.utf8)).map(\.fields) == expected)
    }

    @Test func countsLinesAcrossQuotedLineEnds() {
        #expect(CSVReader(Array("a\n\"1\n2\"\nb\n".utf8)).map(\.line) == [1, 2, 4])
    }
}
