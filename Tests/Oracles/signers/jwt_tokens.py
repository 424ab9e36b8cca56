"""Tokens: `vonage_jwt` and `messagebird` judge, PyJWT makes them; and MessageBird's older `SignedRequest`."""

import base64
import hashlib
import hmac
import json
import time
import urllib.parse

import jwt
import messagebird.error
import vonage_jwt
from messagebird.request_validator import RequestValidator
from messagebird.signed_request import SignedRequest

from stand import PORT_URL, PLAIN_URL, Hook, Sample, url_of

SECRET, OTHER = "an-example-signature-secret-of-64-characters-for-every-algorithm", "o" * 64
HOOKS = {
    "vonage-message": Hook("vonage-messages", [SECRET]),
    "vonage-call": Hook("vonage-voice", [SECRET]),
    "bird-sms": Hook("messagebird", [SECRET]),
}


def digest(data):
    return hashlib.sha256(data).hexdigest()


def vonage(name, hook="vonage-message", claims=None, secret=SECRET, algorithm="HS256", right=True, sent=None, judged=True, token=None):
    """The package checks the signature alone; age, issuer and the body's hash are for who calls it to check."""
    body = json.dumps({"channel": "sms", "message_uuid": "00000000-0000-4000-8000-000000000001", "to": "16465550100",
                       "from": "12125550101", "timestamp": "2026-03-02T14:15:00Z", "message_type": "text", "text": "Café " + name}).encode()
    payload = {"iat": int(time.time()), "jti": "j" + name, "iss": "Vonage", "payload_hash": digest(body), "api_key": "a1b2c3d4"}
    payload = {key: value for key, value in {**payload, **(claims or {})}.items() if value is not None}
    token = token or jwt.encode(payload, secret if algorithm != "none" else None, algorithm)
    try:
        official = vonage_jwt.verify_signature(token, SECRET)
    except vonage_jwt.VonageVerifyJwtError:
        official = False
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + token}
    return Sample(hook, name, official if judged else None, right, headers, sent or body, refusal=503)


def vonage_samples():
    now = int(time.time())
    yield vonage("a message")
    yield vonage("a call", hook="vonage-call")
    yield vonage("with claims of its own", claims={"application_id": "x", "exp": now + 60, "nbf": now - 5})
    yield vonage("another secret", secret=OTHER, right=False)
    yield vonage("alg none", algorithm="none", right=False)
    yield vonage("expired", claims={"exp": now - 600}, right=False)
    yield vonage("not valid yet", claims={"nbf": now + 600}, right=False)
    yield vonage("altered body", sent=b'{"text":"x"}', right=False, judged=False)
    yield vonage("an hour old", claims={"iat": now - 3600}, right=False, judged=False)
    yield vonage("of another issuer", claims={"iss": "Somebody"}, right=False, judged=False)
    yield vonage("without the body's hash", claims={"payload_hash": None}, right=False, judged=False)
    token = jwt.encode({"iat": now, "iss": "Vonage"}, SECRET, "HS256")
    yield vonage("claims altered", token=".".join([token.split(".")[0], base64.urlsafe_b64encode(b'{"iss":"Vonage"}').decode().rstrip("="),
                 token.split(".")[2]]), right=False)
    yield vonage("no token at all", token="x.y", right=False)


def bird(name, claims=None, secret=SECRET, algorithm="HS256", right=True, body=None, sent=None, query="", method="POST",
         public_url=PLAIN_URL, token=None):
    form = urllib.parse.urlencode({"id": "m-" + name, "originator": "12125550101", "recipient": "16465550100", "body": "Café " + name,
                                   "createdDatetime": "2026-03-02T14:15:00Z"})
    if method == "GET":
        query, body = query or form, b""
    elif body is None:
        body = form.encode()
    now, url = int(time.time()), url_of("bird-sms", query, public_url)
    payload = {"iss": "MessageBird", "nbf": now - 1, "exp": now + 60, "jti": "j", "url_hash": digest(url.encode())}
    if body:
        payload["payload_hash"] = digest(body)
    payload = {key: value for key, value in {**payload, **(claims or {})}.items() if value is not None}
    token = token or jwt.encode(payload, secret if algorithm != "none" else None, algorithm)
    data = body if sent is None else sent
    try:
        RequestValidator(SECRET).validate_signature(token, url, data)
        official = True
    except (messagebird.error.ValidationError, KeyError):
        official = False
    headers = {"MessageBird-Signature-JWT": token}
    if method == "POST":
        headers["Content-Type"] = "application/json" if data[:1] == b"{" else "application/x-www-form-urlencoded"
    return Sample("bird-sms", name, official, right, headers, data, query, method, public_url=public_url)


