import BridgeCore
import JSON

/// Compiles an `entry:` and checks what is written out in it against Zyntro's limits.
struct EntryCompiler {
    /// Keys of `comms_data` that the bridge writes itself.
    private static let reserved: Set<CommsDataKey> = [.summary, .possibleDuplicate, .imported, .reference]

    private var templates: TemplateCompiler
    private let settle: SettleCompiler.Draft?
    private var needs = Set<Int>()

    static func compile(
        _ node: SourceNode,
        letNode: SourceNode?,
        settle: SettleCompiler.Draft? = nil,
        templates: inout TemplateCompiler
    ) -> EntryRule {
        var compiler = EntryCompiler(templates: templates, settle: settle)
        let entry = compiler.entry(node, letNode: letNode)
        templates = compiler.templates
        templates.localNames = []
        return entry
    }

    private init(templates: TemplateCompiler, settle: SettleCompiler.Draft?) {
        self.templates = templates
        self.settle = settle
    }

    /// What only completes another event's entry need not name the parties.
    private var completes: Bool { settle?.completes == true }

    private mutating func entry(_ node: SourceNode, letNode: SourceNode?) -> EntryRule {
        let lets = letNode.map { templates.locals($0) } ?? []
        for local in lets { needs.formUnion(local.value.needs) }
        reportComments(in: node)
        var reader = MappingReader(node)
        let key = distinct(
            required("key", &reader),
            reader.valuePlace("key"),
            otherwise: "a key that is the same for every event would let only one entry through"
        )
        let commsType = required("comms_type", &reader)
        let commsSource = required("comms_source", &reader)
        let contact = fields("contact", ["phone", "email", "name", "contact_id"], &reader, isRequired: !completes)
        let member = fields("member", ["phone", "email", "member_id"], &reader, isRequired: false)
        let data = data(&reader)
        let sentiment = optional("comms_sentiment", &reader)
        let next = optional("comms_next", &reader)
        let status = optional("comms_status", &reader)
        let messageID = optional("message_id", &reader).map { field in
            distinct(
                field,
                reader.valuePlace("message_id"),
                otherwise: "a message_id that is the same for every mail would let only one through"
            )
        }
        let authenticated = optional("authenticated", &reader)
        let leg = optional("leg", &reader)
        checkMail(commsType, messageID, authenticated, &reader)
        let settle = settleRule()
        checkConstants(commsType, commsSource, status, &reader)
        templates.report(reader.finish())
        return EntryRule(
            EntryRule.Fields(
                key: key,
                commsType: commsType,
                commsSource: commsSource,
                sentiment: sentiment,
                next: next,
                status: status,
                messageID: messageID,
                authenticated: authenticated,
                leg: leg
            ),
            contact: EntryRule.Party(contact, id: "contact_id"),
            member: EntryRule.Party(member, id: "member_id"),
            data: Self.shaped(data, line: reader.place.line),
            lets: lets.map { (JSONKey($0.name), $0.value) },
            needs: needs.sorted(),
            settle: settle
        )
    }

    /// The fields in the order of the one shape, with a place for `occurred_at` where the adapter says nothing of it.
    private static func shaped(
        _ fields: [(name: String, field: EntryRule.Field)],
        line: Int
    ) -> [(key: CommsDataKey, field: EntryRule.Field)] {
        CommsDataKey.allCases.compactMap { key in
            if let field = fields.first(where: { $0.name == key.rawValue })?.field { return (key, field) }
            guard key == .occurredAt else { return nil }
            let name = "comms_data.\(key.rawValue)"
            return (key, EntryRule.Field(key: name, template: .constant(.null), line: line))
        }
    }

    private mutating func settleRule() -> SettleRule? {
        guard let settle else { return nil }
        let subject = settle.subject.map { node in
            distinct(
                field("settle.subject", node),
                node.place,
                otherwise: "a subject that is the same for every event would merge all of them into one entry"
            )
        }
        return SettleRule(
            subject: subject
                ?? EntryRule.Field(key: "settle.subject", template: .constant(.null), line: settle.place.line),
            window: settle.window,
            until: settle.until,
            late: settle.late,
            completes: settle.completes
        )
    }

    private mutating func data(_ reader: inout MappingReader) -> [(name: String, field: EntryRule.Field)] {
        var directionPlace = reader.valuePlace("comms_data")
        let names = CommsDataKey.allCases.filter { !Self.reserved.contains($0) }.map(\.rawValue)
        if case .mapping(let members)? = reader.node("comms_data")?.content {
            for member in members where Self.reserved.contains(where: { $0.rawValue == member.name }) {
                reader.report(member.place, "the bridge itself writes \"\(member.name)\"", mend: "leave it out")
            }
            directionPlace = members.first { $0.name == "direction" }?.value.place ?? directionPlace
        }
        let fields = fields("comms_data", names, &reader, isRequired: true, silent: Self.reserved.map(\.rawValue))
        let isThere = reader.names.contains("comms_data")
        for (name, example) in [("channel", "sms"), ("direction", "inbound")]
        where isThere && !completes && !fields.contains(where: { $0.name == name }) {
            reader.report(
                reader.valuePlace("comms_data"),
                "the key \"comms_data.\(name)\" is missing",
                mend: "add \"\(name):\" below comms_data, such as \"\(name): \(example)\""
            )
        }
        if let direction = fields.first(where: { $0.name == "direction" })?.field.template.constant?.string,
            !EntryBuilder.directions.contains(direction)
        {
            reader.report(directionPlace, "\"\(direction)\" is no direction", mend: "write inbound or outbound")
        }
        return fields
    }

