import JMESPath

/// Compiles `receive:`.
struct ReceiveCompiler {
    /// The default of `receive.limit`: no text message or call is larger.
    private static let bodyLimit = 1_048_576

    let rules: ReceiveRules
    let decoder: BodyDecoder
    let scheme: (any Scheme)?
    let handshakes: [Handshake]
    let problems: [SourceProblem]
    /// What expressions of handshakes read of `$hook`.
    let hookReads: [VariableRead]

    init(_ node: SourceNode) {
        var reader = MappingReader(node)
        var problems: [SourceProblem] = []
        let methods = reader.strings("methods").map { $0.map { $0.uppercased() } } ?? ["POST"]
        let limit = reader.byteCount("limit") ?? Self.bodyLimit
        let format = reader.choice("body", of: BodyFormat.self) ?? .auto
        let attachments = reader.strings("attachments") ?? []
        let binary = reader.strings("binary") ?? []
        let charsets = reader.string("charsets")
        let (answers, answerProblems) = AnswerCompiler.answers(reader.mapping("answer"))
        problems += answerProblems
        if let authenticate = reader.node("authenticate") {
            scheme = SchemeRegistry.scheme(from: authenticate, problems: &problems)
            if Self.usesTwilio(authenticate) {
                problems += AnswerCompiler.trapProblems(answers, at: reader.valuePlace("answer"))
            }
        } else {
            scheme = nil
            reader.report(
                node.place,
                "the key \"receive.authenticate\" is missing",
                mend: "add \"authenticate: { scheme: … }\"; \"scheme: none\" if anybody may post here"
            )
        }
        let compiled = HandshakeCompiler(reader.list("handshake") ?? [])
        handshakes = compiled.handshakes
        hookReads = compiled.hookReads
        problems += compiled.problems
        if scheme is NoScheme, handshakes.contains(where: { $0.confirmation != nil }) {
            let fault = "\"confirm:\" visits what a request names, and nobody vouches for requests here"
            reader.report(reader.valuePlace("handshake"), fault, mend: "write \"authenticate: sns\"")
        }
        let asked = handshakes.compactMap(\.method)
        rules = ReceiveRules(
            methods: Set(methods + asked),
            bodyLimit: limit,
            answers: answers,
            takesPathSegments: scheme?.readsPath ?? false
        )
        decoder = BodyDecoder(
            format: format,
            attachmentPaths: attachments + (scheme?.credentialPlaces.fields ?? []),
            binaryFields: binary,
            charsetsField: charsets
        )
        self.problems = problems + reader.finish()
    }

    static func usesTwilio(_ node: SourceNode) -> Bool {
        switch node.content {
        case .scalar: false
        case .sequence(let elements): elements.contains(where: usesTwilio)
        case .mapping(let members):
            members.contains { member in
                if member.name == "scheme", case .scalar("twilio", _) = member.value.content { return true }
                return usesTwilio(member.value)
            }
        }
    }
}
