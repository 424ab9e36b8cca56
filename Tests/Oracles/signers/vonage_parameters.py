"""Vonage SMS: `vonage_http_client.Auth` signs parameters and judges them; it checks no age."""

import json
import time
import urllib.parse

from vonage_http_client import Auth

from stand import Hook, Sample

SECRET, OTHER = "an-example-signature-secret", "another-signature-secret"
METHODS = ("md5", "sha1", "sha256", "sha512")
HOOKS = {
    **{"vonage-" + method: Hook("vonage-sms", [SECRET], {"signature_method": method}) for method in METHODS},
    "vonage-rotated": Hook("vonage-sms", [OTHER, SECRET]),
}


def message(number, **more):
    return {"msisdn": "12125550101", "to": "16465550100", "messageId": "0B%014d" % number, "text": "Is the flat still free?",
            "type": "text", "keyword": "IS", "api-key": "a1b2c3d4", "message-timestamp": "2026-03-02 14:15:00",
            "timestamp": str(int(time.time())), "nonce": "n%d" % number, **more}


def sample(name, params, method="sha256", signed=None, secret=SECRET, right=True, how="form", hook=None, upper=False,
           judged=True, signature=None):
    signature = signature or Auth(api_key="k", signature_secret=secret, signature_method=method).sign_params(dict(signed or params))
    sent = {**params, "sig": signature.upper() if upper else signature}
    hook = hook or "vonage-" + method
    configured = HOOKS[hook].settings.get("signature_method", "sha256")
    official = any(
        Auth(api_key="k", signature_secret=one, signature_method=configured).check_signature(dict(sent))
        for one in HOOKS[hook].secrets)
    encoded = urllib.parse.urlencode(sent)
    body = {"form": encoded, "json": json.dumps(sent), "get": ""}[how].encode()
    headers = {"form": {"Content-Type": "application/x-www-form-urlencoded"}, "json": {"Content-Type": "application/json"}, "get": {}}
    return Sample(hook, name, official if judged else None, right, headers[how], body, encoded if how == "get" else "",
                  "GET" if how == "get" else "POST")


def samples():
    for method in METHODS:
        yield sample("a text by " + method, message(1), method)
        yield sample("altered by " + method, message(2, text="b"), method, signed=message(2, text="a"), right=False)
        yield sample("another secret by " + method, message(3), method, secret=OTHER, right=False)
    for how in ("form", "json", "get"):
        yield sample("with unicode, %s" % how, message(4, text="Café 👋 «ñ»"), how=how)
        yield sample("with & and = in it, %s" % how, message(5, text="a&b=c+d %20"), how=how)
        yield sample("with blank fields, %s" % how, message(6, text="", keyword=""), how=how)
        yield sample("altered sender, %s" % how, message(7), signed=message(7, msisdn="12125550109"), how=how, right=False)
    yield sample("signature in upper case", message(8), upper=True)
    yield sample("by the second secret", message(9), hook="vonage-rotated")
    yield sample("a field more", message(10, x="1"), signed=message(10), right=False)
    yield sample("an hour old", message(11, timestamp=str(int(time.time()) - 3600)), right=False, judged=False)
    yield sample("an hour ahead", message(12, timestamp=str(int(time.time()) + 3600)), right=False, judged=False)
    yield sample("md5 where sha256 is configured", message(13), "md5", hook="vonage-sha256", right=False)
    yield sample("signature cut short", message(14), signature="00ff", right=False)
