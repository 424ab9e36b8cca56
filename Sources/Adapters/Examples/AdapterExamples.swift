package import BridgeCore
package import JSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One recorded request beside an adapter, with what it must come to.
package struct AdapterExample: Sendable {
    /// The file's name without `.request.json`.
    package let name: String
    package let requestFile: String
    package let expectedFile: String

    /// The examples of one adapter's folder, sorted by name.
    package static func all(in folder: String) -> [AdapterExample] {
        let suffix = ".request.json"
        let path = "\(folder)/examples"
        // A folder without examples is a finding of its own, not an error here.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return files.filter { $0.hasSuffix(suffix) }.sorted().map { file in
            let name = String(file.dropLast(suffix.count))
            return AdapterExample(
                name: name,
                requestFile: "\(path)/\(file)",
                expectedFile: "\(path)/\(name).expected.json"
            )
        }
    }
}

/// What running one example came to.
package struct ExampleResult: Sendable {
    package let adapter: String
    package let example: String
    /// What `adapters try` prints for it; null where the request could not be read.
    package let actual: JSONValue
    /// One line for each difference; empty where the example passed.
    package let differences: [String]
    /// True where the expectation was written anew.
    package let isUpdated: Bool

    package var hasPassed: Bool { differences.isEmpty }
}

/// Runs the examples that lie beside adapters.
package enum AdapterExamples {
    /// The clock of examples that bring none: 2026-03-02T14:15:00Z.
    package static let now = Timestamp(seconds: 1_772_460_900)

    /// Runs every example of one adapter's folder; `update` writes what came out as the new expectation.
    package static func run(_ adapter: Adapter, folder: String, update: Bool = false) -> [ExampleResult] {
        AdapterExample.all(in: folder).map { run(adapter, $0, update: update) }
    }

    /// Runs one example.
    package static func run(_ adapter: Adapter, _ example: AdapterExample, update: Bool = false) -> ExampleResult {
        func result(_ actual: JSONValue, _ differences: [String], isUpdated: Bool = false) -> ExampleResult {
            ExampleResult(
                adapter: adapter.name,
                example: example.name,
                actual: actual,
                differences: differences,
                isUpdated: isUpdated
            )
        }
        do {
            let recorded = try RecordedRequest(try bytes(example.requestFile), now: now)
            let actual = AdapterTrial.run(adapter, recorded)
            if update {
                try (actual.text(indented: true) + "\n")
                    .write(toFile: example.expectedFile, atomically: true, encoding: .utf8)
                return result(actual, [], isUpdated: true)
            }
            guard FileManager.default.fileExists(atPath: example.expectedFile) else {
                return result(actual, ["nothing is expected yet: \(example.name).expected.json is missing"])
            }
            let expected = try JSONParser().parse(try bytes(example.expectedFile)).value
            return result(actual, JSONDifference.lines(expected: expected, actual: actual))
        } catch {
            return result(.null, ["\(error)"])
        }
    }

    private static func bytes(_ file: String) throws(RecordedRequestError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw RecordedRequestError("\(file) cannot be read")
        }
        return Array(data)
    }
}
