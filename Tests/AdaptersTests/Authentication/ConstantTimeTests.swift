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

    @Test func nothingSecretIsComparedAsATextIs() throws {
        let words = #"(expected|signatures?|digest|mac|revealed|password|presented|secrets?|keys?|code)"#
        let comparison = try Regex(#"(\b\#(words)\s*(==|!=)\s|(==|!=)\s*[\w.]*\b\#(words)\b(?!\.)|\.elementsEqual\()"#)
        let files = try Self.files

        #expect(files.count > 20)
        for file in files {
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            for line in lines where line.firstMatch(of: comparison) != nil {
                let isHarmless = Self.harmless.contains { line.contains($0) }
                #expect(isHarmless, "\(file.lastPathComponent): \(line): compare by constantTimeEquals")
            }
        }
    }

    /// Comparisons of names, counts and settings.
    private static let harmless = [
        "signatureField != nil", "source.field != nil",
    ]

    @Test func whoComparesLooksAtEveryByte() throws {
        let file = Self.sources.appending(path: "BridgeCore/ConstantTime.swift")
        let text = try String(contentsOf: file, encoding: .utf8)

        #expect(text.contains("difference |= left[index] ^ right[index]"))
        #expect(text.ranges(of: "return").count == 2)
    }
}