def bird_samples():
    now = int(time.time())
    yield bird("a form")
    yield bird("JSON", body=json.dumps({"id": "1", "originator": "12125550101", "recipient": "16465550100", "body": "Café"}).encode())
    yield bird("with a query", query="a=1&b=%C3%A9")
    yield bird("by GET", method="GET")
    yield bird("by HS384", algorithm="HS384")
    yield bird("by HS512", algorithm="HS512")
    yield bird("to a URL with a port", public_url=PORT_URL)
    yield bird("another secret", secret=OTHER, right=False)
    yield bird("alg none", algorithm="none", right=False)
    yield bird("expired", claims={"exp": now - 5}, right=False)
    yield bird("not valid yet", claims={"nbf": now + 30}, right=False)
    yield bird("of another issuer", claims={"iss": "Somebody"}, right=False)
    for claim in ("iss", "nbf", "exp"):
        yield bird("without the claim %s" % claim, claims={claim: None}, right=False)
    yield bird("without the URL's hash", claims={"url_hash": None}, right=False)
    yield bird("without the body's hash", claims={"payload_hash": None}, right=False)
    yield bird("altered body", sent=b"id=1&body=x", right=False)
    yield bird("body taken away", sent=b"", right=False)
    yield bird("altered URL", claims={"url_hash": digest(b"https://other.example.com/")}, right=False)
    yield bird("by GET, altered", method="GET", claims={"url_hash": digest(url_of("bird-sms", "a=1").encode())}, right=False)
    yield bird("a body's hash without a body", method="GET", claims={"payload_hash": digest(b"x")}, right=False)


def old_way(name, query, body=b"", age=0, secret=SECRET, sent_query=None, sent_body=None, right=True):
    moment = str(int(time.time()) - age)
    parameters = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    made = SignedRequest("", moment, body.decode("latin-1"), parameters)._build_payload().encode("latin-1")
    signature = base64.b64encode(hmac.new(secret.encode(), made, hashlib.sha256).digest()).decode()
    query, body = sent_query or query, body if sent_body is None else sent_body
    judge = SignedRequest(signature, moment, body.decode("latin-1"), dict(urllib.parse.parse_qsl(query, keep_blank_values=True)))
    official = judge.verify(SECRET) and judge.is_recent()
    headers = {"MessageBird-Signature": signature, "MessageBird-Request-Timestamp": moment}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return Sample("bird-sms", "the old way: " + name, official, right, headers, body, query, "POST" if body else "GET")


def old_samples():
    query = "recipient=16465550100&originator=12125550101&id=9&body=a%20b%26c%3D%C3%A9&createdDatetime=2026-03-02T14%3A15%3A00Z"
    yield old_way("by GET", query)
    yield old_way("with blank values", query + "&z=&a=")
    yield old_way("a form", "x=1", b"id=8&originator=12125550101&recipient=16465550100&body=Caf%C3%A9")
    yield old_way("altered query", query, sent_query=query.replace("id=9", "id=7"), right=False)
    yield old_way("altered body", "x=1", b"id=8&body=a", sent_body=b"id=8&body=b", right=False)
    yield old_way("another secret", query, secret=OTHER, right=False)
    yield old_way("a minute old", query, age=60, right=False)


def samples():
    for group in (vonage_samples, bird_samples, old_samples):
        yield from group()
