import Adapters
import BridgeCore
import Receiver

/// An adapter whose every decision a test makes.
struct StubAdapter: HookHandling {
    var name = "stub"
    var version = "0123456789ab"
    var receive: ReceiveRules
    var decide: @Sendable (RawRequest) -> Handling

    init(
        methods: Set<String> = ["POST"],
        bodyLimit: Int = 100_000,
        answers: Answers = .distinct,
        takesPathSegments: Bool = false,
        decide: @escaping @Sendable (RawRequest) -> Handling = { .translated(.of($0)) }
    ) {
        receive = ReceiveRules(
            methods: methods,
            bodyLimit: bodyLimit,
            answers: answers,
            takesPathSegments: takesPathSegments
        )
        self.decide = decide
    }

    var credentialPlaces = CredentialPlaces()

    func handle(_ request: RawRequest, hook: Hook, event: EventID) -> Handling { decide(request) }
}

extension Answers {
    /// Every answer with a body of its own, so that a test sees which one was given.
    static let distinct = Answers(
        accepted: Answer(
            status: 200,
            headers: [HeaderField(name: "content-type", value: "text/xml")],
            body: "accepted"
        ),
        duplicate: Answer(status: 208, body: "duplicate"),
        unauthentic: Answer(
            status: 401,
            headers: [HeaderField(name: "www-authenticate", value: "Basic realm=\"hook\"")],
            body: "unauthentic"
        ),
        untranslatable: Answer(status: 202, body: "untranslatable"),
        tooLarge: Answer(status: 413, body: "too large"),
        overloaded: Answer(status: 503, body: "overloaded")
    )
}

extension Translation {
    static func of(
        _ request: RawRequest,
        _ disposition: Disposition = .translated,
        reason: String? = nil,
        answer: Answer? = nil
    ) -> Translation {
        Translation(
            disposition: disposition,
            reason: reason,
            drafts: [],
            storedBody: request.body,
            warnings: [],
            answer: answer
        )
    }
}
