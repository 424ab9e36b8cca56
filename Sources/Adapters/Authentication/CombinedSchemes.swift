import BridgeCore

/// Believes every request; an adapter must say so explicitly.
struct NoScheme: Scheme {
    var needsSecret: Bool { false }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? { nil }
}

/// Every scheme of a list must vouch for the request.
struct AllSchemes: Scheme {
    let schemes: [any Scheme]

    var needsSecret: Bool { schemes.contains { $0.needsSecret } }
    var readsPath: Bool { schemes.contains { $0.readsPath } }
    var credentialPlaces: CredentialPlaces { schemes.credentialPlaces }

    func settingRules(in settings: [String: String]) -> [SettingRule] {
        schemes.flatMap { $0.settingRules(in: settings) }
    }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        for scheme in schemes {
            if let refusal = scheme.verify(request, trust: trust) { return refusal }
        }
        return nil
    }
}

/// One scheme of a list is enough.
struct AnyScheme: Scheme {
    let schemes: [any Scheme]

    var needsSecret: Bool { schemes.allSatisfy { $0.needsSecret } }
    var readsPath: Bool { schemes.contains { $0.readsPath } }
    var credentialPlaces: CredentialPlaces { schemes.credentialPlaces }

    /// Another scheme of the list may do without what one of them needs.
    func settingRules(in settings: [String: String]) -> [SettingRule] {
        schemes.flatMap { $0.settingRules(in: settings) }.map(\.optional)
    }

    /// The refusal of the scheme that came furthest: one that found its proof and did not believe it, if there is one.
    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        var refusals: [Refusal] = []
        for scheme in schemes {
            guard let refusal = scheme.verify(request, trust: trust) else { return nil }
            refusals.append(refusal)
        }
        return refusals.first { $0.code != .noSignature } ?? refusals.first
            ?? Refusal(.notAllowed, "no scheme is listed")
    }
}

/// The hook chooses by its setting `scheme`: one name, or several joined by commas that must all vouch. The first of the
/// list where the setting is absent; never another one than chosen.
struct ChosenScheme: Scheme {
    let schemes: [(name: String, scheme: any Scheme)]

    var needsSecret: Bool { schemes.allSatisfy { $0.scheme.needsSecret } }
    var readsPath: Bool { schemes.contains { $0.scheme.readsPath } }
    var credentialPlaces: CredentialPlaces { schemes.map(\.scheme).credentialPlaces }

    func settingRules(in settings: [String: String]) -> [SettingRule] {
        let known = schemes.map(\.name)
        let chosen = chosen(by: settings)
        let own = SettingRule("scheme", mend: "known are \(known.joined(separator: ", "))", nearest: known) {
            let names = SettingRule.words($0)
            return !names.isEmpty && names.allSatisfy(known.contains)
        }
        return [own]
            + schemes.flatMap { name, scheme in
                scheme.settingRules(in: settings).map { chosen.contains(name) ? $0 : $0.optional }
            }
    }

    private func chosen(by settings: [String: String]) -> [String] {
        settings["scheme"].map(SettingRule.words) ?? schemes.prefix(1).map(\.name)
    }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        let chosen = chosen(by: trust.settings)
        guard !chosen.isEmpty else { return Refusal(.notAllowed, "the hook's setting scheme is empty") }
        for name in chosen {
            guard let scheme = schemes.first(where: { $0.name == name })?.scheme else {
                let known = schemes.map(\.name).joined(separator: ", ")
                return Refusal(
                    .notAllowed,
                    "the hook's setting scheme names \"\(name)\"; the adapter knows \(known)"
                )
            }
            if let refusal = scheme.verify(request, trust: trust) { return refusal }
        }
        return nil
    }
}
