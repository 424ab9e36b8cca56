import Foundation
import JMESPath
import JSON
import Testing

/// The JMESPath project's own cases, in the folder that the environment variable names.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["JMESPATH_COMPLIANCE"] != nil))
struct ComplianceTests {
    struct Case: CustomTestStringConvertible {
        let file: String
        let given: JSONValue
        let members: JSONObject

        var expression: String { members["expression"]?.string ?? "" }
        var testDescription: String { "\(file): \(expression)" }
    }

    static func cases() throws -> [Case] {
        let path = ProcessInfo.processInfo.environment["JMESPATH_COMPLIANCE"] ?? ""
        let folder = URL(fileURLWithPath: path, isDirectory: true)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var cases: [Case] = []
        for file in files where file.pathExtension == "json" {
            let groups = try JSONParser().parse(Array(Data(contentsOf: file))).value.array ?? []
            for group in groups {
                for members in group["cases"]?.array ?? [] {
                    cases.append(
                        Case(
                            file: file.lastPathComponent,
                            given: group["given"] ?? .null,
                            members: try #require(members.object)
                        )
                    )
                }
            }
        }
        return cases
    }

    @Test func everyCaseGivesTheResultOrTheErrorOfTheSuite() throws {
        let cases = try Self.cases()
        #expect(cases.count > 0)

        for example in cases {
            let outcome = Result { () throws(JMESPathError) in
                try Expression(example.expression).evaluate(example.given)
            }
            switch (outcome, example.members["error"]?.string) {
            case (.success(let value), nil):
                if let expected = example.members["result"] {
                    #expect(value == expected, "\(example.testDescription)")
                }
            case (.failure(let error), let expected?):
                #expect(error.kind.complianceName == expected, "\(example.testDescription)")
            case (.success, let expected?):
                Issue.record("\(example.testDescription): expected \(expected)")
            case (.failure(let error), nil):
                Issue.record("\(example.testDescription): \(error)")
            }
        }
    }
}

extension JMESPathError.Kind {
    fileprivate var complianceName: String {
        switch self {
        case .syntax: "syntax"
        case .arity: "invalid-arity"
        case .type: "invalid-type"
        case .value: "invalid-value"
        case .unknownFunction: "unknown-function"
        case .unknownVariable: "undefined-variable"
        }
    }
}
