import BridgeCore
import JSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What can be wrong with an adapter's folder beyond its file: examples that fail or are not there, and fields without
/// which nothing would be translated.
package enum AdapterLint {
    /// Every finding of one adapter's folder, those of its file first.
    package static func check(folder: String) -> [SourceProblem] {
        let (adapter, problems) = Adapter.load(folder: folder)
        guard let adapter else { return problems }
        return problems + check(adapter, folder: folder)
    }

    /// The findings beyond the file, by the adapter as it was compiled: what is put in force is what was tested.
    package static func check(_ adapter: Adapter, folder: String) -> [SourceProblem] {
        let results = AdapterExamples.run(adapter, folder: folder)
        let payloads = payloads(adapter, folder)
        var names = Set<String>()
        for payload in payloads { payload.body.collectNames(into: &names) }
        return failures(results, folder) + warnings(adapter, payloads) + completeness(adapter, results, folder)
            + adapter.problems(ofNamesAbsentFrom: names) + loadBearing(adapter, payloads, folder)
    }

    /// The examples whose bodies can be read, with those bodies.
    private static func payloads(_ adapter: Adapter, _ folder: String) -> [ExamplePayload] {
        AdapterExample.all(in: folder).compactMap { example in
            // What cannot be read has failed as an example already.
            guard let data = FileManager.default.contents(atPath: example.requestFile),
                let recorded = try? RecordedRequest(Array(data), now: AdapterExamples.now),
                let body = try? adapter.decode(recorded.request).value
            else { return nil }
            return ExamplePayload(file: example.requestFile, recorded: recorded, body: body)
        }
    }

    private struct ExamplePayload {
        let file: String
        let recorded: RecordedRequest
        let body: JSONValue
    }

    private static func failures(_ results: [ExampleResult], _ folder: String) -> [SourceProblem] {
        results.filter { !$0.hasPassed }.map { result in
            SourceProblem(
                at: place("\(folder)/examples/\(result.example).request.json"),
                "the example does not come out as expected: \(result.differences.joined(separator: "; "))",
                mend: "mend the mapping, or accept with \"adapters test --update\""
            )
        }
    }

    /// Rules whose examples all came out without a key, and alerts that failed. One example without an id beside others
    /// shows what becomes of it, and is no mistake.
    private static func warnings(_ adapter: Adapter, _ payloads: [ExamplePayload]) -> [SourceProblem] {
        var problems: [SourceProblem] = []
        var places: [SourcePlace] = []
        var results: [SourcePlace: [Translator.Result]] = [:]
        for payload in payloads {
            let result = adapter.lintTranslation(of: payload.body, payload.recorded)
            for warning in result.warnings where warning.kind == .failedAlert {
                let mend = "let the expression yield null where there is nothing to tell"
                problems.append(
                    SourceProblem(.warning, at: place(payload.file), "in this example \(warning)", mend: mend)
                )
            }
            guard let place = result.place, !result.drafts.isEmpty else { continue }
            if results[place] == nil { places.append(place) }
            results[place, default: []].append(result)
        }
        for place in places {
            guard let results = results[place],
                results.allSatisfy({ $0.warnings.contains { $0.kind == .emptyKey } })
            else { continue }
            problems.append(
                SourceProblem(
                    .warning,
                    at: place,
                    "in every example that this rule translates the key came out empty, and the event's hash stands in",
                    mend: "make the key of an id that is there, or the same thing may be logged twice"
                )
            )
        }
        return problems
    }

    /// An adapter shows that it works, that it refuses, and how it is set up.
    private static func completeness(
        _ adapter: Adapter,
        _ results: [ExampleResult],
        _ folder: String
    ) -> [SourceProblem] {
        let dispositions = results.compactMap { $0.actual["disposition"]?.string }
        var missing: [String] = []
        if !dispositions.contains("translated") { missing.append("an example that yields an entry") }
        if adapter.needsSecret, !dispositions.contains("unauthentic") { missing.append("an example that is refused") }
        if !FileManager.default.fileExists(atPath: "\(folder)/README.md") { missing.append("a README.md") }
        return missing.map { SourceProblem(.warning, at: place("\(folder)/adapter.yaml"), "the folder lacks \($0)") }
    }

    /// Deletes single fields of every example's body and tells which of them cost the translation, each once.
    private static func loadBearing(
        _ adapter: Adapter,
        _ payloads: [ExamplePayload],
        _ folder: String
    ) -> [SourceProblem] {
        let source = FileManager.default.contents(atPath: "\(folder)/adapter.yaml") ?? Data()
        var missing = MissingFields(adapter, source: String(decoding: source, as: UTF8.self))
        var problems: [SourceProblem] = []
        var reported = Set<String>()
        for payload in payloads {
            for finding in missing.findings(payload.recorded, body: payload.body)
            where reported.insert(finding.field).inserted {
                let cost = finding.isPartial ? "one entry of several is not translated" : "nothing is translated"
                problems.append(
                    SourceProblem(
                        .warning,
                        at: place(payload.file),
                        "without \"\(finding.field)\" \(cost): \(finding.reason)",
                        mend: "if it can be absent, give the expression an alternative: \(finding.field) || …"
                    )
                )
            }
        }
        return problems
    }

    private static func place(_ file: String) -> SourcePlace { SourcePlace(file: file, line: 1, column: 1) }
}
