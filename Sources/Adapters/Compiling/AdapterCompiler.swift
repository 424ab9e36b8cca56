import BridgeCore

/// Turns the text of an `adapter.yaml` into an ``Adapter``.
package enum AdapterCompiler {
    /// Every problem is collected, in the order of their places; there is no adapter where one of them is an error.
    ///
    /// `name` is the folder's name; `file` is what problems show.
    package static func compile(
        _ text: String,
        name: String,
        file: String
    ) -> (adapter: Adapter?, problems: [SourceProblem]) {
        let root: SourceNode
        do {
            root = try SourceDocument.parse(text, file: file)
        } catch {
            return (nil, [error])
        }
        var reader = MappingReader(root)
        let title = reader.required("title") ?? name
        _ = reader.string("docs")
        let provider = reader.string("provider") ?? name
        var problems: [SourceProblem] = []
        let receive = reader.mapping("receive").map(ReceiveCompiler.init)
        if receive == nil, reader.node("receive") == nil {
            reader.report(
                reader.valuePlace("receive"),
                "the key \"receive\" is \(reader.names.contains("receive") ? "empty" : "missing")",
                mend: "add \"receive:\" with \"authenticate:\""
            )
        }
        problems += receive?.problems ?? []
        let translation = RuleCompiler.compile(
            letNode: reader.mapping("let"),
            translate: reader.node("translate"),
            place: root.place,
            accepted: receive?.rules.answers.accepted ?? Answer(status: 200)
        )
        problems += translation.problems + reader.finish()
        problems = problems.withoutConsequences
        problems.sort { ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column) }
        guard let receive, let scheme = receive.scheme, !problems.contains(where: { $0.severity == .error }) else {
            return (nil, problems)
        }
        var adapter = Adapter(
            name: name,
            version: version(of: text),
            title: title,
            provider: provider,
            receive: receive.rules,
            scheme: scheme,
            handshakes: receive.handshakes,
            decoder: receive.decoder,
            rules: translation.rules
        )
        adapter.quotedNames = translation.quotedNames
        adapter.hookReads = translation.hookReads + receive.hookReads
        return (adapter, problems)
    }

    private static func version(of text: String) -> String {
        String(EventFingerprint.digest(of: Array(text.utf8)).description.prefix(12))
    }
}
