import BridgeCore
import JSON

/// Finds the fields of an adapter's examples that carry the translation: each is deleted by itself, at every depth, and a
/// request that was translated and then is not, or not whole, tells of one.
struct MissingFields {
    /// How many fields of one example are tried, its outermost first.
    static let limit = 400
    /// In how many examples of the same kind of entry a field is tried.
    private static let trialLimit = 2
    /// Of a list the first elements speak for the others.
    private static let elementLimit = 2
    private static let depthLimit = 12

    struct Finding {
        /// As an expression would name it: `data.payload.from[].number`.
        let field: String
        /// Why the translation failed.
        let reason: String
        /// True where other entries of the request were translated all the same.
        let isPartial: Bool
    }

    private enum Step {
        case member(String)
        case element(Int)
    }

    private let adapter: Adapter
    /// The text of the adapter's file: a field whose name is not in it is read by nothing.
    private let source: String
    private var trials: [String: Int] = [:]
    /// How many deletions were tried.
    private(set) var count = 0

    init(_ adapter: Adapter, source: String) {
        self.adapter = adapter
        self.source = source
    }

    /// What costs an example its translation; nothing for one that yields no entry anyway. `body` is its decoded body.
    mutating func findings(_ recorded: RecordedRequest, body: JSONValue) -> [Finding] {
        let whole = adapter.lintTranslation(of: body, recorded)
        guard whole.disposition == .translated else { return [] }
        let kind = Self.kind(of: whole)
        var paths: [[Step]] = []
        collect(body, [], &paths)
        let outermostFirst = paths.enumerated().sorted { ($0.element.count, $0.offset) < ($1.element.count, $1.offset) }
        var findings: [Finding] = []
        for (_, path) in outermostFirst.prefix(Self.limit) {
            let field = Self.name(of: path)
            guard trials["\(kind) \(field)", default: 0] < Self.trialLimit else { continue }
            trials["\(kind) \(field)", default: 0] += 1
            count += 1
            let result = adapter.lintTranslation(of: Self.removing(path[...], from: body), recorded)
            guard result.disposition == .untranslated || result.disposition == .partly else { continue }
            let isPartial = result.disposition == .partly
            findings.append(Finding(field: field, reason: result.reason ?? "", isPartial: isPartial))
        }
        return findings
    }

    /// Examples alike in this take the same way through the adapter.
    private static func kind(of result: Translator.Result) -> String {
        let data = result.drafts.first?.data
        let words = [data?["channel"], data?["direction"], data?["kind"], data?["outcome"]].map { $0?.string ?? "-" }
        return words.joined(separator: " ") + (result.drafts.count > 1 ? " several" : "")
    }

    private func collect(_ value: JSONValue, _ path: [Step], _ paths: inout [[Step]]) {
        guard path.count < Self.depthLimit else { return }
        switch value {
        case .object(let object):
            for (name, member) in object {
                let inner = path + [.member(name)]
                if source.contains(name) { paths.append(inner) }
                collect(member, inner, &paths)
            }
        case .array(let elements):
            for (index, element) in elements.prefix(Self.elementLimit).enumerated() {
                collect(element, path + [.element(index)], &paths)
            }
        case .null, .bool, .number, .string: break
        }
    }

    private static func removing(_ path: ArraySlice<Step>, from value: JSONValue) -> JSONValue {
        guard let step = path.first else { return value }
        let rest = path.dropFirst()
        switch (step, value) {
        case (.member(let name), .object(var object)):
            object[name] = rest.isEmpty ? nil : object[name].map { removing(rest, from: $0) }
            return .object(object)
        case (.element(let index), .array(var elements)):
            elements[index] = removing(rest, from: elements[index])
            return .array(elements)
        default: return value
        }
    }

    private static func name(of path: [Step]) -> String {
        path.reduce("") { text, step in
            switch step {
            case .element: text + "[]"
            case .member(let name): (text.isEmpty ? "" : text + ".") + Payload.identifier(name)
            }
        }
    }
}

extension Adapter {
    /// What comes of a decoded body in the place of an example's own.
    func lintTranslation(of body: JSONValue, _ recorded: RecordedRequest) -> Translator.Result {
        let hook = Hook(
            name: HookName("lint"),
            adapter: name,
            destination: DestinationName("lint"),
            settings: recorded.settings
        )
        return translator.translate(body, of: recorded.request, hook: hook, event: EventID(rawValue: 0))
    }
}

extension JSONValue {
    /// The names of all members at every depth.
    func collectNames(into names: inout Set<String>) {
        switch self {
        case .object(let object):
            for (name, member) in object {
                names.insert(name)
                member.collectNames(into: &names)
            }
        case .array(let elements): for element in elements { element.collectNames(into: &names) }
        case .null, .bool, .number, .string: break
        }
    }
}
