import Adapters
import BridgeCore
import Foundation
import JSON
import Testing

/// Requests as providers really send them, from a folder outside the repository; skipped where `BRIDGE_CASES` names none.
@Suite(.enabled(if: PublishedCase.folder != nil, "BRIDGE_CASES names no folder of cases"))
struct PublishedCaseTests {
    @Test(arguments: PublishedCase.all)
    func verdictAndFactsAreRight(_ published: PublishedCase) throws {
        let adapter = try ShippedAdapters.load(published.adapter)

        let outcome = try published.run(adapter)

        let missing = published.missingFacts(in: outcome)
        let verdict = outcome["authentic"]?.bool == published.isAuthentic ? "right" : "WRONG"
        let disposition = outcome["disposition"]?.string ?? ""
        print("\(published.name)\t\(verdict)\t\(disposition)\t\(missing.isEmpty ? "" : "missing \(missing)")")
        #expect(outcome["authentic"]?.bool == published.isAuthentic)
        #expect(missing.isEmpty)
    }

    @Test func thereAreCases() { #expect(!PublishedCase.all.isEmpty) }
}

/// One case of the folder, of a provider for which there is an adapter.
struct PublishedCase: Sendable, CustomTestStringConvertible {
    let name: String
    let adapter: String
    let file: [UInt8]
    let content: JSONValue

    var testDescription: String { name }

    static let folder = ProcessInfo.processInfo.environment["BRIDGE_CASES"]

    private static let adapters = ["twilio": "twilio-messaging", "postmark": "postmark", "callrail": "callrail"]

    static let all: [PublishedCase] = {
        guard let folder, let files = FileManager.default.enumerator(atPath: folder) else { return [] }
        return files.compactMap { $0 as? String }.filter { $0.hasSuffix(".json") }.sorted().compactMap { path in
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)"),
                let content = try? JSONParser().parse(Array(data)).value,
                let adapter = content["provider"]?.string.flatMap({ adapters[$0] })
            else { return nil }
            return PublishedCase(name: path, adapter: adapter, file: Array(data), content: content)
        }
    }()

    var isAuthentic: Bool {
        content["expect"]?["authentic"]?.bool ?? (content["expect"]?["signature"]?.string == "valid")
    }

    func run(_ adapter: Adapter) throws -> JSONValue {
        let secrets = (content["secret"]?.string).map { [Secret($0)] } ?? []
        let now = content["now_unix"]?.int ?? 1_772_460_900
        return try AdapterTrial.run(adapter, file: file, secrets: secrets, now: Timestamp(seconds: Int64(now)))
    }

    /// Facts of other products behind the same URL (voice, conversations) belong to other adapters.
    private var hasFacts: Bool {
        guard isAuthentic else { return false }
        guard adapter == "twilio-messaging" else { return true }
        let kind = content["kind"]?.string ?? ""
        return kind.hasPrefix("sms") || kind.hasPrefix("mms") || kind.hasPrefix("whatsapp")
    }

    /// The names of the facts that the entry does not carry.
    func missingFacts(in outcome: JSONValue) -> [String] {
        guard hasFacts, case .object(let facts)? = content["expect"] else { return [] }
        guard let entry = outcome["entries"]?.array?.first else { return ["an entry"] }
        let text = Self.folded(entry.text())
        return facts.filter { name, fact in
            guard !["signature", "authentic", "spam_score", "spam_flag"].contains(name) else { return false }
            let wanted = fact.array ?? [fact]
            return !wanted.allSatisfy { $0.isNull || carries(entry, text, name, $0) }
        }.map(\.name)
    }

    private func carries(_ entry: JSONValue, _ text: String, _ name: String, _ fact: JSONValue) -> Bool {
        switch name {
        case "direction", "outcome": entry["comms_data"]?[name] == fact
        case "duration_s": entry["comms_data"]?["duration_seconds"] == fact
        default: fact.string.map { text.contains(Self.folded($0)) } ?? true
        }
    }

    /// Case, punctuation and JSON's escapes do not count: numbers and addresses may be normalised.
    private static func folded(_ text: String) -> String {
        text.lowercased().replacing("\\n", with: "").replacing("\\", with: "")
            .filter { !" ()-\n\r".contains($0) }
    }
}
