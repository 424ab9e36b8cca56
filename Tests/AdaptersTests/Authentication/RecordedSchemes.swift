/// How the adapters of the recorded cases authenticate, by the beginning of a case's file name.
enum RecordedSchemes {
    static func yaml(of file: String) -> String? { all.first { file.hasPrefix($0.prefix) }?.yaml }

    private static let all: [(prefix: String, yaml: String)] = calls + mails + messages

    private static let calls: [(prefix: String, yaml: String)] = [
        ("calls/01-callrail", callrail), ("calls/02-callrail", callrail), ("calls/04-callrail", callrail),
        ("calls/07-callrail", callrail), ("calls/09-callrail", callrail),
        ("calls/11-ctm", ctm), ("calls/12-ctm", ctm), ("calls/15-ctm", ctm),
        ("calls/16-whatconverts", "{ scheme: token, path_segment: 3 }"),
        ("calls/17-whatconverts", "{ scheme: token, path_segment: 3 }"),
        ("calls/18-aircall", "{ scheme: token, field: token }"),
        ("calls/20-aircall", "{ scheme: token, field: token }"),
        ("calls/22-dialpad", "{ scheme: jwt, body: true }"), ("calls/23-dialpad", "{ scheme: jwt, body: true }"),
        ("calls/25-dialpad", "{ scheme: jwt, body: true }"), ("calls/27-dialpad", "{ scheme: jwt, body: true }"),
        ("calls/28-openphone", openphone), ("calls/29-openphone", openphone), ("calls/31-openphone", openphone),
        ("calls/33-quo", "standard-webhooks"), ("calls/35-quo", "standard-webhooks"),
        ("calls/37-standard", "standard-webhooks"),
        ("calls/38-ringcentral", "{ scheme: token, header: Verification-Token }"),
        ("calls/39-ringcentral", "{ scheme: token, header: Verification-Token }"),
        ("calls/42-justcall", justcall), ("calls/43-justcall", justcall), ("calls/46-justcall", justcall),
        ("calls/47-zoom", zoom), ("calls/49-zoom", zoom), ("calls/51-zoom", zoom), ("calls/53-zoom", zoom),
        ("calls/54-zoom", zoom),
        ("calls/56-twilio", "twilio"), ("calls/58-twilio", "twilio"), ("calls/60-twilio", "twilio"),
        ("calls/61-twilio", "twilio"), ("calls/63-twilio", "twilio"),
        ("calls/66-retell", retell), ("calls/67-retell", retell),
        ("calls/69-vapi", "{ scheme: token, header: X-Vapi-Secret }"),
        ("calls/70-vapi", "{ scheme: token, header: X-Vapi-Secret }"),
        ("calls/73-elevenlabs", elevenlabs), ("calls/75-elevenlabs", elevenlabs), ("calls/76-elevenlabs", elevenlabs),
    ]

    private static let mails: [(prefix: String, yaml: String)] = [
        ("email/brevo", "basic"), ("email/cloudmailin", "basic"), ("email/mailjet", "basic"),
        ("email/postmark", "basic"),
        ("email/forwardemail", "{ scheme: hmac, header: X-Webhook-Signature, encoding: hex }"),
        ("email/mailersend", "{ scheme: hmac, header: Signature, encoding: hex }"),
        ("email/mailgun", mailgun),
        (
            "email/mandrill",
            """
            { scheme: hmac, header: X-Mandrill-Signature, hash: sha1, encoding: base64, signed: "${{ url }}${{ form }}" }
            """
        ),
        ("email/resend", "{ scheme: standard-webhooks, headers: svix }"),
        ("email/sendgrid-ecdsa", sendgrid), ("email/sendgrid-signed", sendgrid),
        ("email/sendgrid", "basic"),
        ("email/ses", "sns"),
        ("email/sparkpost", "{ scheme: token, header: X-MessageSystems-Webhook-Token }"),
        ("email/standard-webhooks", "standard-webhooks"),
    ]

