import BridgeCore

/// Writes the files of a draft.
struct DraftWriter {
    let name: String
    let sample: RawRequest
    let payload: Payload
    let facts: PayloadFacts
    let scheme: SchemeGuess
    /// The kind of event that all samples are of, with its path; nil where they do not tell, or differ.
    let kind: (path: String, value: String)?

    private enum Channel: String {
        case email, phone, sms, whatsapp, chat

        var commsType: String {
            switch self {
            case .email: "email"
            case .phone: "call"
            case .sms: "sms"
            case .whatsapp, .chat: "message"
            }
        }
    }

    /// `acme-calls` as `Acme Calls`.
    private var title: String {
        String(
            name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ").prefix(
                55
            )
        )
    }

    private var channel: Channel {
        if facts.subject != nil || facts.from?.isEmail == true && !facts.isChat { return .email }
        let saysCall = payload.leaves.contains { leaf in
            leaf.last.joined.contains("call") && !leaf.last.joined.contains("callback")
                || leaf.last.isChoice && leaf.text.count < 40 && leaf.text.lowercased().contains("call")
        }
        let isCall = facts.duration != nil || facts.recording != nil || saysCall && facts.body == nil
        if isCall { return .phone }
        if [facts.from, facts.to].contains(where: { $0?.text.hasPrefix("whatsapp:") == true }) { return .whatsapp }
        return facts.from?.isPhone == true ? .sms : .chat
    }

    var adapter: String {
        let isForm = BodyDecoder.format(of: sample.body, contentType: sample.header("content-type"))
        var lines = [
            "# A first draft, made of one sample by its names and the shapes of its values. Go through every line.",
            "title: \(title)",
            "# docs: the address of the provider's page about its webhooks", "",
            "receive:",
            "  body: \(isForm == .auto ? "auto" : isForm.rawValue)",
            "  # \(scheme.comment)",
            "  authenticate: \(scheme.yaml)", "",
            "translate:",
        ]
        if let each = payload.each {
            lines += [
                "  # The sample is a batch: every element becomes an entry.", "  - each: \(Self.expression(each))",
                "    entry:",
            ]
        } else if let kind {
            lines += [
                "  # Look at this: the sample is of this kind. Which others does the provider send, and which of them matter?",
                "  - when: \(Self.expression("\(kind.path) != '\(kind.value)'"))", "    ignore: another kind of event",
                "  - entry:",
            ]
        } else {
            lines += [
                "  # More kinds of events? Put rules before this one: \"- when: …\" with \"ignore: why\".",
                "  - entry:",
            ]
        }
        return (lines + entry.map { "      " + $0 }).joined(separator: "\n") + "\n"
    }

    private var entry: [String] {
        let channel = channel
        var lines = key
        lines += ["comms_type: \(channel.commsType)", "comms_source: \(title)"]
        lines += ["contact:"] + parties
        lines.append("comms_data:")
        var data = ["channel: \(channel.rawValue)"] + direction
        func add(_ key: String, _ leaf: Payload.Leaf?, _ wrap: (String) -> String = { $0 }) {
            if let leaf { data.append("\(key): \(Self.expression(wrap(leaf.path)))") }
        }
        if facts.time == nil { data.append("# Look at this: no time was found; the time of receipt stands in.") }
        add("occurred_at", facts.time) { "timestamp(\($0))" }
        add("from", facts.from)
        add("to", facts.to)
        add("subject", facts.subject)
        let isHTML =
            facts.body.map { $0.last.has(["html"]) || $0.text.hasPrefix("<") && $0.text.contains("</") } == true
        add("body", facts.body) { isHTML ? "html_to_text(\($0))" : $0 }
        add("duration_seconds", facts.duration) { "number(\($0))" }
        if channel == .phone { data += outcome }
        add("recording_url", facts.recording)
        add("transcript", facts.transcript)
        return lines + data.map { "  " + $0 }
    }

    private var key: [String] {
        if let key = facts.key {
            return [
                "# Look at this: the provider's id of the message or call, not of the delivery.",
                "key: \(Self.expression(key.path))",
            ]
        }
        let parts = [facts.time, facts.from, facts.to].compactMap { $0?.path }
        let comment =
            "# Look at this: nothing in the sample looks like an id. The key must tell one message or call from another."
        guard parts.count > 1 else { return [comment, "key: \(Self.expression("$event.id"))"] }
        return [comment, "key: \(Self.expression("concat(\(parts.joined(separator: ", ' ', ")))"))"]
    }

    /// Who is outside and which line of ours it was, by the direction where the sample tells it.
    private var parties: [String] {
        func pair(_ from: String, _ to: String?, _ isEmail: Bool) -> [String] {
            let kind = isEmail ? "email" : "phone"
            guard let to else { return ["  \(kind): \(Self.expression(from))"] }
            let theirs = facts.direction == nil ? from : "if(\(isOutbound), \(to), \(from))"
            return ["  \(kind): \(Self.expression(theirs))"]
        }
        guard let from = facts.from ?? facts.to else {
            return [
                "  # Look at this: no number and no mail address was found; say where the contact's stands.",
                "  phone: \(Self.expression("from"))",
            ] + (facts.name.map { ["  name: \(Self.expression($0.path))"] } ?? [])
        }
        let to = facts.from == nil ? nil : facts.to
        var lines = pair(from.path, to?.path, from.isEmail)
        if let name = facts.name { lines.append("  name: \(Self.expression(name.path))") }
        guard let to else { return lines }
        let ours = facts.direction == nil ? to.path : "if(\(isOutbound), \(from.path), \(to.path))"
        return lines + ["member:", "  \(to.isEmail ? "email" : "phone"): \(Self.expression(ours))"]
    }

    private var isOutbound: String {
        let words = "['outbound', 'outgoing', 'out', 'sent', 'outbound-api', 'outbound-dial']"
        return "contains(\(words), lower(\(facts.direction?.path ?? "direction")))"
    }

    private var direction: [String] {
        guard facts.direction != nil else {
            return ["# Look at this: nothing in the sample tells the direction.", "direction: inbound"]
        }
        return [
            "# Look at this: which words does the provider use?",
            "direction: \(Self.expression("if(\(isOutbound), 'outbound', 'inbound')"))",
        ]
    }

    private var outcome: [String] {
        guard let outcome = facts.outcome else { return [] }
        if outcome.last.has(["answered"]) {
            return ["outcome: \(Self.expression("if(boolean(\(outcome.path)), 'answered', 'missed')"))"]
        }
        if outcome.last.has(["missed"]) {
            return ["outcome: \(Self.expression("if(boolean(\(outcome.path)), 'missed', 'answered')"))"]
        }
        let table = """
            {answered: 'answered', completed: 'answered', "no-answer": 'missed', missed: 'missed', busy: 'missed', \
            voicemail: 'voicemail', failed: 'failed'}
            """
        return [
            "# Look at this: which words does the provider use? One that is not in the table leaves the outcome out.",
            "outcome: >-", "  ${{ lookup(lower(\(outcome.path)), \(table)) }}",
        ]
    }

    /// An expression as a value of the file, quoted where YAML would misread it.
    private static func expression(_ text: String) -> String {
        let written = "${{ \(text) }}"
        guard text.contains(" #") || text.contains(": ") else { return written }
        return "'\(written.replacing("'", with: "''"))'"
    }

    var readme: String {
        let secret = scheme.yaml.contains("none") ? "" : "\n3. The secret: \(scheme.comment)"
        return """
            # \(title)

            A first draft: say in a sentence which events of \(title) this adapter takes.

            ## Set up
            1. In `bridge.yaml`, add a hook with `adapter: \(name)`.
            2. At \(title), enter the URL `https://bridge.example.com/hooks/<name>` where webhooks are configured: say what to click.\(secret)

            ## What arrives
            - One `\(channel.commsType)` entry for each event like the one in `examples/`.

            ## What does not
            - Say which events are ignored, and why.

            """
    }
}
