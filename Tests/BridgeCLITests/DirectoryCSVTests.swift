import BridgeCore
import JSON
import Testing

@testable import BridgeCLI

struct DirectoryCSVTests {
    @Test(arguments: ["Ana Ruiz", "Ruiz, Ana", "Ana \"A\" Ruiz", "Ana;Ruiz", "Ana\nRuiz", "Añá 阿娜", ""])
    func whatIsWrittenIsReadBack(name: String) {
        let row: JSONValue = [
            "kind": "contact", "address": "tel:+12125550101", "contact_id": "c-1", "member_id": nil,
            "name": name.isEmpty ? nil : .string(name), "source": "assign",
        ]

        let file = DirectoryFile(Array("\(DirectoryCSV.heading)\n\(DirectoryCSV.line(row))\n".utf8), region: "GB")

        #expect(file.problems.isEmpty)
        #expect(
            file.rows == [
                DirectoryFile.Row(
                    line: 2,
                    kind: "contact",
                    address: "tel:+12125550101",
                    contactID: "c-1",
                    name: name.isEmpty ? nil : name
                )
            ]
        )
    }

    @Test func linesOfOursAreReadBack() {
        let row: JSONValue = [
            "kind": "member", "address": "mailto:sam@example.com", "contact_id": nil, "member_id": "m-1", "name": "Sam",
            "source": nil,
        ]

        let file = DirectoryFile(Array("\(DirectoryCSV.heading)\n\(DirectoryCSV.line(row))\n".utf8), region: "US")

        #expect(file.rows.first?.json["kind"] == "member" && file.rows.first?.json["member_id"] == "m-1")
    }

    @Test func reportsOfErasureSayWhatIsLeft() {
        let answer: JSONValue = [
            "contacts": 1, "addresses": 2, "entries": 3, "discarded": 1, "events": 3, "delivered": [891, 892],
            "in_flight": ["ent_1"], "unknown": [], "dry_run": false,
        ]

        let lines = DirectoryCommand.Forget.text(answer).split(separator: "\n")

        #expect(lines.first == "erased: 2 addresses of 1 contacts, 3 entries (1 of them undelivered), 3 requests")
        #expect(lines.contains("still in Zyntro, by ch_id: 891, 892"))
        #expect(lines.last?.contains("ent_1") == true)
        #expect(lines.count == 3)
    }
}
