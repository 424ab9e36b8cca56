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
        return failures(results, folder) + completeness(adapter, results, folder)
            + loadBearing(adapter, folder)
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

    /// Deletes single fields of every example's body and tells which of them cost the whole translation.
    private static func loadBearing(_ adapter: Adapter, _ folder: String) -> [SourceProblem] {
        var problems: [SourceProblem] = []
        var reported = Set<String>()
        for example in AdapterExample.all(in: folder) {
            for (field, reason) in fatalFields(adapter, example) where reported.insert(field).inserted {
                problems.append(
                    SourceProblem(
                        .warning,
                        at: place(example.requestFile),
                        "without \"\(field)\" nothing is translated: \(reason)",
                        mend: "if it can be absent, give the expression an alternative: \(field) || …"
                    )
                )
            }
        }
        return problems
    }

    /// The top-level fields of an example whose absence makes it `untranslated`, with the reason.
    static func fatalFields(_ adapter: Adapter, _ example: AdapterExample) -> [(field: String, reason: String)] {
        guard let data = FileManager.default.contents(atPath: example.requestFile),
            let recorded = try? RecordedRequest(Array(data), now: AdapterExamples.now),
            case .object(let body)? = try? adapter.decode(recorded.request).value
        else { return [] }
        let hook = Hook(
            name: HookName("lint"),
            adapter: adapter.name,
            destination: DestinationName("lint"),
            settings: recorded.settings
        )
        func outcome(_ body: JSONObject) -> Translator.Result {
            adapter.translator.translate(
                .object(body),
                of: recorded.request,
                hook: hook,
                event: EventID(rawValue: 0)
            )
        }
        guard outcome(body).disposition == .translated else { return [] }
        return body.names.compactMap { name in
            var reduced = body
            reduced[name] = nil
            let result = outcome(reduced)
            return result.disposition == .untranslated ? (name, result.reason ?? "") : nil
        }
    }

    private static func place(_ file: String) -> SourcePlace { SourcePlace(file: file, line: 1, column: 1) }
}
