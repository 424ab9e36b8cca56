import Crypto
import Foundation
import JSON

/// A request as a provider sends it, with a valid signature unless a test changes it.
struct Webhook: Sendable {
    static let twilioToken = "0123456789abcdef0123456789abcdef"
    static let postmarkPassword = "postmark:correct-horse"
    static let callRailKey = "callrail-signing-key"

    var target: String
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// An inbound text message at the hook `texts`; `query` is what follows its path.
    static func sms(
        _ sid: String,
        from sender: String = "+12125550101",
        text: String = "Is the flat still free?",
        secret: String = twilioToken,
        query: String = ""
    ) -> Webhook {
        let fields = [
            "AccountSid": "AC00000000000000000000000000000001", "ApiVersion": "2010-04-01", "Body": text,
            "From": sender,
            "MessageSid": sid, "NumMedia": "0", "NumSegments": "1", "SmsSid": sid, "SmsStatus": "received",
            "To": "+16465550100",
        ].sorted { $0.key < $1.key }
        let target = "/hooks/texts" + query
        let signed = Stage.publicURL + target + fields.map { $0.key + $0.value }.joined()
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: Data(signed.utf8),
            using: SymmetricKey(data: Data(secret.utf8))
        )
        let form = fields.map { "\($0.key)=\(escaped($0.value))" }.joined(separator: "&")
        return Webhook(
            target: target,
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                ("X-Twilio-Signature", Data(code).base64EncodedString()),
            ],
            body: Array(form.utf8)
        )
    }

    /// Any body at the hook `calls`, signed as CallRail signs.
    static func call(_ body: String, secret: String = callRailKey) -> Webhook {
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: Data(body.utf8),
            using: SymmetricKey(data: Data(secret.utf8))
        )
        return Webhook(
            target: "/hooks/calls?event=post_call",
            headers: [("Content-Type", "application/json"), ("Signature", Data(code).base64EncodedString())],
            body: Array(body.utf8)
        )
    }

    /// A mail at the hook `mail`; `attachment` is the Base64 of its one attachment.
    static func mail(
        _ id: String,
        from sender: String = "ana.ruiz@example.com",
        text: String = "Agreed.",
        attachment: [UInt8]? = nil,
        password: String = postmarkPassword
    ) -> Webhook {
        let mail: JSONObject = [
            "FromFull": ["Email": .string(sender), "Name": "Ana Ruiz"], "From": .string(sender),
            "ToFull": [["Email": "sales@example.com", "Name": "Sales"]], "To": "sales@example.com", "CcFull": [],
            "BccFull": [], "OriginalRecipient": "sales@example.com", "Subject": "Offer", "MessageID": .string(id),
            "Date": "Mon, 2 Mar 2026 09:14:05 -0500", "TextBody": .string(text), "StrippedTextReply": .string(text),
            "Headers": [["Name": "Message-ID", "Value": .string("<\(id)@example.com>")]],
        ]
        var body = JSONValue.object(mail).serialized()
        if let attachment {
            body.removeLast()
            body += #","Attachments":[{"Name":"plan.pdf","ContentType":"application/pdf","Content":""#.utf8
            body += attachment
            body += "\"}]}".utf8
        }
        return Webhook(
            target: "/hooks/mail",
            headers: [
                ("Content-Type", "application/json"),
                ("Authorization", "Basic " + Data(password.utf8).base64EncodedString()),
            ],
            body: body
        )
    }

    /// The request's head and body as they go over the wire; `announced` is the Content-Length.
    func wire(announced: Int? = nil, extra: String = "") -> [UInt8] {
        Array(head(extra: "Content-Length: \(announced ?? body.count)\r\n" + extra).utf8) + body
    }

    /// The request line and the headers with the empty line after them.
    func head(extra: String) -> String {
        let lines = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        return "POST \(target) HTTP/1.1\r\nHost: bridge.example.com\r\n\(lines)\(extra)\r\n"
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
