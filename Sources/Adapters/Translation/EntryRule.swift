import BridgeCore
import JMESPath
import JSON

/// The `entry:` of a rule, compiled.
final class EntryRule: Sendable {
    /// The rule's own `let:`, evaluated in order before the rest.
    let lets: [(name: JSONKey, value: Prepared)]
    /// What all templates of the entry read together.
    let needs: [Int]
    let key: Field
    let commsType: Field
    /// The `comms_type` where no expression is in it.
    let constantType: CommsType?
    let commsSource: Field
    let contact: Party
    let member: Party
    /// In the order of the one shape; `occurred_at` is always among them.
    let data: [(key: CommsDataKey, field: Field)]
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
    final class Field: Sendable {
        /// The key with its parents, such as `contact.phone`.
        let key: String
        let template: Template
        let line: Int
        /// Of a field that must tell one thing from all others, and is put together: the expressions of which one at
        /// least must yield something. None for every other field.
        let distinguishing: [Expression]

        init(key: String, template: Template, line: Int, distinguishing: [Expression] = []) {
            self.key = key
            self.template = template
            self.line = line
            self.distinguishing = distinguishing
        }
    }

    /// Who the contact or the member is.
    struct Party: Sendable {
        let phone: Field?
        let email: Field?
        let name: Field?
        let id: Field?
    }

    /// The fields of the entry itself.
    struct Fields {
        let key: Field
        let commsType: Field
        let commsSource: Field
        let sentiment: Field?
        let next: Field?
        let status: Field?
        let messageID: Field?
        let authenticated: Field?
        let leg: Field?
    }

    init(
        _ fields: Fields,
        contact: Party,
        member: Party,
        data: [(key: CommsDataKey, field: Field)],
        lets: [(name: JSONKey, value: Prepared)],
        needs: [Int],
        settle: SettleRule?
    ) {
        self.lets = lets
        self.needs = needs
        key = fields.key
        commsType = fields.commsType
        constantType = fields.commsType.template.constant?.string.flatMap { CommsType(rawValue: $0) }
        commsSource = fields.commsSource
        self.contact = contact
        self.member = member
        self.data = data
        sentiment = fields.sentiment
        next = fields.next
        status = fields.status
        messageID = fields.messageID
        authenticated = fields.authenticated
        leg = fields.leg
        self.settle = settle
    }
}
