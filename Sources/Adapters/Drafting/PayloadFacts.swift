import JSON

/// What of a payload is which fact, guessed by names and by the shapes of values. Nil where nothing looks like it.
struct PayloadFacts {
    typealias Leaf = Payload.Leaf

    let key: Leaf?
    let time: Leaf?
    let from: Leaf?
    let to: Leaf?
    let direction: Leaf?
    let body: Leaf?
    let subject: Leaf?
    let name: Leaf?
    let duration: Leaf?
    let recording: Leaf?
    let transcript: Leaf?
    let outcome: Leaf?
    /// Which kind of event it is, in one of the provider's words.
    let kind: Leaf?
    /// True where it speaks of a conversation or a visitor.
    let isChat: Bool

    init(_ payload: Payload) {
        key = payload.best(Self.key)
        time = payload.best(Self.time)
        let from = payload.best { Self.address($0, Self.senders, not: Self.recipients) }
        let to = payload.best { leaf in
            leaf.path == from?.path ? 0 : Self.address(leaf, Self.recipients, not: Self.senders)
        }
        // A number that nothing says more about is the other party's.
        self.from = from ?? payload.best { $0.path != to?.path && ($0.isPhone || $0.isEmail) ? 1 : 0 }
        self.to = to
        direction = payload.best(Self.direction)
        subject = payload.best { $0.last.has(["subject"]) ? 5 : 0 }
        duration = payload.best { leaf in
            leaf.isNumber && leaf.last.has(["duration", "seconds", "length", "talktime"]) ? 9 - leaf.depth : 0
        }
        recording = payload.best { $0.isURL && $0.field.has(["recording", "record", "audio"]) ? 5 : 0 }
        transcript = payload.best { leaf in
            leaf.value.string != nil && leaf.field.has(["transcript", "transcription"]) && !leaf.isURL
                && !leaf.isIdentifying
                && leaf.text.contains(" ") ? 5 : 0
        }
        outcome = payload.best { leaf in
            if leaf.last.has(["answered", "missed"]) { return 9 - leaf.depth }
            return leaf.last.has(["status", "outcome", "disposition", "result"]) && leaf.value.string != nil
                ? 5 - leaf.depth : 0
        }
        kind = payload.best(Self.kind)
        isChat = payload.leaves.contains { leaf in
            let words: Set = ["conversation", "chat", "visitor"]
            return leaf.field.has(words) || leaf.last.isChoice && FieldName(leaf.text.lowercased()).has(words)
        }
        body = payload.best(Self.body)
        name = payload.best { leaf in
            guard leaf.last.isName, leaf.text.contains(where: \.isLetter), !leaf.isEmail, !leaf.isPhone else {
                return 0
            }
            let isTheirs = leaf.field.has([
                "from", "caller", "customer", "contact", "sender", "profile", "lead", "client", "author", "visitor",
                "user",
            ])
            return (isTheirs ? 6 : leaf.isLabelled || leaf.field.words == ["name"] ? 4 : 0) - leaf.depth / 2
        }
    }

    private static let senders: Set<String> = [
        "from", "sender", "caller", "source", "originator", "ani", "customer", "contact", "client", "msisdn", "author",
        "lead",
    ]
    private static let recipients: Set<String> = [
        "to", "recipient", "recipients", "called", "callee", "destination", "dnis", "tracking", "line", "receiver",
        "did",
    ]

    private static func key(_ leaf: Leaf) -> Int {
        guard leaf.value.bool == nil, !leaf.isURL, !leaf.isEmail, !leaf.isMoment, leaf.isIdentifying else { return 0 }
        var score = 10 - leaf.depth
        let joined = leaf.last.joined
        if ["message", "call", "sms", "mail", "email", "recording", "conversation"].contains(where: joined.contains) {
            score += 6
        }
        let value = leaf.text.lowercased()
        let isOfDelivery = ["evt", "event", "notif", "webhook", "delivery"].contains(where: value.hasPrefix)
        if isOfDelivery || leaf.last.has(["event", "request", "webhook", "delivery", "notification"]) { score -= 4 }
        if leaf.field.has(["definition", "template", "schema"]) { score -= 9 }
        let others = [
            "account", "user", "contact", "customer", "agent", "company", "phone", "number", "member", "owner", "team",
            "thread", "parent", "session", "app", "list", "group", "profile", "organization", "workspace", "campaign",
            "service", "country", "project", "application", "reference", "client", "token", "tracker", "person",
            "form", "definition", "field", "page", "template", "website", "site", "shop", "store", "tenant", "org",
            "channel", "inbox", "assignee", "device",
        ]
        if leaf.last.has(Set(others)) || ["account", "service"].contains(where: joined.contains) { score -= 9 }
        return score
    }

