import Adapters
import BridgeCore
import Receiver
import Testing

struct StoredRequestTests {
    @Test(arguments: [
        ("/hooks/a", "/hooks/a"),
        ("/hooks/a?", "/hooks/a?"),
        ("/hooks/a?b=1&c", "/hooks/a?b=1&c"),
        ("/hooks/a?token=x", "/hooks/a?token=…"),
        ("/hooks/a?b=1&Access_Token=x&d=2", "/hooks/a?b=1&Access_Token=…&d=2"),
        ("/hooks/a?to%6ben=x", "/hooks/a?to%6ben=…"),
        ("/hooks/a?k=open+sesame", "/hooks/a?k=…"),
        ("/hooks/a?k=%6Fpen%20sesame", "/hooks/a?k=…"),
        ("/hooks/a?open%20sesame", "/hooks/a?…"),
        ("/hooks/a?b=%zz&key=", "/hooks/a?b=%zz&key=…"),
        ("/hooks/a/open-sesame", "/hooks/a/…"), ("/hooks/a/b/c?event=x", "/hooks/a/…?event=x"),
    ])
    func hidesCredentialsInATarget(received: String, expected: String) {
        #expect(StoredRequest.target(of: received, secrets: [Secret("open sesame")]) == expected)
    }

    @Test func keepsHeadersByTheirNameOnly() {
        let names = ["content-type", "authorization", "cookie", "x-twilio-signature", "i-twilio-idempotency-token"]

        let kept = StoredRequest.headers(of: names.map { HeaderField(name: $0, value: "v") })

        #expect(kept.map(\.name) == ["content-type", "i-twilio-idempotency-token"])
    }

    @Test func knowsTheSameRequestAgainAndNoOther() {
        let digest = EventFingerprint.digest(of: Array("abc".utf8))
        func print(_ hook: String, _ method: String, _ target: String) -> Digest256 {
            EventFingerprint.fingerprint(hook: HookName(hook), method: method, target: target, bodyDigest: digest)
        }

        #expect(digest.description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(print("a", "POST", "/x") == print("a", "POST", "/x"))
        #expect(Set([print("a", "POST", "/x"), print("aP", "OST", "/x"), print("a", "POST/", "x")]).count == 3)
    }

    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_772_323_199, "Sat, 28 Feb 2026 23:59:59 GMT"),
    ])
    func writesADateAsHTTPDoes(seconds: Int64, expected: String) {
        var date = HTTPDate()

        #expect(date.text(at: Timestamp(seconds: seconds)) == expected)
        #expect(date.text(at: Timestamp(milliseconds: seconds * 1000 + 999)) == expected)
    }
}
