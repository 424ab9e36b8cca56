import BridgeCore
import JMESPath

/// What is wrong with a setting of a hook.
package struct SettingFault: Sendable, Equatable {
    package enum Kind: Sendable {
        /// Nothing reads it.
        case unknown
        /// Every request is refused without it.
        case missing
        /// It takes other values.
        case value
    }

    package let kind: Kind
    package let name: String
    /// What is wrong, without the value.
    package let message: String
    package let mend: String
}

extension Adapter {
    /// Keys of the hook itself that are easily taken for settings.
    private static let hookKeys = ["region", "zone"]

    /// What is wrong with a hook's settings: those that neither the schemes nor an expression reads, those without which
    /// every request would be refused, and values that are not taken.
    ///
    /// Where an expression reads settings by names that it computes, every name is taken.
    package func faults(ofSettings settings: [String: String]) -> [SettingFault] {
        let own = scheme.settingRules(in: settings)
        let others = handshakes.compactMap(\.scheme).flatMap { $0.settingRules(in: settings) }.map(\.optional)
        let rules = own + others + expressionRules
        let missing = own.filter { $0.isNeeded && settings[$0.name] == nil }.map { rule in
            SettingFault(
                kind: .missing,
                name: rule.name,
                message: "the adapter \(name) refuses every request without the setting \"\(rule.name)\"",
                mend: rule.mend(of: "").map { "\($0) under settings: \(rule.name):" } ?? "add it under settings:"
            )
        }
        let wrong = settings.keys.sorted().compactMap { setting -> SettingFault? in
            let known = rules.filter { $0.name == setting }
            if known.isEmpty { return takesAnySetting ? nil : unknown(setting, among: rules.map(\.name)) }
            guard let value = settings[setting], let mend = known.lazy.compactMap({ $0.mend(of: value) }).first else {
                return nil
            }
            return SettingFault(
                kind: .value,
                name: setting,
                message: "the adapter \(name) does not take this value of the setting \"\(setting)\"",
                mend: mend
            )
        }
        return missing + wrong
    }

    private func unknown(_ setting: String, among names: [String]) -> SettingFault {
        let known = Set(names).sorted()
        let all = known.isEmpty ? "it reads none" : "it reads \(known.joined(separator: ", "))"
        let mend =
            Self.hookKeys.contains(setting)
            ? "\(setting): is a key of the hook itself, beside settings:"
            : BridgeCore.nearestName(to: setting, among: known).map { "did you mean \"\($0)\"?" } ?? all
        let message = "the adapter \(name) never reads a setting \"\(setting)\""
        return SettingFault(kind: .unknown, name: setting, message: message, mend: mend)
    }

    private var takesAnySetting: Bool { hookReads.contains { $0.path.isEmpty || $0.path == ["settings"] } }

    /// A setting that expressions only hold against texts takes those and what is usually said beside them.
    private var expressionRules: [SettingRule] {
        let reads = hookReads.filter { $0.path.count > 1 && $0.path[0] == "settings" }
        return Dictionary(grouping: reads) { $0.path[1] }.map { name, reads in
            let texts = Set(reads.compactMap(\.comparedWith))
            guard reads.allSatisfy({ $0.path.count == 2 && $0.comparedWith != nil }) else { return SettingRule(name) }
            return SettingRule(name, texts: texts.union(texts.compactMap { Self.opposites[$0] }).sorted())
        }
    }

    private static let opposites = [
        "off": "on", "on": "off", "false": "true", "true": "false", "no": "yes", "yes": "no",
    ]
}
