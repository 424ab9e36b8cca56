package import BridgeCore
package import JSON

/// Runs one request through an adapter and shows everything that came of it, as `adapters try` prints it.
package enum AdapterTrial {
    /// `settings` may name `region` and `zone`; the defaults are `US` and `UTC`. `now` nil is the file's own clock, else that
    /// of the machine.
    ///
    /// Throws ``RecordedRequestError`` where the file is no request; every verdict about the request is a result.
    package static func run(
        _ adapter: Adapter,
        file: [UInt8],
        secrets: [Secret],
        settings: [String: String] = [:],
        now: Timestamp?
    ) throws -> JSONValue {
        let recorded = try RecordedRequest(file, now: now ?? SystemWallClock().now(), overridesFile: now != nil)
        // What a caller gives counts before what the file brings along.
        let merged = recorded.settings.merging(settings) { $1 }
        return run(adapter, recorded.request, secrets: secrets, settings: merged)
    }

    /// What an example comes to: one that was verified when it was recorded is not judged again.
    static func run(_ adapter: Adapter, _ recorded: RecordedRequest) -> JSONValue {
        guard recorded.verifiedBy != nil else {
            return run(adapter, recorded.request, secrets: recorded.secrets, settings: recorded.settings)
        }
        return verified(adapter, recorded.request, settings: recorded.settings)
    }

    /// What comes of a request whose authenticity is known from elsewhere. Only examples and events of the store are.
    static func verified(_ adapter: Adapter, _ request: RawRequest, settings: [String: String]) -> JSONValue {
        translated(adapter, AuthenticatedRequest(raw: request), hook: hook(adapter, [], settings))
    }

    /// The same for a request at hand.
    package static func run(
        _ adapter: Adapter,
        _ request: RawRequest,
        secrets: [Secret],
        settings: [String: String]
    ) -> JSONValue {
        let hook = hook(adapter, secrets, settings)
        var adapter = adapter
        adapter.spentTokens = nil
        let answers = adapter.receive.answers
        switch adapter.authenticate(request, hook: hook) {
        case .refused(let refusal):
            return report(
                isAuthentic: false,
                diagnosis: refusal.description,
                disposition: "unauthentic",
                reason: nil,
                answer: answers.answer(to: refusal),
                drafts: []
            )
        case .handshake(let answer, let isAuthentic):
            return report(
                isAuthentic: isAuthentic,
                diagnosis: nil,
                disposition: "handshake",
                reason: nil,
                answer: answer,
                drafts: []
            )
        case .authentic(let authenticated): return translated(adapter, authenticated, hook: hook)
        }
    }

    private static func hook(_ adapter: Adapter, _ secrets: [Secret], _ settings: [String: String]) -> Hook {
        Hook(
            name: HookName("trial"),
            adapter: adapter.name,
            destination: DestinationName("trial"),
            secrets: secrets,
            settings: settings,
            region: settings["region"] ?? "US",
            zone: settings["zone"] ?? "UTC"
        )
    }

    private static func translated(_ adapter: Adapter, _ request: AuthenticatedRequest, hook: Hook) -> JSONValue {
        let answers = adapter.receive.answers
        let translation = adapter.translate(request, hook: hook, event: EventID(rawValue: 0))
        let usual = translation.disposition == .untranslated ? answers.untranslatable : answers.accepted
        return report(
            isAuthentic: true,
            diagnosis: nil,
            disposition: translation.isHandshake ? "handshake" : translation.disposition.rawValue,
            reason: translation.reason,
            answer: translation.answer ?? usual,
            drafts: translation.drafts,
            recheck: translation.recheck,
            alert: translation.alert,
            warnings: translation.warnings
        )
    }

    private static func report(
        isAuthentic: Bool,
        diagnosis: String?,
        disposition: String,
        reason: String?,
        answer: Answer,
        drafts: [EntryDraft],
        recheck: Recheck? = nil,
        alert: String? = nil,
        warnings: [TranslationWarning] = []
    ) -> JSONValue {
        var headers = JSONObject()
        for header in answer.headers { headers[header.name] = .string(header.value) }
        var report: JSONObject = [
            "authentic": .bool(isAuthentic),
            "diagnosis": JSONValue(diagnosis),
            "disposition": .string(disposition),
            "reason": JSONValue(reason),
            "answer": [
                "status": .number(JSONNumber(answer.status)), "headers": .object(headers), "body": .string(answer.body),
            ],
            "entries": .array(drafts.map(entry)),
        ]
        // Only requests that call for one show it: everything else keeps the fixed contract.
        if let alert { report["alert"] = .string(alert) }
        if !warnings.isEmpty {
            // Without its line, which changes with every edit of the adapter.
            var members = JSONObject()
            for warning in warnings where members[warning.kind.rawValue] == nil {
                members[warning.kind.rawValue] = .string(warning.message)
            }
            report["warnings"] = .object(members)
        }
        if let recheck { report["recheck"] = .array(recheck.addresses.map { .string($0.uri) }) }
        return .object(report)
    }

    private static func entry(_ draft: EntryDraft) -> JSONValue {
        present([
            ("key", .string(draft.key)),
            ("comms_type", .string(draft.commsType.rawValue)),
            ("comms_source", .string(draft.commsSource)),
            (
                "contact",
                present([
                    ("phone", JSONValue(draft.contact.phone)), ("email", JSONValue(draft.contact.email)),
                    ("name", JSONValue(draft.contact.name)),
                    ("contact_id", JSONValue(draft.contact.contactID?.rawValue)),
                ])
            ),
            (
                "member",
                present([
                    ("phone", JSONValue(draft.member.phone)), ("email", JSONValue(draft.member.email)),
                    ("member_id", JSONValue(draft.member.memberID?.rawValue)),
                ])
            ),
            ("comms_data", .object(draft.data)),
            ("comms_sentiment", JSONValue(draft.sentiment)),
            ("comms_next", JSONValue(draft.next)),
            ("comms_status", JSONValue(draft.status)),
            ("authenticated", draft.isAuthenticated.map(JSONValue.bool) ?? .null),
            ("leg", draft.isLeg ? true : .null),
            ("settle", draft.settling.map(settle) ?? .null),
        ])
    }

    /// With which events the entry is merged, and how long it waits for them at most.
    private static func settle(_ settling: Settling) -> JSONValue {
        present([
            ("subject", .string(settling.subject)),
            ("for_seconds", .number(JSONNumber(Int(settling.window.components.seconds)))),
            ("late", .string(settling.late.rawValue)),
            ("completes", settling.completes ? .bool(true) : .null),
        ])
    }

    private static func present(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members.filter { !$0.1.isNull }))
    }
}
