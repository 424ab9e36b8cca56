import JSON

/// A provider's request, as far as an adapter reads it.
struct Request: Sendable {
    let adapter: String
    let contentType: String
    let body: String

    static func form(_ adapter: String, _ fields: [(String, String)]) -> Request {
        let allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"
        let pairs = fields.map { name, value in
            name + "=" + value.utf8.map { escaped($0, unless: allowed) }.joined()
        }
        return Request(
            adapter: adapter,
            contentType: "application/x-www-form-urlencoded",
            body: pairs.joined(separator: "&")
        )
    }

    private static func escaped(_ byte: UInt8, unless allowed: String) -> String {
        let scalar = Character(Unicode.Scalar(byte))
        return allowed.contains(scalar) ? String(scalar) : "%" + String(Int(byte) + 0x100, radix: 16).suffix(2)
    }

    static func json(_ adapter: String, _ value: JSONValue) -> Request {
        Request(adapter: adapter, contentType: "application/json", body: value.text())
    }

    static func sms(
        _ from: String,
        _ to: String = "+12125550191",
        _ body: String = "Hello",
        sid: String = "SM1"
    ) -> Request {
        .form(
            "twilio-messaging",
            [
                ("MessageSid", sid), ("SmsStatus", "received"), ("NumMedia", "0"), ("From", from), ("To", to),
                ("Body", body),
            ]
        )
    }

    static func call(
        _ from: String,
        _ to: String = "+12125550191",
        direction: String = "inbound",
        status: String = "completed",
        sid: String = "CA1",
        parent: String? = nil,
        more: [(String, String)] = []
    ) -> Request {
        .form(
            "twilio-voice",
            [
                ("CallSid", sid), ("CallStatus", status), ("CallDuration", status == "completed" ? "61" : "0"),
                ("From", from), ("To", to), ("Direction", direction),
            ] + (parent.map { [("ParentCallSid", $0)] } ?? []) + more
        )
    }

    /// A mail at Postmark; `envelope` is the address of the inbound stream.
    static func mail(
        _ from: String,
        _ to: String = "sam@our.example.com",
        cc: String = "",
        envelope: String? = nil,
        subject: String = "Offer",
        body: String = "Agreed.",
        id: String = "1@example.com",
        headers: [(String, String)] = []
    ) -> Request {
        let all = [("Message-ID", "<\(id)>")] + headers
        return .json(
            "postmark",
            [
                "MessageID": .string("postmark-\(id)"), "From": .string(from), "To": .string(to), "Cc": .string(cc),
                "OriginalRecipient": .string(envelope ?? to), "Subject": .string(subject),
                "Date": "Mon, 2 Mar 2026 09:15:00 -0500", "TextBody": .string(body),
                "Headers": .array(all.map { ["Name": .string($0.0), "Value": .string($0.1)] }),
            ]
        )
    }
}
