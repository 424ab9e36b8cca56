import Foundation
import JMESPath
import Testing

@testable import Adapters

/// The guide cannot lie: its snippets compile, and its table of functions is the program's.
struct GuideTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let guide = root.appending(path: "adapters/README.md")

    private static func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }

    /// The YAML blocks of a page that are whole adapters, without their indentation.
    private static func adapters(in page: String) -> [String] {
        page.matches(of: /(?m)^( *)```yaml\n([\s\S]*?)^ *```/).map { match in
            let indent = match.1.count
            return match.2.split(separator: "\n", omittingEmptySubsequences: false)
                .map { String($0.dropFirst(min(indent, $0.count))) }.joined(separator: "\n")
        }.filter { $0.contains("translate:") }
    }

    private static var functionTable: String {
        var lines = ["| call | what it gives | example |", "|---|---|---|"]
        for function in DomainFunctions.all {
            let parameters = function.parameters.map { parameter in
                switch parameter.presence {
                case .required: parameter.name
                case .optional: "\(parameter.name)?"
                case .repeated: "\(parameter.name)…"
                }
            }
            let call = "\(function.name)(\(parameters.joined(separator: ", ")))"
            let cells = ["`\(call)`", function.summary, "`\(function.example)`"].map {
                $0.replacing("|", with: "\\|").replacing("\n", with: "\\n")
            }
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n")
    }

    @Test(arguments: ["README.md", "adapters/README.md"])
    func everyAdapterInAPageCompiles(page: String) throws {
        for (index, yaml) in Self.adapters(in: try Self.text(Self.root.appending(path: page))).enumerated() {
            let (_, problems) = AdapterCompiler.compile(yaml, name: "snippet", file: "\(page), snippet \(index + 1)")
            #expect(problems.isEmpty)
        }
    }

    @Test func theGuideHasAnAdapter() throws {
        #expect(!Self.adapters(in: try Self.text(Self.guide)).isEmpty)
    }

    /// After a change to a function: `UPDATE_GUIDE=1 swift test --filter GuideTests`.
    @Test func theTableOfFunctionsIsTheProgramsOwn() throws {
        let page = try Self.text(Self.guide)
        let start = try #require(page.range(of: "<!-- functions -->\n")).upperBound
        let end = try #require(page.range(of: "<!-- /functions -->")).lowerBound
        if ProcessInfo.processInfo.environment["UPDATE_GUIDE"] != nil {
            let updated = page[..<start] + Self.functionTable + "\n" + page[end...]
            try Data(updated.utf8).write(to: Self.guide)
            return
        }
        #expect(page[start..<end] == Self.functionTable + "\n", "run UPDATE_GUIDE=1 swift test --filter GuideTests")
    }

    /// A faulty key has the compiler tell which keys there are.
    @Test(arguments: [
        "zzzzzz: 1", "receive:\n  zzzzzz: 1", "receive:\n  handshake: [ { zzzzzz: 1 } ]",
        "receive:\n  answer: { zzzzzz: {} }",
        "translate:\n  - zzzzzz: 1", "translate:\n  - entry: { zzzzzz: 1 }",
        "translate:\n  - entry: { contact: { zzzzzz: 1 } }", "translate:\n  - entry: { member: { zzzzzz: 1 } }",
        "translate:\n  - entry: { comms_data: { zzzzzz: 1 } }",
        "receive:\n  authenticate: { scheme: hmac, header: x, encoding: hex, zzzzzz: 1 }",
    ])
    func theGuideNamesEveryKey(yaml: String) throws {
        let page = try Self.text(Self.guide)
        let (_, problems) = AdapterCompiler.compile(yaml, name: "snippet", file: "snippet")

        let known = problems.filter { $0.message.contains("zzzzzz") }.compactMap(\.mend)
        let keys = try #require(known.first).replacing("known are ", with: "").components(separatedBy: ", ")

        #expect(keys.count > 2)
        for key in keys { #expect(page.contains(key), "the key \(key) is not in the guide") }
    }

    @Test func theGuideNamesEveryCommandOfTheAdaptersFolder() throws {
        let page = try Self.text(Self.guide)
        for word in ["adapters new", "adapters test", "adapters try", "adapters record", "outbox release", "review:"] {
            #expect(page.contains(word), "\(word) is not in the guide")
        }
    }

    @Test func theGuideNamesEveryScheme() throws {
        let page = try Self.text(Self.guide)
        for name in SchemeRegistry.names { #expect(page.contains("`\(name)`"), "\(name) is not in the guide") }
    }

    @Test func theGuideNamesEveryFunctionOfTheSpecification() throws {
        let page = try Self.text(Self.guide)
        for name in FunctionTable.standard.names { #expect(page.contains("`\(name)`"), "\(name) is not in the guide") }
    }
}
