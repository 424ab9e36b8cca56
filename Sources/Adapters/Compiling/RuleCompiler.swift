import JMESPath
import JSON

/// Compiles `translate:` and the `let:` of the adapter's own level.
struct RuleCompiler {
    private var templates = TemplateCompiler()

    /// Nil where the problems hold an error.
    static func compile(
        letNode: SourceNode?,
        translate: SourceNode?,
        place: SourcePlace,
        accepted: Answer
    ) -> (rules: TranslationRules, problems: [SourceProblem]) {
        var compiler = RuleCompiler()
        if let letNode { compiler.templates.bind(letNode) }
        let rules = compiler.rules(translate, place, accepted: accepted)
        return (TranslationRules(bindings: compiler.templates.bindings, rules: rules), compiler.templates.problems)
    }

    private mutating func rules(_ node: SourceNode?, _ place: SourcePlace, accepted: Answer) -> [TranslationRule] {
        guard let node else {
            templates.report(place, "the key \"translate\" is missing", mend: "add \"translate:\" with a list of rules")
            return []
        }
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            templates.report(node.place, "translate: must be a list of rules", mend: "start each rule with \"- \"")
            return []
        }
        let rules = elements.compactMap { rule($0, accepted: accepted) }
        reportUnreachable(rules)
        return rules
    }

    private mutating func reportUnreachable(_ rules: [TranslationRule]) {
        guard let last = rules.firstIndex(where: { $0.when == nil || $0.when?.template.constant?.isTrue == true })
        else { return }
        for rule in rules.dropFirst(last + 1) {
            let above = rules[last].place.line
            templates.report([
                SourceProblem(
                    .warning,
                    at: rule.place,
                    "this rule is never reached: the one in line \(above) always holds",
                    mend: "move it up, or give the other a \"when:\""
                )
            ])
        }
    }

    private mutating func rule(_ node: SourceNode, accepted: Answer) -> TranslationRule? {
        var reader = MappingReader(node)
        defer { templates.report(reader.finish()) }
        let when = reader.node("when").map { templates.prepared($0) }
        let letNode = reader.mapping("let")
        let eachNode = reader.node("each")
        let reason = reader.node("ignore").map { constantText($0, "ignore") }
        let entryNode = reader.mapping("entry")
        let recheck = reader.mapping("recheck").map { RecheckCompiler.compile($0, templates: &templates) }
        let answer = reader.mapping("answer").map { answerNode in
            let (answer, problems) = AnswerCompiler.answer(answerNode, base: accepted)
            templates.report(problems)
            return answer
        }
        let alert = reader.node("alert").map { templates.prepared($0) }
        guard [reason != nil, entryNode != nil, recheck != nil].count(where: { $0 }) == 1 else {
            reader.report(node.place, "a rule has either \"entry:\", \"ignore:\" or \"recheck:\"")
            return nil
        }
        let action: TranslationRule.Action
        if let entryNode {
            let each = eachNode.map { templates.prepared($0) }
            let entry = EntryCompiler.compile(entryNode, letNode: letNode, templates: &templates)
            action = each.map { .each($0, entry) } ?? .entry(entry)
        } else {
            if eachNode != nil || letNode != nil {
                reader.report(node.place, "\"each:\" and \"let:\" belong beside \"entry:\"")
            }
            action = recheck.map { .recheck($0) } ?? .ignore(reason: reason ?? "")
        }
        return TranslationRule(place: node.place, when: when, action: action, answer: answer, alert: alert)
    }

    /// Reasons reach logs and lists, so that nothing of a message may be in them.
    private mutating func constantText(_ node: SourceNode, _ key: String) -> String {
        guard let text = templates.template(node).constant?.string, !text.isEmpty else {
            templates.report(
                node.place,
                "\(key): must be a text without expressions, since it is shown in logs",
                mend: "say in a few words why"
            )
            return ""
        }
        return text
    }
}