    /// `call.completed` under `event`, `message:send` under `type`: a word of several parts, no sentence and no id.
    private static func kind(_ leaf: Leaf) -> Int {
        guard let text = leaf.value.string, leaf.depth <= 2, (3...60).contains(text.count),
            text.allSatisfy({ $0.isASCII && ($0.isLetter || "._:-/".contains($0)) }),
            !["inbound", "outbound"].contains(where: text.lowercased().contains)
        else { return 0 }
        let hasParts = text.contains { "._:".contains($0) }
        if leaf.last.has(["event", "topic", "trigger"]), hasParts || leaf.last.words.count == 1 {
            return 8 - leaf.depth
        }
        return leaf.last.words == ["type"] && text.contains(where: { ".:".contains($0) }) ? 6 - leaf.depth : 0
    }

    private static func time(_ leaf: Leaf) -> Int {
        guard leaf.isMoment else { return 0 }
        let ranks: [(words: Set<String>, score: Int)] = [
            (["start", "started", "received", "occurred"], 9), (["created", "sent", "submitted", "timestamp"], 7),
            (["date", "datetime"], 6),
            (["time", "at", "ts"], 5),
        ]
        let isOther = leaf.last.has(["first", "last", "updated", "delivered", "read", "expires", "ended", "end"])
        return max(1, (ranks.first { leaf.last.has($0.words) }?.score ?? 2) - leaf.depth / 2 - (isOther ? 3 : 0))
    }

    private static func address(_ leaf: Leaf, _ words: Set<String>, not others: Set<String>) -> Int {
        guard leaf.isPhone || leaf.isEmail, leaf.field.has(words) else { return 0 }
        let isLast = leaf.last.has(words)
        return 10 + (isLast ? 4 : 0) - (leaf.last.has(others) ? 8 : 0) - leaf.depth
            - (leaf.last.has(["formatted", "full", "forwarding", "business", "display"]) ? 3 : 0)
    }

    private static func direction(_ leaf: Leaf) -> Int {
        let words = ["inbound", "incoming", "outbound", "outgoing", "received", "sent", "in", "out"]
        let value = leaf.text.lowercased()
        if leaf.last.has(["direction"]) { return 10 - leaf.depth }
        guard words.dropLast(4).contains(where: value.contains), value.count < 40 else { return 0 }
        return 6 - leaf.depth
    }

    private static func body(_ leaf: Leaf) -> Int {
        guard leaf.value.string != nil, !leaf.isURL, !leaf.isMoment, !leaf.isIdentifying, !leaf.isPhone else {
            return 0
        }
        let ranks: [(words: Set<String>, score: Int)] = [
            (["stripped", "strippedtext"], 12), (["text", "plain", "textbody"], 11), (["body"], 10),
            (["content"], 8), (["message"], 7), (["comment", "comments", "question", "inquiry"], 6), (["html"], 4),
            (["note", "notes", "summary"], 2),
        ]
        guard let rank = ranks.first(where: { leaf.last.has($0.words) || $0.words.contains(leaf.last.joined) }) else {
            return 0
        }
        let isLabel =
            leaf.last.has(["type", "status", "encoding", "format", "length", "size", "content"])
            && !leaf.text.contains(" ")
        return isLabel ? 0 : rank.score - leaf.depth / 2 - (leaf.isEmail ? 3 : 0)
    }
}

extension Payload.Leaf {
    fileprivate var isIdentifying: Bool {
        let joined = last.joined
        return last.has(["id", "sid", "uuid", "guid"]) || joined.hasSuffix("sid") || joined.hasSuffix("uuid")
            || joined.hasSuffix("messageid") || joined.hasSuffix("callid")
    }
}
