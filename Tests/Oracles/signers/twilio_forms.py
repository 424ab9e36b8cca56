"""Twilio: `twilio.request_validator.RequestValidator` signs and judges."""

import hashlib
import json
import urllib.parse

from twilio.request_validator import RequestValidator

from stand import PLAIN_URL, PORT_URL, Hook, Sample, url_of

TOKEN, OTHER_TOKEN = "0123456789abcdef0123456789abcdef", "f" * 32
FORM = "application/x-www-form-urlencoded"
HOOKS = {
    "twilio-sms": Hook("twilio-messaging", [TOKEN]),
    "twilio-rotated": Hook("twilio-messaging", [OTHER_TOKEN, TOKEN]),
    "twilio-calls": Hook("twilio-voice", [TOKEN]),
    "twilio-chats": Hook("twilio-conversations", [TOKEN]),
    "twilio-batches": Hook("twilio-events", [TOKEN]),
    "twilio-sha256": Hook("twilio-messaging", [TOKEN], {"signature_method": "HMAC_SHA256"}),
}


class Fields:
    """Parameters with repeated names, as web frameworks hand them to the validator."""

    def __init__(self, pairs):
        self.pairs = list(pairs)

    def __iter__(self):
        return iter(name for name, _ in self.pairs)

    def __len__(self):
        return len(self.pairs)

    def getall(self, name):
        return [value for key, value in self.pairs if key == name]

    def encoded(self):
        return urllib.parse.urlencode(self.pairs).encode()


def fields(number, **more):
    sid = "SM%032x" % number
    base = {"MessageSid": sid, "SmsSid": sid, "AccountSid": "AC" + "0" * 32, "From": "+12125550101", "To": "+16465550100",
            "Body": "Is the flat still free?", "NumMedia": "0", "SmsStatus": "received", "ToCity": "", "FromCity": "NEW YORK"}
    return Fields([(name, value) for name, value in {**base, **more}.items()])


def call(number, **more):
    base = {"CallSid": "CA%032x" % number, "AccountSid": "AC" + "0" * 32, "From": "+12125550101", "To": "+16465550100",
            "CallStatus": "completed", "Direction": "inbound", "CallDuration": "63", "Timestamp": "Mon, 02 Mar 2026 14:15:00 +0000"}
    return Fields([(name, value) for name, value in {**base, **more}.items()])


def form(hook, name, params, query="", signed=None, signed_url=None, token=TOKEN, right=True, public_url=PLAIN_URL,
         algorithm=None, told=None, signature=None, content_type=FORM):
    """A form as `params`, signed as if it were `signed` and sent to `signed_url`."""
    url = url_of(hook, query, public_url)
    validator = RequestValidator(token)
    signature = signature or validator.compute_signature(signed_url or url, signed or params, algorithm)
    official = any(RequestValidator(secret).validate(url, params, signature, algorithm) for secret in HOOKS[hook].secrets)
    headers = {"Content-Type": content_type, "X-Twilio-Signature": signature}
    if told:
        headers["X-Twilio-Webhooks-Signature-Settings"] = told
    return Sample(hook, name, official, right, headers, params.encoded(), query, refusal=403, public_url=public_url)


def forms():
    unicode = "Café 👩‍👩‍👧 «ñ» \u200f שלום e\u0301"
    yield form("twilio-sms", "a text", fields(1))
    yield form("twilio-sms", "with unicode", fields(2, Body=unicode))
    yield form("twilio-sms", "with blanks, signs and line ends", fields(3, Body=" a&b=c+d%20e\r\n\tf;g ", Note=""))
    yield form("twilio-sms", "with a repeated parameter", Fields(fields(4).pairs + [("Tag", "b"), ("Tag", "a"), ("Tag", "b")]))
    yield form("twilio-sms", "names that differ in case and in signs", fields(5, a="1", A="2", _b="3", **{"a b": "4", "ä": "5"}))
    yield form("twilio-sms", "with a charset in the type", fields(6), content_type=FORM + "; charset=utf-8")
    yield form("twilio-sms", "with a query", fields(7), query="contact_id=7&x=%C3%A9+b")
    yield form("twilio-sms", "with a query whose names repeat", fields(8), query="a=1&a=2&Body=other")
    yield form("twilio-sms", "signed with the port 443", fields(9), signed_url=url_of("twilio-sms").replace(".com/", ".com:443/"))
    yield form("twilio-sms", "to a URL with a port", fields(10), public_url=PORT_URL)
    yield form("twilio-sms", "to a URL with a port, signed without", fields(11), public_url=PORT_URL,
               signed_url=url_of("twilio-sms", public_url=PORT_URL).replace(":8443", ""))
    yield form("twilio-sms", "to a URL with a port, with a query", fields(12), query="a=b", public_url=PORT_URL)
    yield form("twilio-rotated", "by the second secret", fields(13))
    yield form("twilio-rotated", "by the first secret", fields(14), token=OTHER_TOKEN)
    yield form("twilio-calls", "a call", call(15))
    yield form("twilio-calls", "a recording with a URL in it", call(16, RecordingUrl="https://api.example.com/a?b=c&d=e#f"))
    yield form("twilio-chats", "a conversation", Fields([("EventType", "onMessageAdded"), ("MessageSid", "IM%032x" % 1),
               ("ConversationSid", "CH%032x" % 1), ("Body", unicode), ("Author", "+12125550101"), ("Source", "SMS"),
               ("DateCreated", "2026-03-02T14:15:00.000Z"), ("Index", "0"), ("ParticipantSid", "MB1"), ("AccountSid", "AC1")]))
    yield form("twilio-sha256", "with SHA-256", fields(17), algorithm="HMAC_SHA256",
               told="key=webhooks_sharedkey_1,algorithm=HMAC_SHA256")


