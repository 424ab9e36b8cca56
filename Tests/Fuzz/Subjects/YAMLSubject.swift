import Adapters
import BridgeCore

extension Subject {
    /// An adapter's text gives an adapter or errors, the same twice; every finding has its place in the text.
    static let yaml = Subject("yaml", corpus: yamlCorpus, words: yamlWords) { chance in
        Sample(chance.adapter())
    } check: { sample in
        let text = sample.text
        let (adapter, problems) = AdapterCompiler.compile(text, name: "fuzz", file: "adapter.yaml")
        // One in four is enough to see that nothing depends on chance.
        if sample.bytes.count % 4 == 0 {
            let again = AdapterCompiler.compile(text, name: "fuzz", file: "adapter.yaml")
            try require(again.problems == problems, "two compilations find different problems")
            try require((again.adapter == nil) == (adapter == nil), "an adapter is made once and then not")
        }
        try require(
            (adapter == nil) == problems.contains { $0.severity == .error },
            "an adapter with errors, or none without"
        )
        let lines =
            text.unicodeScalars.count {
                $0 == "\n" || $0 == "\r" || $0.value == 0x85 || $0.value == 0x2028 || $0.value == 0x2029
            } + 2
        for problem in problems {
            try require((1...lines).contains(problem.place.line), "line \(problem.place.line) of \(lines): \(problem)")
            try require(problem.place.column >= 1, "column \(problem.place.column): \(problem)")
            try require(!problem.message.isEmpty, "a problem without words")
        }
        guard let adapter else { return false }
        return try translates(adapter)
    }

    /// A compiled adapter judges and translates a request without a fault of its own.
    private static func translates(_ adapter: Adapter) throws -> Bool {
        let recorded = try RecordedRequest(Array(request.utf8), now: .init(seconds: 1_772_440_000))
        let hook = Hook(
            name: HookName("hook"),
            adapter: "fuzz",
            destination: DestinationName("main"),
            secrets: recorded.secrets,
            settings: recorded.settings
        )
        guard case .authentic(let authentic) = adapter.authenticate(recorded.request, hook: hook) else { return true }
        _ = adapter.translate(authentic, hook: hook, event: EventID(rawValue: 1))
        return true
    }

    private static let request = """
        {"method":"POST","url":"https://hooks.example.com/hooks/hook?e=1","headers":{"content-type":"application/json"},\
        "body":"{\\"id\\":\\"1\\",\\"from\\":\\"+12125550101\\",\\"items\\":[{\\"id\\":1}],\\"text\\":\\"hi\\"}","secret":"s"}
        """

    private static let yamlCorpus = [
        """
        title: Acme
        docs: https://acme.example.com/webhooks
        receive:
          body: json
          limit: 60MB
          authenticate: { scheme: none }
          attachments: [ "items[].content" ]
          answer:
            accepted: { status: 200, headers: { content-type: text/xml }, body: '<Response/>' }
        let:
          who: ${{ from || 'nobody' }}
        translate:
          - when: ${{ $query.e == 'ping' }}
            ignore: it is a ping
          - each: ${{ items }}
            entry:
              key: "${{ $body.id }}-${{ id }}"
              comms_type: sms
              comms_source: Acme
              contact: { phone: "${{ $who }}" }
              comms_data:
                channel: sms
                direction: inbound
                body: |
                  Said: ${{ $body.text }}
        """,
        """
        title: Acme
        receive:
          methods: [POST, GET]
          body: auto
          authenticate:
            any:
              - scheme: hmac
                header: X-Signature
                hash: sha256
                encoding: base64
                signed: "${{ timestamp }}.${{ body }}"
                timestamp_header: X-Time
                tolerance: 5m
              - { scheme: token, query: token }
        translate:
          - entry: { key: "${{ id }}", comms_type: call, comms_source: 'Acme', comms_data: { channel: phone, direction: "${{ way }}", occurred_at: "${{ timestamp(at) }}" } }
        """,
    ]
    private static let yamlWords = [
        "\n", ": ", "- ", "  ", "\t", "#", " #", "{", "}", "[", "]", ",", "\"", "'", "|", ">", "&a ", "*a", "!!int ",
        "? ", "---\n", "...\n", "%YAML 1.1\n", "<<: ",
        "${{", "}}", "${{ a }}", "${{ phone(from) }}", "scheme: hmac", "when: ", "each: ", "entry:\n", "key: ",
        "ignore: x\n", "let:\n", "comms_data:\n", "\u{2028}", "\u{85}",
        "\u{FEFF}", "limit: 99999999999999999999GB", "tolerance: -5m", "status: 99", "signed: \"${{ header:\"",
        "[[[[[[[[", "- - - - ", "a: &x [*x, *x]\n",
    ]
}

extension Chance {
    /// One of the right ones; rarely something that is wrong there.
    private mutating func mostly(_ right: [String], _ wrong: [String]) -> String { pick(once(in: 25) ? wrong : right) }

    fileprivate mutating func adapter() -> String {
        let schemes = [
            "{ scheme: none }", "{ scheme: twilio }", "{ scheme: hmac, header: X-S, hash: sha1, encoding: hex }",
            "{ scheme: basic }", "{ scheme: token, query: t }", "{ scheme: jwt, header: Authorization }",
            "[ { scheme: bearer }, { scheme: ip, ranges: [10.0.0.0/8] } ]",
        ]
        let body = mostly(["json", "form", "multipart", "auto"], [word(), "[]"])
        var text = "title: \(word())\nreceive:\n  body: \(body)\n"
        text += "  authenticate: \(mostly(schemes, ["{ scheme: \(word()) }", "hmac"]))\ntranslate:\n"
        for _ in 0...number(below: 3) { text += rule() }
        return text
    }

    private mutating func rule() -> String {
        let condition = mostly(["id", "a == 'b'", "!from", "$query.e"], ["length(@) >", "\(word())(a)", "a[?b"])
        let start = "  - when: ${{ \(condition) }}\n"
        guard !once(in: 3) else { return start + "    ignore: \(word())\n" }
        let type = mostly(["sms", "call", "email", "message"], ["fax", "${{ type }}"])
        let contact = mostly(["from", "phone(from)", "$body.a"], ["a[?b", "fone(a)"])
        let value = mostly(["${{ text }}", "x ${{ a }} y", word()], ["[a, \"${{ b }}\"]", "${{ a"])
        return start
            + "    entry:\n      key: ${{ id }}\n      comms_type: \(type)\n      comms_source: \(word(upTo: 50))\n"
            + "      contact: { phone: \"${{ \(contact) }}\" }\n      comms_data:\n        channel: sms\n        direction: inbound\n"
            + "        \(mostly(["body", "from", "subject"], ["colour"])): \(value)\n"
    }
}
