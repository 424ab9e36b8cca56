import BridgeCore
import Foundation
import Testing

/// Reads the rows that `Tests/Oracles/phones` writes into the file of the environment variable, for that script to judge.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["BRIDGE_PHONES"] != nil))
struct PhoneOracleTests {
    /// A row is a text, a tab and a region; an answer is E.164, or nothing.
    @Test func readsEveryRowOfTheOracle() throws {
        let path = try #require(ProcessInfo.processInfo.environment["BRIDGE_PHONES"])
        let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(!rows.isEmpty)

        var answers = ""
        for row in rows {
            let tab = try #require(row.lastIndex(of: "\t"))
            let text = String(row[..<tab])
            answers += PhoneNumber(text, region: String(row[row.index(after: tab)...]))?.e164 ?? ""
            answers += "\n"
        }

        try answers.write(toFile: path + ".read", atomically: true, encoding: .utf8)
    }
}
