import BridgeCore
import Courier
import JSON
import Testing

/// Whom a look-up's answer is about: by address, never by name.
struct ContactLookupTests {
    private func outcome(
        _ data: String,
        for uri: String = "tel:+12025550123",
        status: String = "success"
    ) throws -> LookupOutcome {
        let address = try #require(Address(uri: uri))
        let body = #"{"data":\#(data),"status":"\#(status)"}"#
        let reply = Reply.read(httpStatus: 200, retryAfter: nil, body: Array(body.utf8))
        return try ContactLookup(address: address, destination: Fixture.destination())
            .outcome(of: reply, table: ResponseTable())
    }

    @Test(arguments: [
        #"{"notes":[],"contact_id":"c-1","first_name":"Ana","last_name":"Ruiz","primary_phone":"+12025550123"}"#,
        #"{"notes":[],"contact":{"id":"c-1","firstName":"Ana","lastName":"Ruiz","primaryPhone":"+12025550123"}}"#,
        #"[{"cont_id":"c-1","cont_first_name":"Ana","cont_last_name":"Ruiz","cont_secondary_phone":"+12025550123"}]"#,
        #"{"profile":{"contactId":"c-1","name":"Ana Ruiz"},"signals":[],"secondary_phone":"+12025550123"}"#,
        #"{"contact_id":"c-1","name":"Ana Ruiz","phones":[{"id":7,"phone":"+12025550123"}]}"#,
        #"{"contact_id":"c-1","name":"Ana Ruiz","profile":{"phones":[{"value":"+12025550123"}]}}"#,
    ])
    func findsTheContactInEveryShape(data: String) throws {
        #expect(try outcome(data) == .found(KnownContact(id: ContactID("c-1"), name: "Ana Ruiz")))
    }

    @Test(arguments: [
        #"{"contact_id":"c-1","primary_email":"Ana@Example.com"}"#,
        #"{"contact":{"id":"c-1","email":"ana@example.com"}}"#,
        #"{"contact_id":"c-1","cont_secondary_email":"ana@example.com"}"#,
    ])
    func findsByEMail(data: String) throws {
        #expect(try outcome(data, for: "mailto:ana@example.com") == .found(KnownContact(id: ContactID("c-1"))))
    }

    @Test(arguments: [
        "+12025550123", "+1 202 555 0123", "(202) 555-0123", "202.555.0123", "2025550123", "12025550123",
        "1-202-555-0123",
    ])
    func recognisesANumberHoweverItIsWritten(number: String) throws {
        #expect(
            try outcome(#"{"contact_id":"c-1","primary_phone":"\#(number)"}"#)
                == .found(KnownContact(id: ContactID("c-1")))
        )
    }

    @Test(arguments: [
        "{}", "[]", "null", #""nothing""#,
        #"{"contact_id":"c-9","first_name":"+12025550123","primary_phone":"+12025550199"}"#,
        #"{"contact_id":"c-9","primary_phone":"+12025550199","notes":[{"phone":"+12025550123"}]}"#,
        #"{"contact_id":"c-9","primary_phone":"","entity":{"phone":"+12025550123"}}"#,
        #"{"contact_id":"c-9","member":{"phone":"+12025550123"}}"#,
        #"{"primary_phone":"+12025550123"}"#,
        #"[{"contact_id":"c-8","phone":"+12025550123"},{"contact_id":"c-9","phone":"+12025550123"}]"#,
        #"{"contact_id":"c-9","owner":{"name":"Bob","phone":"+12025550123"}}"#,
        #"{"contact_id":"c-9","owner":{"id":"u-1","phone":"+12025550123"}}"#,
        #"{"contact_id":"c-9","name":"Ana","profile":{"name":"Bob","phone":"+12025550123"}}"#,
        #"{"contact_id":"c-9","phones":[{"name":"Bob","value":"+12025550123"}]}"#,
        #"{"contact_id":"c-9","primary_phone":null,"company":"+12025550123"}"#,
    ])
    func somebodyElseIsNotFound(data: String) throws {
        #expect(try outcome(data) == .notFound)
    }

    @Test func theIDIsThatOfTheObjectThatHasTheAddress() throws {
        let data = #"[{"contact_id":"c-8","phone":"+12025550199"},{"contact_id":"c-1","phone":"+12025550123"}]"#

        #expect(try outcome(data) == .found(KnownContact(id: ContactID("c-1"))))
    }

    @Test(arguments: [
        (#"["Contact not found in this organization"]"#, "not_found"), (#"["No contacts matched"]"#, "not_found"),
        (#"["Nothing not found"]"#, "not_found"), (#"["Invalid API key"]"#, "credentials"),
        (#"["Organization not found"]"#, "credentials"), (#"["Something odd"]"#, "failed"),
    ])
    func readsErrors(data: String, expected: String) throws {
        #expect(try outcome(data, status: "error").label == expected)
    }

    @Test(arguments: [
        (
            "tel:+12025550123",
            ["+12025550123", "12025550123", "2025550123", "(202) 555-0123", "202-555-0123"]
        ), ("tel:+442079460018", ["+442079460018", "442079460018", "02079460018"]),
        ("tel:+390669812345", ["+390669812345", "390669812345", "0669812345"]),
        ("mailto:ana@example.com", ["ana@example.com"]), ("mailto:ana+flat@example.com", ["ana+flat@example.com"]),
    ])
    func searchesForTheLikelySpellings(uri: String, expected: [String]) throws {
        let address = try #require(Address(uri: uri))

        #expect(ContactLookup(address: address, destination: Fixture.destination()).searches == expected)
    }
}
