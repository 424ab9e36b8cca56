import BridgeCore
import JSON
import Logging
import TestSupport
import Testing

@testable import BridgeCLI

/// What callers write into a log line stays a part of that line.
struct LogLineTests {
    private static func event(_ message: String, _ metadata: Logger.Metadata) -> LogEvent {
        LogEvent(
            level: .warning,
            message: "\(message)",
            metadata: metadata,
            source: nil,
            file: #fileID,
            function: #function,
            line: #line
        )
    }

    static let hostile = [
        "a\r\n2026-01-01 info forged", "a\u{1B}[2J", "a\u{1B}]0;title\u{7}", "a\u{9B}31m", "a\u{7F}", "a\u{0}b",
        "a\u{8}\u{8}", "a\u{2028}b", "a\u{85}b", "a\tb", "a\u{B}b\u{C}",
    ]

    @Test(arguments: hostile)
    func aLineOfTextHoldsNoControlCharacter(text: String) {
        let line = LineLogHandler(label: "t", format: .text).line(
            Self.event(text, ["path": "\(text)", "list": ["\(text)"]])
        )

        #expect(line.unicodeScalars.allSatisfy { !Self.controls.contains($0.value) && $0.value != 0x2028 })
        #expect(line.hasPrefix("2") && line.contains(" warning t: a"))
    }

    @Test(arguments: hostile)
    func aLineOfJSONHoldsNoneAndSaysTheSame(text: String) throws {
        let line = LineLogHandler(label: "t", format: .json).line(Self.event(text, ["path": "\(text)"]))

        #expect(line.unicodeScalars.allSatisfy { !Self.controls.contains($0.value) && $0.value != 0x2028 })
        let value = try JSONParser().parse(text: line).value
        #expect(value["message"] == .string(text) && value["path"] == .string(text))
    }

    @Test(arguments: hostile)
    func aTableAndItsJSONMoveNoCursor(text: String) throws {
        let record: JSONValue = ["text": .string(text)]
        let printed = record.text(indented: true).withoutControls()

        #expect(record.cell("text").unicodeScalars.allSatisfy { !Self.controls.contains($0.value) })
        #expect(printed.unicodeScalars.allSatisfy { $0 == "\n" || !Self.controls.contains($0.value) })
        #expect(try JSONParser().parse(text: printed).value == record)
    }

    @Test func aValueWithSpacesIsQuoted() {
        let line = LineLogHandler(label: "t", format: .text).line(
            Self.event("said", ["a": "x y=\"z\"", "b": "plain", "c": ""])
        )

        #expect(line.hasSuffix(#" warning t: said a="x y=\"z\"" b=plain c="""#))
    }

    private static let controls = Set<UInt32>(0..<0x20).union(0x7F...0x9F)
}
