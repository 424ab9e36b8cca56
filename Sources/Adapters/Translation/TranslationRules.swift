import BridgeCore
import JMESPath

/// The `translate:` part of an adapter, compiled.
struct TranslationRules: Sendable {
    /// What `$name` may mean; the built-in names first, then the adapter's own `let:` in their order.
    let bindings: [Binding]
    let rules: [TranslationRule]
}

/// One name in scope, made when the first expression that reads it is about to run.
struct Binding: Sendable {
    enum Source: Sendable {
        case body, headers, query, event, hook
        case template(Template)
    }

    let name: String
    let source: Source
    /// The bindings that it reads itself, lower indices first.
    let needs: [Int]
}

/// A template with the bindings that must exist before it runs.
struct Prepared: Sendable {
    let template: Template
    let needs: [Int]
    let place: SourcePlace
}

/// One element of `translate:`; the first whose `when` holds wins.
struct TranslationRule: Sendable {
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

    var settle: SettleRule? {
        switch action {
        case .ignore, .recheck: nil
        case .entry(let entry), .each(_, let entry): entry.settle
        }
    }
}

/// The `entry:` of a rule, compiled.
struct EntryRule: Sendable {
    /// The rule's own `let:`, evaluated in order before the rest.
    let lets: [(name: String, value: Prepared)]
    /// What all templates of the entry read together.
    let needs: [Int]
    let key: Field
    let commsType: Field
    let commsSource: Field
    let contact: [String: Field]
    let member: [String: Field]
    let data: [(name: String, field: Field)]
    let sentiment: Field?
    let next: Field?
    let status: Field?
    /// A mail's Message-ID; the key counts where it comes out empty.
    let messageID: Field?
    let authenticated: Field?
    let leg: Field?
    /// Nil where the entry waits for nothing.
    let settle: SettleRule?

    /// A value of the entry and where it stands.
    struct Field: Sendable {
        /// The key with its parents, such as `contact.phone`.
        let key: String
        let template: Template
        let line: Int
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
