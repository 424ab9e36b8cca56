import Foundation
import Testing

/// What is secret is compared in constant time, in every file that could do otherwise.
struct ConstantTimeTests {
    private static let sources = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    /// Files in which credentials or what is made of them stand beside what a caller sent.
    private static var files: [URL] {
        get throws {
            let folder = sources.appending(path: "Adapters/Authentication")
            let schemes = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            let others = ["Ops/Authentication.swift", "Receiver/Intake.swift", "Adapters/Adapter.swift"]
            return schemes + others.map { sources.appending(path: $0) }
        }
    }

    /// A comparison with `==`, `!=` or `elementsEqual` that has a word for something secret on one side.
    private static var comparison: Regex<AnyRegexOutput> {
        get throws {
            let words = #"\b(?:expected|signatures?|digest|mac|revealed|password|presented|secrets?|keys?)\b"#
            let equality = #"\#(words)\s*(?:==|!=)\s|(?:==|!=)\s*[\w.]*\#(words)(?!\.)"#
            let pattern = "\(equality)|\(words).*elementsEqual|elementsEqual.*\(words)"
            return try Regex(pattern).wordBoundaryKind(.simple)
        }
    }

    @Test func nothingSecretIsComparedAsATextIs() throws {
        let comparison = try Self.comparison
        let files = try Self.files

        #expect(files.count > 20)
        for file in files {
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            let offending = lines.filter { $0.firstMatch(of: comparison) != nil }
            #expect(offending.isEmpty, "\(file.lastPathComponent): compare by constantTimeEquals")
        }
    }

    @Test(arguments: [
        "guard signature == expected else", "secrets.contains { $0.revealed == token }",
        "bytes.elementsEqual(expected)", "if given != context.expected {", "token.secret.revealed == presented",
    ])
    func aComparisonOfTextsIsSeen(line: String) throws {
        #expect(line.firstMatch(of: try Self.comparison) != nil)
    }

    @Test func whoComparesLooksAtEveryByte() throws {
        let file = Self.sources.appending(path: "BridgeCore/ConstantTime.swift")
        let text = try String(contentsOf: file, encoding: .utf8)

        #expect(text.contains("difference |= left[index] ^ right[index]"))
        #expect(text.ranges(of: "return").count == 2)
    }
}
