import BridgeCore
import JMESPath
import JSON

/// Reads the `settle:` beside an entry.
struct SettleCompiler {
    /// Longer than a day nobody waits: the entry would come too late for what is decided by it.
    static let windows = Duration.seconds(1)...Duration.seconds(86_400)

    /// What is written there; the subject becomes a template together with the entry's own fields.
    struct Draft {
        let place: SourcePlace
        let subject: SourceNode?
        let window: Duration
        let until: Template?
        let late: Settling.Late
        let completes: Bool
    }

    /// Every problem goes to `templates`; a value that cannot be used is replaced, because there is no adapter then.
    static func read(_ node: SourceNode, _ templates: inout TemplateCompiler) -> Draft {
        var reader = MappingReader(node)
        let subject = reader.node("subject")
        if subject == nil, !reader.names.contains("subject") {
            reader.report(
                node.place,
                "the key \"settle.subject\" is missing",
                mend: "say what the events have in common: subject: \"${{ call_id }}\""
            )
        }
        let window = window(&reader, node.place)
        let until = reader.node("until").flatMap { self.until($0, &templates) }
        let late = reader.choice("late", of: Settling.Late.self) ?? .followUp
        let completes = reader.boolean("completes") ?? false
        templates.report(reader.finish())
        return Draft(
            place: node.place,
            subject: subject,
            window: window,
            until: until,
            late: late,
            completes: completes
        )
    }

    private static func window(_ reader: inout MappingReader, _ place: SourcePlace) -> Duration {
        guard reader.names.contains("for") else {
            reader.report(
                place,
                "the key \"settle.for\" is missing",
                mend: "say how long the entry waits at most: for: 10m"
            )
            return windows.lowerBound
        }
        guard let window = reader.duration("for") else { return windows.lowerBound }
        guard windows.contains(window) else {
            reader.report(
                reader.valuePlace("for"),
                "\"for\" must be 1s to 24h",
                mend: "providers tell the rest within minutes: for: 10m"
            )
            return windows.lowerBound
        }
        return window
    }

    /// It is asked of the merged entry, whose `comms_data` is all it knows.
    private static func until(_ node: SourceNode, _ templates: inout TemplateCompiler) -> Template? {
        var own = TemplateCompiler(knowing: [])
        let template = own.template(node)
        templates.report(own.problems)
        guard template.constant == nil else {
            if own.problems.isEmpty {
                templates.report(
                    node.place,
                    "until: is the same for every entry",
                    mend: "name what must be there: until: \"${{ recording_url && transcript }}\""
                )
            }
            return nil
        }
        let functions = Set(template.expressions.flatMap(\.functionNames)).intersection(DomainFunctions.needingHook)
        for name in functions.sorted() {
            templates.report(
                node.place,
                "until: cannot call \(name)(), which needs the hook's region or zone",
                mend: "the entry's values are written that way already; compare them as they are"
            )
        }
        let known = CommsDataKey.allCases.map(\.rawValue)
        for name in Set(template.expressions.flatMap(\.fields)).sorted() where !known.contains(name) {
            let nearest = known.first { $0.hasPrefix(name) } ?? BridgeCore.nearestName(to: name, among: known)
            templates.report(
                node.place,
                "until: reads \"\(name)\", which no comms_data has",
                mend: nearest.map { "did you mean \"\($0)\"?" } ?? "it sees the keys of comms_data, such as transcript"
            )
        }
        return template
    }
}
