import BridgeCore
import JMESPath
import JSON

/// Applies the rules of an adapter to one decoded request.
struct Translator: Sendable {
    let rules: TranslationRules
    let provider: String

    /// What came of a request, before the adapter adds what it knows of the body's bytes.
    struct Result: Sendable {
        var disposition: Translation.Disposition
        var reason: String?
        var drafts: [EntryDraft] = []
        var warnings: [TranslationWarning] = []
        var alert: String?
        var answer: Answer?
        var recheck: Recheck?
        /// The rule that was applied.
        var place: SourcePlace?
    }

    func translate(_ body: JSONValue, of request: RawRequest, hook: Hook, event: EventID) -> Result {
        var scope = TranslationScope(
            bindings: rules.bindings,
            request: request,
            body: body,
            hook: hook,
            event: event
        )
        do {
            for rule in rules.rules {
                if let when = rule.when, try !scope.holds(when, key: "when") { continue }
                return try apply(rule, body, &scope, EntryBuilder(provider: provider, subject: scope.subject))
            }
            return Result(disposition: .ignored, reason: "no rule matches")
        } catch {
            return Result(disposition: .untranslated, reason: error.description)
        }
    }

    private func apply(
        _ rule: TranslationRule,
        _ body: JSONValue,
        _ scope: inout TranslationScope,
        _ builder: EntryBuilder
    ) throws(TranslationFault) -> Result {
        var result: Result
        switch rule.action {
        case .ignore(let reason): result = Result(disposition: .ignored, reason: reason)
        case .entry(let entry):
            try scope.bind(entry.needs)
            result = Result(disposition: .translated)
            result.drafts = [try builder.draft(entry, body, scope: &scope.scope, index: nil, &result.warnings)]
        case .recheck(let rule):
            result = Result(disposition: .translated, reason: RecheckRule.remark)
            result.recheck = try rule.recheck(&scope, region: builder.subject.hook.region)
        case .each(let list, let entry): result = try each(list, entry, &scope, builder)
        }
        result.answer = rule.answer
        result.place = rule.place
        do {
            if let alert = rule.alert, case .string(let text) = try scope.evaluate(alert, key: "alert"), !text.isEmpty {
                result.alert = text
            }
        } catch {
            // A notice to operators costs nobody an entry.
            let text = "no alert was raised: \(error.key ?? "alert"): \(error.message)"
            result.warnings.append(TranslationWarning(.failedAlert, text, line: error.line))
        }
        return result
    }

    /// A failing element does not stop its neighbours.
    private func each(
        _ list: Prepared,
        _ entry: EntryRule,
        _ scope: inout TranslationScope,
        _ builder: EntryBuilder
    ) throws(TranslationFault) -> Result {
        guard case .array(let elements) = try scope.evaluate(list, key: "each") else {
            throw TranslationFault(key: "each", line: list.place.line, message: "the expression yields no list")
        }
        guard !elements.isEmpty else { return Result(disposition: .ignored, reason: "the list is empty") }
        try scope.bind(entry.needs)
        var result = Result(disposition: .translated)
        var faults: [String] = []
        for (index, element) in elements.enumerated() {
            do {
                result.drafts.append(
                    try builder.draft(entry, element, scope: &scope.scope, index: index, &result.warnings)
                )
            } catch {
                faults.append("element \(index + 1): \(error)")
            }
        }
        guard !faults.isEmpty else { return result }
        result.disposition = result.drafts.isEmpty ? .untranslated : .partly
        result.reason =
            faults.prefix(3).joined(separator: "; ") + (faults.count > 3 ? "; and \(faults.count - 3) more" : "")
        return result
    }
}
