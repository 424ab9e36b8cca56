import Adapters
import Foundation
import JSON

/// How problems of files are shown: one line each, and on a terminal the line of the adapter's file with a caret below.
enum ProblemText {
    static func text(_ problem: SourceProblem, showsSource: Bool) -> String {
        // A line of bridge.yaml may hold a secret.
        guard showsSource, problem.place.file.hasSuffix("adapter.yaml"),
            let bytes = FileManager.default.contents(atPath: problem.place.file),
            let excerpt = problem.excerpt(of: String(decoding: bytes, as: UTF8.self))
        else { return problem.description }
        return "\(problem)\n\(excerpt)"
    }

    static func printOutput(_ problems: [SourceProblem]) {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        for problem in problems { print(text(problem, showsSource: isTerminal)) }
    }

    static func printError(_ problems: [SourceProblem]) {
        let isTerminal = isatty(STDERR_FILENO) == 1
        for problem in problems {
            FileHandle.standardError.write(Data((text(problem, showsSource: isTerminal) + "\n").utf8))
        }
    }

    /// For a machine to read.
    static func json(_ problem: SourceProblem) -> JSONValue {
        [
            "severity": .string(problem.severity.rawValue), "file": .string(problem.place.file),
            "line": .number(JSONNumber(problem.place.line)), "column": .number(JSONNumber(problem.place.column)),
            "message": .string(problem.message), "mend": problem.mend.map(JSONValue.string) ?? .null,
        ]
    }
}