def altered_forms():
    base = fields(30)
    changed = Fields([(name, value + "!" if name == "Body" else value) for name, value in base.pairs])
    yield form("twilio-sms", "altered: text", changed, signed=base, right=False)
    yield form("twilio-sms", "altered: one field more", Fields(base.pairs + [("Extra", "1")]), signed=base, right=False)
    yield form("twilio-sms", "altered: one field less", Fields(base.pairs[:-1]), signed=base, right=False)
    yield form("twilio-sms", "altered: query added", base, query="x=1", signed_url=url_of("twilio-sms"), right=False)
    yield form("twilio-sms", "altered: query changed", base, query="x=2", signed_url=url_of("twilio-sms", "x=1"), right=False)
    yield form("twilio-sms", "altered: another host", base, signed_url="https://other.example.com/hooks/twilio-sms", right=False)
    yield form("twilio-sms", "altered: http", base, signed_url=url_of("twilio-sms").replace("https", "http"), right=False)
    yield form("twilio-sms", "altered: another hook", base, signed_url=url_of("twilio-rotated"), right=False)
    yield form("twilio-sms", "altered: another port", base, signed_url=url_of("twilio-sms").replace(".com/", ".com:8443/"), right=False)
    yield form("twilio-sms", "another secret", base, token=OTHER_TOKEN, right=False)
    yield form("twilio-rotated", "a secret of nobody", base, token="e" * 32, right=False)
    right = RequestValidator(TOKEN).compute_signature(url_of("twilio-sms"), base)
    for name, signature in (("cut short", right[:-2]), ("in lower case", right.lower()), ("doubled", right + right)):
        yield form("twilio-sms", "signature " + name, base, signature=signature, right=False)
    yield form("twilio-sms", "SHA-256 where SHA-1 is configured", base, algorithm="HMAC_SHA256", right=False,
               signature=RequestValidator(TOKEN).compute_signature(url_of("twilio-sms"), base, "HMAC_SHA256")[:28])
    sample = form("twilio-sms", "no signature", base, right=False, signature="x")
    del sample.headers["X-Twilio-Signature"]
    yield sample
    # The package trusts the caller's word for the algorithm; the bridge goes by what the hook is configured for.
    weaker = form("twilio-sha256", "SHA-1 where SHA-256 is configured", base, right=False)
    weaker.official = None
    yield weaker


def batch(name, body, signed_body=None, extra="", right=True, token=TOKEN, public_url=PLAIN_URL, without_digest=False):
    digest = hashlib.sha256((signed_body or body).encode()).hexdigest()
    query = extra if without_digest else (extra + "&" if extra else "") + "bodySHA256=" + digest
    url = url_of("twilio-batches", query, public_url)
    signature = RequestValidator(token).compute_signature(url, {})
    official = None if without_digest else RequestValidator(TOKEN).validate(url, body, signature)
    headers = {"Content-Type": "application/json", "X-Twilio-Signature": signature}
    return Sample("twilio-batches", name, official, right, headers, body.encode(), query, refusal=403, public_url=public_url)


def batches():
    event = {"specversion": "1.0", "type": "com.twilio.messaging.message.sent", "id": "EZ1", "time": "2026-03-02T14:15:00.000Z",
             "source": "/x", "datacontenttype": "application/json", "data": {"messageSid": "SM" + "0" * 32, "from": "+16465550100",
             "to": "+12125550101", "body": "Café 👋", "timestamp": "2026-03-02T14:15:00.000Z", "accountSid": "AC1"}}
    text = json.dumps([event], ensure_ascii=False)
    yield batch("JSON with bodySHA256", text)
    yield batch("JSON escaped and indented", json.dumps([event], indent=2))
    yield batch("bodySHA256 behind other parameters", text, extra="x=1&y=a%20b")
    yield batch("JSON to a URL with a port", text, public_url=PORT_URL)
    yield batch("altered: JSON", text.replace("Café", "Cafe"), signed_body=text, right=False)
    yield batch("altered: a blank more", text + " ", signed_body=text, right=False)
    yield batch("JSON, another secret", text, token=OTHER_TOKEN, right=False)
    # The package's validator takes a body for parameters here; Twilio never signs JSON without its digest.
    yield batch("JSON without bodySHA256", text, without_digest=True, right=False)


def gets():
    for name, query, signed, right in (
        ("by GET", fields(60).encoded().decode(), None, True),
        ("by GET with unicode", fields(61, Body="Café 👋").encoded().decode(), None, True),
        ("by GET, altered", fields(62, Body="a").encoded().decode(), fields(62, Body="b").encoded().decode(), False),
    ):
        url = url_of("twilio-sms", query)
        signature = RequestValidator(TOKEN).compute_signature(url_of("twilio-sms", signed or query), {})
        yield Sample("twilio-sms", name, RequestValidator(TOKEN).validate(url, {}, signature), right,
                     {"X-Twilio-Signature": signature}, query=query, method="GET", refusal=403)


def samples():
    for group in (forms, altered_forms, batches, gets):
        yield from group()
