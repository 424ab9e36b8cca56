import Adapters
import BridgeCore
import Foundation
import Testing

/// Every folder of `adapters/` is found when the tests run; a new adapter needs no new test.
struct ShippedAdapterTests {
    @Test(arguments: ShippedAdapters.names)
    func hasNoFindings(_ name: String) {
        let findings = AdapterLint.check(folder: "\(ShippedAdapters.folder)/\(name)")

        // external-crm is the bridge's own format: its README says which members are required.
        let isOwnFormat = name == "external-crm"
        #expect(findings.filter { !(isOwnFormat && $0.severity == .warning) }.map(\.description) == [])
    }

    @Test(arguments: ShippedAdapters.names)
    func everyExampleComesOutAsExpected(_ name: String) throws {
        let adapter = try ShippedAdapters.load(name)

        let results = AdapterExamples.run(adapter, folder: "\(ShippedAdapters.folder)/\(name)")

        #expect(results.count >= 4)
        for result in results { #expect(result.differences == [], "\(name)/\(result.example)") }
    }

    @Test(arguments: ShippedAdapters.names)
    func showsThatItWorksAndThatItRefuses(_ name: String) throws {
        let folder = "\(ShippedAdapters.folder)/\(name)"
        let adapter = try ShippedAdapters.load(name)

        let dispositions = AdapterExamples.run(adapter, folder: folder).map { $0.actual["disposition"]?.string }

        #expect(dispositions.contains("translated"))
        #expect(!adapter.needsSecret || dispositions.contains("unauthentic"))
        #expect(FileManager.default.fileExists(atPath: "\(folder)/README.md"))
    }

    @Test func theLibraryLoadsWhole() {
        let (library, problems) = AdapterLibrary.load(folder: ShippedAdapters.folder)

        #expect(problems.map(\.description) == [])
        #expect(library.adapters.keys.sorted() == ShippedAdapters.names)
        #expect(ShippedAdapters.names.count >= 3)
    }
}
