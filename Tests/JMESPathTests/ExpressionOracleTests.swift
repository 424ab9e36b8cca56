import Foundation
import JMESPath
import JSON
import Testing

/// Evaluates the rows that `Tests/Oracles/expressions` writes into the file of the environment variable, for that script
/// to judge.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["BRIDGE_EXPRESSIONS"] != nil))
struct ExpressionOracleTests {
    /// A row is an expression, a tab and a document in JSON; an answer is the result in JSON, or `!` and what is wrong.
    @Test func evaluatesEveryRowOfTheOracle() throws {
        let path = try #require(ProcessInfo.processInfo.environment["BRIDGE_EXPRESSIONS"])
        let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(!rows.isEmpty)

        var answers = ""
        for row in rows {
            let tab = try #require(row.firstIndex(of: "\t"))
            let document = try value(String(row[row.index(after: tab)...]))
            do {
                let expression = try Expression(String(row[..<tab]))
                let result = try expression.evaluate(document)
                #expect(try expression.holds(document) == result.isTrue, "\(row)")
                answers += result.text()
            } catch {
                answers += "!\(error)"
            }
            answers += "\n"
        }

        try answers.write(toFile: path + ".read", atomically: true, encoding: .utf8)
    }
}
