import BridgeCore
import JMESPath
import JSON

// The rules are classes: every request reads them, and a structure of many members is copied member by member, each
// copy counted (measured 2026: a twelfth of a translation).

/// The `translate:` part of an adapter, compiled.
struct TranslationRules: Sendable {
    /// What `$name` may mean; the built-in names first, then the adapter's own `let:` in their order.
    let bindings: [Binding]
    let rules: [TranslationRule]
}

/// One name in scope, made when the first expression that reads it is about to run.
final class Binding: Sendable {
    enum Source: Sendable {
        case body, headers, query, event, hook
        case template(Template)
    }

    let key: JSONKey
    let source: Source
    /// The bindings that it reads itself, lower indices first.
    let needs: [Int]

    init(name: String, source: Source, needs: [Int]) {
        key = JSONKey(name)
        self.source = source
        self.needs = needs
    }

    var name: String { key.name }
}

/// A template with the bindings that must exist before it runs.
final class Prepared: Sendable {
    let template: Template
    let needs: [Int]
    let place: SourcePlace

    init(template: Template, needs: [Int], place: SourcePlace) {
        self.template = template
        self.needs = needs
        self.place = place
    }
}

/// One element of `translate:`; the first whose `when` holds wins.
final class TranslationRule: Sendable {
    enum Action: Sendable {
        case ignore(reason: String)
        case entry(EntryRule)
        /// Every element of a list becomes the current value of `EntryRule`.
        case each(Prepared, EntryRule)
        case recheck(RecheckRule)
    }

    let place: SourcePlace
    let when: Prepared?
    let action: Action
    /// What the provider hears instead of `accepted`.
    let answer: Answer?
    /// A sentence for operators; an expression that yields null raises nothing.
    let alert: Prepared?

    init(place: SourcePlace, when: Prepared?, action: Action, answer: Answer?, alert: Prepared?) {
        self.place = place
        self.when = when
        self.action = action
        self.answer = answer
        self.alert = alert
    }

    var settle: SettleRule? {
        switch action {
        case .ignore, .recheck: nil
        case .entry(let entry), .each(_, let entry): entry.settle
        }
    }
}

/// The `settle:` beside an entry, compiled.
struct SettleRule: Sendable {
    let subject: EntryRule.Field
    let window: Duration
    /// Over the merged entry's `comms_data`.
    let until: Template?
    let late: Settling.Late
    let completes: Bool
}
