import BridgeCore
import JMESPath
import JSON

/// Makes one draft from an `entry:` rule and checks what only a request can tell.
struct EntryBuilder {
    /// Zyntro's limit of `comms_source` (zyntro-api.md §1).
    static let sourceLimit = 55
    static let statuses = ["pending", "processed"]
    static let directions = ["inbound", "outbound"]

    let provider: String
    let subject: TranslationSubject

    /// `index` is the place of the element under `each:`; `warnings` takes what is worth a log line. The rule's own names
    /// stay in `scope`, where those of the next element take their place.
    func draft(
        _ rule: EntryRule,
        _ current: JSONValue,
        scope: inout Scope,
        index: Int?,
        _ warnings: inout [TranslationWarning]
    ) throws(TranslationFault) -> EntryDraft {
        for (name, prepared) in rule.lets {
            do {
                let value = try prepared.template.evaluate(current, scope: scope)
                scope.add(name, value)
            } catch {
                throw TranslationFault(key: "let.\(name.name)", line: error.line, message: error.message)
            }
        }
        let reader = FieldReader(current: current, scope: scope)
        let key = try key(rule, reader, index: index, &warnings)
        let commsType = if let constant = rule.constantType { constant } else { try commsType(rule.commsType, reader) }
        let mail = commsType == .email ? try MailIdentity(rule, reader) : MailIdentity()
        var draft = EntryDraft(
            key: key,
            keyDigest: mail.digest ?? Self.digest(provider: provider, key: key),
            provider: provider,
            commsType: commsType,
            commsSource: try source(rule.commsSource, reader, &warnings),
            contact: try contact(rule, reader),
            member: try member(rule, reader),
            data: mail.marked(try data(rule, reader, &warnings)),
            sentiment: try rule.sentiment.flatMap { field throws(TranslationFault) in try reader.text(field) },
            next: try rule.next.flatMap { field throws(TranslationFault) in try reader.text(field) },
            status: try rule.status.flatMap { field throws(TranslationFault) in
                try reader.choice(field, among: Self.statuses)
            },
            isAuthenticated: mail.isAuthenticated,
            isLeg: try isLeg(rule, reader)
        )
        if let settle = rule.settle { draft.settling = try settling(settle, of: draft, reader, &warnings) }
        return draft
    }

    private func isLeg(_ rule: EntryRule, _ reader: FieldReader) throws(TranslationFault) -> Bool {
        guard let field = rule.leg else { return false }
        return try reader.value(field).isTrue
    }

    /// SHA-256 of provider, a zero byte and key.
    static func digest(provider: String, key: String) -> Digest256 {
        EventFingerprint.digest(of: provider, key)
    }

    private func key(
        _ rule: EntryRule,
        _ reader: FieldReader,
        index: Int?,
        _ warnings: inout [TranslationWarning]
    ) throws(TranslationFault) -> String {
        if let key = try reader.identity(rule.key) { return key }
        let text = "the key came out empty; the event's hash stands in"
        warnings.append(TranslationWarning(.emptyKey, text, line: rule.key.line))
        let fingerprint = EventFingerprint.fingerprint(
            hook: subject.hook.name,
            method: subject.request.method,
            target: subject.request.target,
            bodyDigest: EventFingerprint.digest(of: subject.request.body)
        )
        return index.map { "\(fingerprint)#\($0)" } ?? fingerprint.description
    }

    private func commsType(_ field: EntryRule.Field, _ reader: FieldReader) throws(TranslationFault) -> CommsType {
        let text = try reader.required(field)
        guard let type = CommsType(rawValue: text) else {
            let known = CommsType.allCases.map(\.rawValue).joined(separator: ", ")
            throw TranslationFault(key: field.key, line: field.line, message: "must be one of \(known)")
        }
        return type
    }

    private func source(
        _ field: EntryRule.Field,
        _ reader: FieldReader,
        _ warnings: inout [TranslationWarning]
    ) throws(TranslationFault) -> String {
        let text = try reader.required(field)
        guard text.utf8.count > Self.sourceLimit, text.count > Self.sourceLimit else { return text }
        let warning = "\(field.key) was cut to \(Self.sourceLimit) characters"
        warnings.append(TranslationWarning(.cutSource, warning, line: field.line))
        return String(text.prefix(Self.sourceLimit))
    }

    private func contact(_ rule: EntryRule, _ reader: FieldReader) throws(TranslationFault) -> ContactHint {
        let party = rule.contact
        return ContactHint(
            phone: try reader.text(party.phone).map(phone),
            email: try reader.text(party.email).map(email),
            name: try reader.text(party.name),
            contactID: try reader.text(party.id).map(ContactID.init)
        )
    }

