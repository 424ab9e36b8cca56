import BridgeCore
import Foundation
import Testing

/// Reads the headers that `Tests/Oracles/mails` writes into the file of the environment variable, for that script to judge.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["BRIDGE_MAILS"] != nil))
struct EmailOracleTests {
    /// A row is a header in percent-encoding; an answer is `-`, then name and address of everyone behind tabs.
    @Test func readsEveryHeaderOfTheOracle() throws {
        let path = try #require(ProcessInfo.processInfo.environment["BRIDGE_MAILS"])
        let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(!rows.isEmpty)

        var answers = ""
        for row in rows {
            let text = try #require(row.removingPercentEncoding)
            let fields = EmailAddress.list(text).flatMap { [$0.name ?? "", $0.address.normalized] }
            answers += (["-"] + fields.map(encoded)).joined(separator: "\t") + "\n"
        }

        try answers.write(toFile: path + ".read", atomically: true, encoding: .utf8)
    }

    private func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: " "..."~")))
            ?? ""
    }
}
