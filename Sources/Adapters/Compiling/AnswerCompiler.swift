import BridgeCore

/// Compiles what the provider hears; an adapter states only what differs from the safe defaults.
enum AnswerCompiler {
    static let defaults = Answers(
        accepted: Answer(status: 200),
        duplicate: Answer(status: 200),
        unauthentic: Answer(status: 401),
        untranslatable: Answer(status: 200),
        tooLarge: Answer(status: 413),
        overloaded: Answer(status: 503, headers: [HeaderField(name: "retry-after", value: "5")])
    )

    /// `duplicate` and `untranslatable` follow `accepted` where they are not given.
    static func answers(_ node: SourceNode?) -> (answers: Answers, problems: [SourceProblem]) {
        var answers = defaults
        guard let node else { return (answers, []) }
        var reader = MappingReader(node)
        var problems: [SourceProblem] = []
        func read(_ name: String, base: Answer) -> Answer {
            guard let node = reader.mapping(name) else { return base }
            let (answer, found) = answer(node, base: base)
            problems += found
            return answer
        }
        answers.accepted = read("accepted", base: answers.accepted)
        answers.duplicate = read("duplicate", base: answers.accepted)
        answers.untranslatable = read("untranslatable", base: answers.accepted)
        answers.unauthentic = read("unauthentic", base: answers.unauthentic)
        answers.tooLarge = read("too_large", base: answers.tooLarge)
        answers.overloaded = read("overloaded", base: answers.overloaded)
        problems += unkept(answers, reader)
        return (answers, problems + reader.finish())
    }

    /// A 2xx for a request that was not stored would lose it: the provider believes that it was taken.
    private static func unkept(_ answers: Answers, _ reader: MappingReader) -> [SourceProblem] {
        let place = reader.valuePlace
        var problems: [SourceProblem] = []
        if answers.overloaded.status != 429, answers.overloaded.status < 500 {
            problems.append(
                SourceProblem(
                    at: place("overloaded"),
                    "\"overloaded\" must ask the provider to come again, and \(answers.overloaded.status) does not",
                    mend: "write status: 503"
                )
            )
        }
        for (name, answer) in [("too_large", answers.tooLarge), ("unauthentic", answers.unauthentic)]
        where answer.status < 300 {
            problems.append(
                SourceProblem(
                    at: place(name),
                    "\"\(name)\" answers \(answer.status), but such a request is not kept",
                    mend: "write a status from 400 on, or one from 500 on where the provider bounces on a 4xx"
                )
            )
        }
        return problems
    }

    /// One answer; what it does not state is as in `base`.
    static func answer(_ node: SourceNode, base: Answer) -> (Answer, [SourceProblem]) {
        var reader = MappingReader(node)
        var answer = base
        if let status = reader.integer("status", in: 200...599) { answer.status = status }
        if let body = reader.string("body") { answer.body = body }
        var problems: [SourceProblem] = []
        if let headersNode = reader.mapping("headers") {
            var headers = MappingReader(headersNode)
            answer.headers = headers.names.compactMap { name in
                headers.string(name).map { HeaderField(name: name.lowercased(), value: $0) }
            }
            problems += headers.finish()
            problems += checkedHeaders(answer.headers, headersNode.place)
        }
        for place in [reader.valuePlace("body")] where answer.body.contains("${{") {
            problems.append(SourceProblem(at: place, "answers are constant: an expression has no effect here"))
        }
        return (answer, problems + reader.finish())
    }

    /// A line end in a header would let one answer become two.
    private static func checkedHeaders(_ headers: [HeaderField], _ place: SourcePlace) -> [SourceProblem] {
        headers.filter { ($0.name + $0.value).utf8.contains { $0 < 32 || $0 == 127 } }
            .map { _ in SourceProblem(at: place, "a header holds a line end or another control character") }
    }

    /// Twilio texts a plain body back to the customer (design §4): its answers are TwiML or empty.
    static func trapProblems(_ answers: Answers, at place: SourcePlace) -> [SourceProblem] {
        let named = [
            ("accepted", answers.accepted), ("duplicate", answers.duplicate),
            ("untranslatable", answers.untranslatable),
        ]
        // Those that only follow "accepted" are mended with it.
        let own = named.filter { $0.0 == "accepted" || $0.1 != answers.accepted }
        return own.filter { isTexted($0.1) }.map { name, _ in
            SourceProblem(
                at: place,
                "Twilio would text the body of \"\(name)\" to the customer",
                mend: "leave the body out, or answer TwiML with the header content-type: text/xml"
            )
        }
    }

    static func isTexted(_ answer: Answer) -> Bool {
        guard !answer.body.isEmpty else { return false }
        return answer.headers.first { $0.name == "content-type" }?.value.lowercased().contains("xml") != true
    }
}
