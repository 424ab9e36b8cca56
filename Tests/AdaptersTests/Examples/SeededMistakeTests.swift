import Adapters
import Foundation
import Testing

/// Mistakes that people make in adapter files, one a file under Tests/Fixtures/Mistakes: each is told once, where it is,
/// with a mend, and the mended file compiles.
struct SeededMistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let name: String
        let facts: [String: String]
        let text: String
        let mended: String

        var testDescription: String { name }
    }

    private static let folder = GuideTests.root.appending(path: "Tests/Fixtures/Mistakes")

    static let all: [Mistake] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted().compactMap { file in
            let bytes = FileManager.default.contents(atPath: folder.appending(path: file).path) ?? Data()
            let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "=== mistake\n")
            guard parts.count == 2 else { return nil }
            let texts = parts[1].components(separatedBy: "=== mended\n")
            guard texts.count == 2 else { return nil }
            var facts: [String: String] = [:]
            for line in parts[0].split(separator: "\n") {
                let pair = line.components(separatedBy: ": ")
                facts[pair[0]] = pair.dropFirst().joined(separator: ": ")
            }
            return Mistake(name: String(file.dropLast(4)), facts: facts, text: texts[0], mended: texts[1])
        }
    }()

    /// What `check` says of a file without examples.
    private static func checked(_ text: String) -> (adapter: Adapter?, problems: [SourceProblem]) {
        let (adapter, problems) = AdapterCompiler.compile(text, name: "acme", file: "adapter.yaml")
        return (adapter, problems + (adapter?.problems(ofNamesAbsentFrom: []) ?? []))
    }

    @Test func thereAreMany() { #expect(Self.all.count >= 70) }

    @Test(arguments: all)
    func isToldOnceWhereItIsWithAMendThatWorks(_ mistake: Mistake) throws {
        let (adapter, problems) = Self.checked(mistake.text)

        let problem = try #require(problems.first, "nothing was found")
        #expect(problems.count == 1, "\(problems.map(\.description))")
        #expect("\(problem.place.line):\(problem.place.column)" == mistake.facts["place"], "\(problem)")
        #expect(problem.severity.rawValue == mistake.facts["severity"])
        #expect((adapter == nil) == (problem.severity == .error))
        #expect(problem.message.contains(mistake.facts["message"] ?? "?"), "\(problem)")
        #expect(problem.mend?.contains(mistake.facts["mend"] ?? "?") == true, "\(problem)")

        let (mended, left) = Self.checked(mistake.mended)
        #expect(mended != nil)
        #expect(left.map(\.description) == [])
    }

    @Test(arguments: all)
    func showsTheLineWithACaretBelowThePlace(_ mistake: Mistake) throws {
        let (_, problems) = Self.checked(mistake.text)
        let problem = try #require(problems.first)

        let lines = try #require(problem.excerpt(of: mistake.text)).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )

        let caret = try #require(lines.last?.unicodeScalars.firstIndex(of: "^"))
        let column = lines[1].unicodeScalars.distance(from: lines[1].startIndex, to: caret)
        let prefix = "  \(problem.place.line) | ".count
        #expect(lines.count == 2)
        #expect(column - prefix == problem.place.column - 1)
        #expect(lines[0].hasPrefix("  \(problem.place.line) | "))
    }
}