    private static let messages: [(prefix: String, yaml: String)] = [
        ("sms-voice/bandwidth", "basic"),
        (
            "sms-voice/bird",
            """
            { scheme: hmac, header: MessageBird-Signature, encoding: base64,
              timestamp_header: MessageBird-Request-Timestamp,
              signed: "${{ timestamp }}\\n${{ url }}\\n${{ body_sha256 }}" }
            """
        ),
        ("sms-voice/messagebird-15", messagebirdLegacy), ("sms-voice/messagebird-17", messagebirdLegacy),
        (
            "sms-voice/messagebird",
            """
            { scheme: jwt, header: MessageBird-Signature-JWT, algorithms: [HS256, HS384, HS512], issuer: MessageBird,
              leeway: 1s, payload_hash: payload_hash, url_hash: url_hash }
            """
        ),
        (
            "sms-voice/plivo-09",
            """
            { scheme: hmac, header: [X-Plivo-Signature-V2, X-Plivo-Signature-Ma-V2], encoding: base64, separator: ",",
              signed: "${{ url_base }}${{ header:X-Plivo-Signature-V2-Nonce }}" }
            """
        ),
        ("sms-voice/plivo", plivo),
        ("sms-voice/sinch-07", "{ scheme: hmac, header: X-Sinch-Signature, hash: sha1, encoding: hex }"),
        (
            "sms-voice/sinch",
            """
            { scheme: hmac, header: x-sinch-webhook-signature, encoding: base64,
              timestamp_header: x-sinch-webhook-signature-timestamp,
              signed: "${{ body }}.${{ header:x-sinch-webhook-signature-nonce }}.${{ timestamp }}" }
            """
        ),
        (
            "sms-voice/telnyx",
            """
            { scheme: ed25519, header: telnyx-signature-ed25519, timestamp_header: telnyx-timestamp,
              signed: "${{ timestamp }}|${{ body }}" }
            """
        ),
        ("sms-voice/twilio", "twilio"),
        ("sms-voice/vonage-0", vonageSMS),
        (
            "sms-voice/vonage-1",
            "{ scheme: jwt, header: Authorization, issuer: Vonage, tolerance: 5m, payload_hash: payload_hash }"
        ),
    ]

    private static let callrail = "{ scheme: hmac, header: Signature, hash: sha1, encoding: base64 }"
    private static let ctm = """
        { scheme: hmac, header: X-CTM-Signature, hash: sha1, encoding: base64, timestamp_header: X-CTM-Time,
          signed: "${{ timestamp }}${{ body }}" }
        """
    private static let openphone = """
        { scheme: hmac, header: openphone-signature, encoding: base64, key_encoding: base64, separator: ";",
          signature_field: 4, timestamp_field: 3, timestamp_unit: milliseconds,
          signed: "${{ timestamp }}.${{ body }}" }
        """
    private static let justcall = """
        { scheme: hmac, header: x-justcall-signature, encoding: hex, timestamp_header: x-justcall-request-timestamp,
          timestamp_unit: date, signed: "${{ secret }}|${{ percent_encoded:url }}|${{ field:type }}|${{ timestamp }}" }
        """
    private static let zoom = """
        { scheme: hmac, header: x-zm-signature, encoding: hex, prefix: "v0=", timestamp_header: x-zm-request-timestamp,
          signed: "v0:${{ timestamp }}:${{ body }}" }
        """
    private static let retell = """
        { scheme: hmac, header: X-Retell-Signature, encoding: hex, signature_field: d, timestamp_field: v,
          timestamp_unit: milliseconds, signed: "${{ body }}${{ timestamp }}" }
        """
    private static let elevenlabs = """
        { scheme: hmac, header: ElevenLabs-Signature, encoding: hex, signature_field: v0, timestamp_field: t,
          tolerance: 30m, signed: "${{ timestamp }}.${{ body }}" }
        """
    private static let mailgun = """
        { scheme: hmac, field: signature, encoding: hex, timestamp_field: timestamp, tolerance: 15m,
          signed: "${{ timestamp }}${{ field:token }}" }
        """
    private static let sendgrid = """
        { scheme: ecdsa, header: X-Twilio-Email-Event-Webhook-Signature,
          signed: "${{ header:X-Twilio-Email-Event-Webhook-Timestamp }}${{ body }}" }
        """
    private static let messagebirdLegacy = """
        { scheme: hmac, header: MessageBird-Signature, encoding: base64, tolerance: 10s,
          timestamp_header: MessageBird-Request-Timestamp,
          signed: "${{ timestamp }}\\n${{ query_encoded }}\\n${{ body_sha256 }}" }
        """
    private static let plivo = """
        { scheme: hmac, header: [X-Plivo-Signature-V3, X-Plivo-Signature-Ma-V3], encoding: base64, separator: ",",
          signed: "${{ url_base }}${{ '?' if query or form }}${{ query }}${{ '.' if query and form }}\
        ${{ form }}.${{ header:X-Plivo-Signature-V3-Nonce }}" }
        """
    private static let vonageSMS = """
        { scheme: hmac, field: sig, encoding: hex, hash_setting: signature_method, timestamp_field: timestamp,
          signed: "${{ parameters }}" }
        """
}
