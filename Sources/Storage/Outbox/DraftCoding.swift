import BridgeCore
import JSON

/// A draft as compact JSON text; what stands in columns of its own (type, source, digest of the key) is not repeated.
enum DraftCoding {
    /// A draft is nested deeper than the body that it was made of, whose depth the parser bounds by default.
    private static let parser = JSONParser(depthLimit: 512)

    /// What is left of the draft of somebody who was forgotten.
    static let erased = #"{"key":"","provider":"","data":{}}"#

    static func encode(_ draft: EntryDraft) -> String {
        var object = JSONObject()
        object["key"] = .string(draft.key)
        object["provider"] = .string(draft.provider)
        object["contact"] = hint([
            ("phone", draft.contact.phone), ("email", draft.contact.email), ("name", draft.contact.name),
            ("contact_id", draft.contact.contactID?.rawValue),
        ])
        object["member"] = hint([
            ("phone", draft.member.phone), ("email", draft.member.email),
            ("member_id", draft.member.memberID?.rawValue),
        ])
        object["data"] = .object(draft.data)
        object["sentiment"] = draft.sentiment.map(JSONValue.string)
        object["next"] = draft.next.map(JSONValue.string)
        object["status"] = draft.status.map(JSONValue.string)
        object["authenticated"] = draft.isAuthenticated.map(JSONValue.bool)
        if draft.isLeg { object["leg"] = true }
        return JSONValue.object(object).text()
    }

    static func decode(_ text: String, of entry: EntryRow) throws(StorageError) -> EntryDraft {
        let value: JSONValue
        do {
            value = try parser.parse(Array(text.utf8)).value
        } catch {
            throw StorageError.unreadable("entry.draft")
        }
        guard let key = value["key"]?.string, let provider = value["provider"]?.string, let data = value["data"]?.object
        else { throw StorageError.unreadable("entry.draft") }
        let contact = value["contact"]
        let member = value["member"]
        return EntryDraft(
            key: key,
            keyDigest: entry.keyDigest,
            provider: provider,
            commsType: entry.commsType,
            commsSource: entry.commsSource,
            contact: ContactHint(
                phone: contact?["phone"]?.string,
                email: contact?["email"]?.string,
                name: contact?["name"]?.string,
                contactID: (contact?["contact_id"]?.string).map(ContactID.init)
            ),
            member: MemberHint(
                phone: member?["phone"]?.string,
                email: member?["email"]?.string,
                memberID: (member?["member_id"]?.string).map(MemberID.init)
            ),
            data: data,
            sentiment: value["sentiment"]?.string,
            next: value["next"]?.string,
            status: value["status"]?.string,
            isAuthenticated: value["authenticated"]?.bool,
            isLeg: value["leg"] == true
        )
    }

    private static func hint(_ members: [(String, String?)]) -> JSONValue? {
        let known = members.compactMap { name, text in text.map { (name, JSONValue.string($0)) } }
        return known.isEmpty ? nil : .object(JSONObject(known))
    }
}

/// A draft with its text, made before the writer's turn.
struct EncodedDraft: Sendable {
    let draft: EntryDraft
    private let text: String

    init(_ draft: EntryDraft) {
        self.draft = draft
        text = DraftCoding.encode(draft)
    }

    /// The text of the draft as filing left it, which is most often as it came.
    func text(of filed: EntryDraft) -> String { filed == draft ? text : DraftCoding.encode(filed) }
}