    private func member(_ rule: EntryRule, _ reader: FieldReader) throws(TranslationFault) -> MemberHint {
        let party = rule.member
        return MemberHint(
            phone: try reader.text(party.phone).map(phone),
            email: try reader.text(party.email).map(email),
            memberID: try reader.text(party.id).map(MemberID.init)
        )
    }

    /// E.164 where the text is a number in the hook's region, else the text as written.
    private func phone(_ text: String) -> String { PhoneNumber(text, region: subject.hook.region)?.e164 ?? text }

    private func email(_ text: String) -> String { EmailAddress(text)?.normalized ?? text }

    private func data(
        _ rule: EntryRule,
        _ reader: FieldReader,
        _ warnings: inout [TranslationWarning]
    ) throws(TranslationFault) -> JSONObject {
        var data = CommsDataBuilder(capacity: rule.data.count)
        // What only completes another event's entry need not say where, when and in which direction.
        let completes = rule.settle?.completes == true
        for (key, field) in rule.data {
            switch key {
            case .channel where !completes: data.add(key, .string(try reader.required(field)))
            case .channel: data.add(key, try reader.text(field).map(JSONValue.string) ?? .null)
            case .direction:
                guard let direction = try reader.choice(field, among: Self.directions) else {
                    guard !completes else { continue }
                    throw TranslationFault(key: field.key, line: field.line, message: "is required and came out empty")
                }
                data.add(key, .string(direction))
            case .occurredAt:
                let given = try reader.value(field)
                guard !completes || !given.isNull else { continue }
                data.add(key, .string(occurredAt(given, Zone(named: subject.hook.zone) ?? .utc, &warnings)))
            default: data.add(key, try reader.value(field))
            }
        }
        return data.finished()
    }

    /// The moment in the hook's zone; the receive time where the provider gives none or none that can be read.
    private func occurredAt(_ given: JSONValue, _ zone: Zone, _ warnings: inout [TranslationWarning]) -> String {
        if !given.isNull {
            if let moment = Moment.read(given, zone: zone) { return moment.rfc3339(in: zone) }
            if given != .string("") {
                let text = "occurred_at cannot be read; the receive time stands in"
                warnings.append(TranslationWarning(.unreadableTime, text))
            }
        }
        return subject.request.receivedAt.rfc3339(in: zone)
    }
}

/// Evaluates the fields of one entry.
struct FieldReader {
    let current: JSONValue
    let scope: Scope

    func value(_ field: EntryRule.Field) throws(TranslationFault) -> JSONValue {
        do {
            return try field.template.evaluate(current, scope: scope)
        } catch {
            throw TranslationFault(key: field.key, line: error.line, message: error.message)
        }
    }

    /// Trimmed text; nil where there is none. Numbers count as their digits, lists as what stands first in them.
    func text(_ field: EntryRule.Field?) throws(TranslationFault) -> String? {
        guard let field else { return nil }
        switch try value(field) {
        case .null: return nil
        case .string(let text): return text.unpadded.presence
        case .number(let number): return number.text
        case .array(let elements): return elements.firstText?.unpadded.presence
        case .bool, .object:
            throw TranslationFault(key: field.key, line: field.line, message: "must be text")
        }
    }

    /// The text of a field that tells one thing from all others; nil where nothing but the text around its expressions,
    /// or a word chosen by one, is left of it.
    func identity(_ field: EntryRule.Field?) throws(TranslationFault) -> String? {
        guard let field, let text = try text(field) else { return nil }
        guard !field.distinguishing.isEmpty else { return text }
        for expression in field.distinguishing {
            do {
                if try expression.evaluate(current, scope: scope).isDistinct { return text }
            } catch {
                throw TranslationFault(key: field.key, line: field.line, message: error.message)
            }
        }
        return nil
    }

    func required(_ field: EntryRule.Field) throws(TranslationFault) -> String {
        guard let text = try text(field) else {
            throw TranslationFault(key: field.key, line: field.line, message: "is required and came out empty")
        }
        return text
    }

    func choice(_ field: EntryRule.Field, among words: [String]) throws(TranslationFault) -> String? {
        guard let text = try text(field) else { return nil }
        guard words.contains(text) else {
            throw TranslationFault(
                key: field.key,
                line: field.line,
                message: "must be one of \(words.joined(separator: ", "))"
            )
        }
        return text
    }
}

extension JSONValue {
    /// Whether it can tell one thing from another: a truth value, blanks and nothing cannot.
    fileprivate var isDistinct: Bool {
        switch self {
        case .null, .bool: false
        case .number: true
        case .string(let text): !text.unpadded.isEmpty
        case .array(let elements): elements.contains { $0.isDistinct }
        case .object(let object): object.contains { $0.value.isDistinct }
        }
    }
}

extension String {
    /// Nil for nothing.
    fileprivate var presence: String? { isEmpty ? nil : self }
}
