import Adapters
import BridgeCore

/// Replaces `${NAME}` in every text of a parsed file by the environment's value, after parsing, so that a value can
/// neither break the file nor add keys to it.
struct Placeholders {
    private let environment: [String: String]
    private var used: [(name: String, value: String)] = []
    private(set) var problems: [SourceProblem] = []

    init(environment: [String: String]) { self.environment = environment }

    mutating func expand(_ node: SourceNode) -> SourceNode {
        switch node.content {
        case .scalar(let text, let isPlain):
            guard text.contains("${") else { return node }
            let expanded = expand(text, at: node.place)
            return SourceNode(content: .scalar(expanded, isPlain: isPlain && !expanded.isEmpty), place: node.place)
        case .sequence(let elements):
            return SourceNode(content: .sequence(elements.map { expand($0) }), place: node.place)
        case .mapping(let members):
            let expanded = members.map {
                SourceNode.Member(name: $0.name, place: $0.place, value: expand($0.value))
            }
            return SourceNode(content: .mapping(expanded), place: node.place)
        }
    }

    /// A problem's text with every value that came from the environment shown as its `${NAME}`.
    func concealing(_ problem: SourceProblem) -> SourceProblem {
        var message = problem.message
        for (name, value) in used where value.count > 3 { message = message.replacing(value, with: "${\(name)}") }
        return SourceProblem(problem.severity, at: problem.place, message, mend: problem.mend)
    }

    private mutating func expand(_ text: String, at place: SourcePlace) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "${") {
            result += rest[..<open.lowerBound]
            guard let close = rest[open.upperBound...].firstIndex(of: "}") else {
                problems.append(SourceProblem(at: place, "\"${\" without \"}\"", mend: "write ${NAME}"))
                return result
            }
            let name = String(rest[open.upperBound..<close])
            if let value = environment[name], !value.isEmpty {
                used.append((name, value))
                result += value
            } else {
                problems.append(
                    SourceProblem(
                        at: place,
                        "the environment variable \(name) is not set",
                        mend: "set it for the service, or use file:/path for a secret"
                    )
                )
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
