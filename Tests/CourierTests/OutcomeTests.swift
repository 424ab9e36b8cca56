import BridgeCore
import Courier
import JSON
import Testing

/// From Zyntro's words to classes.
struct OutcomeTests {
    private func outcome(ofError text: String) throws -> Outcome {
        let reply = Reply.answered(Answer(httpStatus: 200, isSuccess: false, data: [.string(text)]))
        return try Outcome(reply, table: ResponseTable(), destination: Fixture.destination())
    }

    @Test(arguments: [
        ("API key is required", "credentials"), ("Invalid API key", "credentials"), ("Invalid API Key", "credentials"),
        ("Missing API Key", "credentials"), ("IP address not whitelisted", "credentials"),
        ("Invalid developer_secret", "credentials"), ("Missing developer_secret", "credentials"),
        ("Missing service instance", "credentials"), ("User is not active", "credentials"),
        ("Organization not found", "credentials"), ("Missing org ID", "credentials"),
        ("org_id is required", "refused"), ("member_id is required", "refused"), ("contact_id is required", "refused"),
        ("comms_type is required", "refused"), ("comms_data is required", "refused"),
        ("org_id / member_id / contact_id / comms_type / comms_data is required", "refused"),
        ("comms_type must be one of: email, sms, call, message", "refused"),
        ("Contact not found in this organization", "contact_not_found"),
        ("CONTACT NOT FOUND IN THIS ORGANIZATION", "contact_not_found"),
        ("Member not found in this organization", "member_not_found"),
        ("The moon is in the wrong phase", "unfamiliar"), ("No contact", "unfamiliar"), ("", "unfamiliar"),
    ])
    func classifiesEveryDocumentedMessage(text: String, expected: String) throws {
        let outcome = try outcome(ofError: text)

        #expect(outcome.label == expected)
    }

    @Test func adviceNamesTheAddressToWhitelist() throws {
        let outcome = try outcome(ofError: "IP address not whitelisted: 192.0.2.7.")

        guard case .credentials(_, let advice) = outcome else {
            Issue.record("not a matter of credentials: \(outcome)")
            return
        }
        #expect(advice.hasSuffix("192.0.2.7"))
    }

    @Test func anAnswersTextIsShortPlainAndWithoutCredentials() throws {
        let text =
            "odd\u{1B}[31m\n key-of-the-organisation zdk_secret-of-the-developer " + String(repeating: "x", count: 500)

        guard case .unfamiliar(let cleaned) = try outcome(ofError: text) else {
            Issue.record("the text is known")
            return
        }

        #expect(cleaned.count == AnswerText.limit)
        #expect(!cleaned.contains("key-of") && !cleaned.contains("zdk_"))
        #expect(cleaned.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }

    @Test(arguments: [
        (#"{"data":{"ch_id":891},"status":"success"}"#, Outcome.delivered(chID: 891)),
        (#"{"data":{"ch_id":"891"},"status":"SUCCESS"}"#, Outcome.delivered(chID: 891)),
        (#"{"data":{},"status":"success"}"#, Outcome.delivered(chID: nil)),
    ])
    func successIsReadFromTheBody(body: String, expected: Outcome) throws {
        let reply = Reply.read(httpStatus: 500, retryAfter: nil, body: Array(body.utf8))

        #expect(try Outcome(reply, table: ResponseTable(), destination: Fixture.destination()) == expected)
    }

    @Test(arguments: [
        (200, "<html>ok</html>", "unknown"), (200, #"{"status":"maybe"}"#, "unknown"), (200, "", "unknown"),
        (200, #"{"status":"success""#, "unknown"), (504, "", "unknown"), (404, "[]", "unknown"),
        (429, "<html>", "busy"), (503, #"{"status":"error","data":["Invalid API key"]}"#, "busy"),
        (429, #"{"status":"success","data":{"ch_id":1}}"#, "delivered"),
        (401, #"{"status":"error","data":["Invalid API key"]}"#, "credentials"),
        (200, #"{"status":"error","data":"Contact not found"}"#, "contact_not_found"),
        (200, #"{"status":"error","data":{"message":"Contact not found"}}"#, "contact_not_found"),
        (200, #"{"status":"error","message":"Contact not found"}"#, "contact_not_found"),
    ])
    func theVerdictCountsAndNotTheHTTPStatus(status: Int, body: String, expected: String) throws {
        let reply = Reply.read(httpStatus: status, retryAfter: nil, body: Array(body.utf8))
        let outcome = try Outcome(reply, table: ResponseTable(), destination: Fixture.destination())

        #expect(outcome.label == expected)
    }

    @Test(arguments: [
        "{}", #"[{"label":"A","fragment":"a"}]"#, #"[{"label":"A","fragment":"","class":"entry"}]"#,
        #"[{"label":"A","fragment":"a","class":"nonsense"}]"#,
    ])
    func refusesATableThatIsNotWellFormed(json: String) {
        #expect(throws: ResponseTableError.self) { try ResponseTable(Array(json.utf8)) }
    }
}
