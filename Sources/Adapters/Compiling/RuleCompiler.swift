import BridgeCore
import JMESPath
import JSON

/// Compiles `translate:` and the `let:` of the adapter's own level.
struct RuleCompiler {
    /// What there is to know of the rules; they are of no use where the problems hold an error.
    struct Compiled {
        let rules: TranslationRules
        let quotedNames: [QuotedName]
        let hookReads: [VariableRead]
        let problems: [SourceProblem]
    }

    private var templates = TemplateCompiler()

    static func compile(
        letNode: SourceNode?,
        translate: SourceNode?,
        place: SourcePlace,
        accepted: Answer
    ) -> Compiled {
        var compiler = RuleCompiler()
        if let letNode { compiler.templates.bind(letNode) }
        let rules = compiler.rules(translate, place, accepted: accepted)
        let templates = compiler.templates
        return Compiled(
            rules: TranslationRules(bindings: templates.bindings, rules: rules),
            quotedNames: templates.quotedNames,
            hookReads: templates.hookReads,
            problems: templates.problems
        )
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
        reportUncompletable(rules)
        return rules
    }

    private mutating func reportUncompletable(_ rules: [TranslationRule]) {
        let settles = rules.compactMap(\.settle)
        guard let first = settles.first, settles.allSatisfy(\.completes) else { return }
        let place = rules.first { $0.settle != nil }?.place
        guard let place else { return }
        templates.report(
            SourcePlace(file: place.file, line: first.subject.line, column: place.column),
            "\"completes: true\", but no rule makes an entry that could be completed",
            mend: "give the rule of the main event \"settle:\" with the same subject"
        )
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
        let settleNode = reader.mapping("settle")
        for name in ["subject", "for", "until", "completes"] where reader.names.contains(name) {
            _ = reader.node(name)
            reader.report(
                reader.valuePlace(name),
                "\"\(name):\" belongs into \"settle:\"",
                mend: "settle: { subject: \"${{ id }}\", for: 10m, until: \"${{ transcript }}\" }"
            )
        }
        let recheck = reader.mapping("recheck").map { RecheckCompiler.compile($0, templates: &templates) }
        let answer = reader.mapping("answer").map { answerNode in
            let (answer, problems) = AnswerCompiler.answer(answerNode, base: accepted)
            templates.report(problems)
            return answer
        }
        let alert = reader.node("alert").map { templates.prepared($0) }
        let actions = [reason != nil, entryNode != nil, recheck != nil].count { $0 }
        guard actions == 1 else {
            reportAction(isDouble: actions > 1, &reader)
            return nil
        }
        let action: TranslationRule.Action
        if let entryNode {
            let each = eachNode.map { templates.prepared($0) }
            let settle = settleNode.map { SettleCompiler.read($0, &templates) }
            let entry = EntryCompiler.compile(entryNode, letNode: letNode, settle: settle, templates: &templates)
            action = each.map { .each($0, entry) } ?? .entry(entry)
        } else {
            if eachNode != nil || letNode != nil {
                let fault = "\"each:\" and \"let:\" belong beside \"entry:\""
                reader.report(node.place, fault, mend: "remove them from this rule, which makes no entry")
            }
            if let settleNode {
                reader.report(settleNode.place, "\"settle:\" belongs beside \"entry:\"", mend: "take it out here")
            }
            action = recheck.map { .recheck($0) } ?? .ignore(reason: reason ?? "")
        }
        return TranslationRule(place: node.place, when: when, action: action, answer: answer, alert: alert)
    }

    /// A misspelt `entry:` is told as an unknown key, and not once more as a rule without one.
    private func reportAction(isDouble: Bool, _ reader: inout MappingReader) {
        let known = ["when", "let", "each", "ignore", "entry", "recheck", "settle", "answer", "alert"]
        let isMisspelt = reader.names.contains { name in
            !known.contains(name) && BridgeCore.nearestName(to: name, among: ["entry", "ignore", "recheck"]) != nil
        }
        guard isDouble || !isMisspelt else { return }
        reader.report(
            reader.place,
            isDouble ? "a rule has either \"entry:\" or \"ignore:\", not both" : "a rule has \"entry:\" or \"ignore:\"",
            mend: isDouble ? "make two rules of it, the first with \"when:\"" : "add \"entry:\", or \"ignore: why\""
        )
    }

    /// Reasons reach logs and lists, so that nothing of a message may be in them.
    private mutating func constantText(_ node: SourceNode, _ key: String) -> String {
        let count = templates.problems.count
        let template = templates.template(node)
        guard let text = template.constant?.string, !text.isEmpty else {
            guard templates.problems.count == count else { return "" }
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