    /// The fields of one mapping of the entry.
    private mutating func fields(
        _ name: String,
        _ known: [String],
        _ reader: inout MappingReader,
        isRequired: Bool,
        silent: [String] = []
    ) -> [(name: String, field: EntryRule.Field)] {
        guard let node = reader.mapping(name) else {
            if isRequired, !reader.problems.contains(where: { $0.message.hasPrefix("\"\(name)\"") }) {
                reader.report(reader.place, "the key \"\(name)\" is missing", mend: "add \"\(name):\"")
            }
            return []
        }
        var inner = MappingReader(node)
        var fields: [(name: String, field: EntryRule.Field)] = []
        for key in known {
            guard let value = inner.node(key) else { continue }
            fields.append((key, field("\(name).\(key)", value)))
        }
        for key in silent { _ = inner.node(key) }
        templates.report(inner.finish())
        return fields
    }

    private mutating func required(_ name: String, _ reader: inout MappingReader) -> EntryRule.Field {
        if let node = reader.node(name) { return field(name, node) }
        let examples = ["key": "${{ id }}", "comms_type": "sms", "comms_source": "Acme"]
        let mend = "add \"\(name):\"" + (examples[name].map { ", such as \(name): \($0)" } ?? "")
        reader.report(reader.place, "the key \"\(name)\" is missing", mend: mend)
        return EntryRule.Field(key: name, template: .constant(.null), line: reader.place.line)
    }

    private mutating func optional(_ name: String, _ reader: inout MappingReader) -> EntryRule.Field? {
        reader.node(name).map { field(name, $0) }
    }

    private mutating func field(_ key: String, _ node: SourceNode) -> EntryRule.Field {
        let prepared = templates.prepared(node)
        needs.formUnion(prepared.needs)
        return EntryRule.Field(key: key, template: prepared.template, line: node.place.line)
    }

    /// What the entry says is text for people, in which " #5" is more likely meant as a part than as a comment.
    private mutating func reportComments(in node: SourceNode) {
        templates.report(
            node.comments.map { place in
                SourceProblem(
                    .warning,
                    at: place,
                    "unquoted text stops before \" #\"",
                    mend: "quote the whole value, or give the comment a line of its own"
                )
            }
        )
    }

    /// A field that must tell one thing from all others, with the expressions that do; `fault` where none does.
    private mutating func distinct(
        _ field: EntryRule.Field,
        _ place: SourcePlace,
        otherwise fault: String
    ) -> EntryRule.Field {
        let expressions = field.template.distinguishing(constants: templates.choosingNames)
        if field.template.constant.map({ !$0.isNull }) ?? expressions.isEmpty {
            templates.report(place, fault, mend: "make it of the provider's id: \"${{ id }}\"")
        }
        // What is nothing but this one expression is empty where it is.
        if case .expression(let whole, _) = field.template, expressions.first === whole { return field }
        return EntryRule.Field(
            key: field.key,
            template: field.template,
            line: field.line,
            distinguishing: expressions
        )
    }

    /// A mail without `message_id` would be logged once more by every other hook that it reaches.
    private mutating func checkMail(
        _ type: EntryRule.Field,
        _ messageID: EntryRule.Field?,
        _ authenticated: EntryRule.Field?,
        _ reader: inout MappingReader
    ) {
        guard let text = type.template.constant?.string else { return }
        if text == CommsType.email.rawValue, messageID == nil {
            let problem = SourceProblem(
                .warning,
                at: reader.place,
                "without \"message_id\" other hooks log the same mail again",
                mend: "add message_id: with the mail's Message-ID"
            )
            templates.report([problem])
        }
        for (name, field) in [("message_id", messageID), ("authenticated", authenticated)]
        where field != nil && text != CommsType.email.rawValue {
            reader.report(reader.valuePlace(name), "\"\(name)\" is for comms_type: email", mend: "leave it out")
        }
    }

    private func checkConstants(
        _ type: EntryRule.Field,
        _ source: EntryRule.Field,
        _ status: EntryRule.Field?,
        _ reader: inout MappingReader
    ) {
        let types = CommsType.allCases.map(\.rawValue)
        if let text = type.template.constant?.string, !types.contains(text) {
            let nearest = nearestName(to: text, among: types).map { "did you mean \"\($0)\"? " } ?? ""
            reader.report(
                reader.valuePlace("comms_type"),
                "\"\(text)\" is no comms_type of Zyntro",
                mend: "\(nearest)known are \(types.joined(separator: ", "))"
            )
        }
        if let text = source.template.constant?.string, text.count > EntryBuilder.sourceLimit {
            reader.report(
                reader.valuePlace("comms_source"),
                "comms_source has \(text.count) characters, Zyntro takes \(EntryBuilder.sourceLimit)",
                mend: "shorten it"
            )
        }
        if let text = status?.template.constant?.string, !EntryBuilder.statuses.contains(text) {
            reader.report(
                reader.valuePlace("comms_status"),
                "\"\(text)\" is no comms_status of Zyntro",
                mend: "known are \(EntryBuilder.statuses.joined(separator: ", "))"
            )
        }
    }
}

extension EntryRule.Party {
    fileprivate init(_ fields: [(name: String, field: EntryRule.Field)], id: String) {
        func field(_ name: String) -> EntryRule.Field? { fields.first { $0.name == name }?.field }
        self.init(phone: field("phone"), email: field("email"), name: field("name"), id: field(id))
    }
}
