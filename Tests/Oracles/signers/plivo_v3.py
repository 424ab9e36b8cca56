"""Plivo: `plivo.utils.signature_v3` signs and judges."""

import json
import urllib.parse

from plivo.utils import signature_v3

from stand import PORT_URL, PLAIN_URL, Hook, Sample, url_of

TOKEN, OTHER, NONCE = "an-example-plivo-token", "another-plivo-token", "31627761595286130198"
HOOKS = {"plivo-sms": Hook("plivo", [TOKEN]), "plivo-rotated": Hook("plivo", [OTHER, TOKEN])}


def message(number, **more):
    return {"From": "12125550101", "To": "16465550100", "Text": "Is the flat still free?", "Type": "sms",
            "MessageUUID": "00000000-0000-4000-8000-%012d" % number, "Units": "1", "PowerpackUUID": "", **more}


def signature_of(url, params, token, nonce, method):
    base = signature_v3.construct_get_url(url, {}) if method == "GET" else signature_v3.construct_post_url(url, params)
    return signature_v3.get_signature_v3(token.encode(), base.decode(), nonce.encode()).decode()


def sample(name, params, query="", signed=None, signed_url=None, token=TOKEN, right=True, method="POST", nonce=NONCE,
           around="%s", hook="plivo-sms", header="X-Plivo-Signature-V3", public_url=PLAIN_URL):
    url = url_of(hook, query, public_url)
    signature = around % signature_of(signed_url or url, signed if signed is not None else params, token, NONCE, method)
    official = any(
        signature_v3.validate_v3_signature(method, url, nonce, secret, signature, dict(params)) for secret in HOOKS[hook].secrets)
    headers = {header: signature, "X-Plivo-Signature-V3-Nonce": nonce}
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    body = urllib.parse.urlencode(params, doseq=True).encode() if method == "POST" else b""
    return Sample(hook, name, official, right, headers, body, query, method, public_url=public_url)


def samples():
    encoded = urllib.parse.urlencode
    yield sample("a text", message(1))
    yield sample("with unicode", message(2, Text="Café 👋 «ñ»"))
    yield sample("with blanks and signs", message(3, Text=" a&b=c+d%20e ", Note=""))
    yield sample("with a repeated parameter", message(4, Tag=["b", "a", "b"]))
    yield sample("with a query", message(5), query="contact_id=7&b=2&a=1")
    yield sample("with a query that repeats and is blank", message(6), query="a=2&a=1&b=")
    yield sample("to a URL with a port", message(7), public_url=PORT_URL)
    yield sample("several signatures", message(8), around="AAAA,%s,BBBB")
    yield sample("by the second secret", message(9), hook="plivo-rotated")
    yield sample("by GET", {}, query=encoded(message(10)), method="GET")
    yield sample("by GET with blanks and signs", {}, query=encoded(message(11, Text="a b&c=d+e")), method="GET")
    yield sample("signed for the main account", message(12), header="X-Plivo-Signature-Ma-V3")
    yield sample("altered: text", message(20, Text="b"), signed=message(20, Text="a"), right=False)
    yield sample("altered: a field more", message(21, x="1"), signed=message(21), right=False)
    yield sample("altered: query", message(22), query="a=2", signed_url=url_of("plivo-sms", "a=1"), right=False)
    yield sample("altered: host", message(23), signed_url="https://other.example.com/hooks/plivo-sms", right=False)
    yield sample("altered: nonce", message(24), nonce="1" * 20, right=False)
    yield sample("altered: by GET", {}, query=encoded(message(25)), method="GET", right=False,
                 signed_url=url_of("plivo-sms", encoded(message(25, Text="b"))))
    yield sample("another secret", message(26), token=OTHER, right=False)
    yield sample("signature cut short", message(27), around="x%s", right=False)
    moved = sample("a field moved from the body to the query", {k: v for k, v in message(28).items() if k != "Text"},
                   query="Text=x", signed=message(28, Text="x"), signed_url=url_of("plivo-sms"), right=False)
    yield moved
    without = sample("no signature", message(29), right=False)
    del without.headers["X-Plivo-Signature-V3"]
    without.official = None
    yield without
    as_json = sample("JSON in place of a form", message(30), right=False)
    as_json.official, as_json.body = None, json.dumps(message(30)).encode()
    as_json.headers["Content-Type"] = "application/json"
    yield as_json
