"""Standard Webhooks and Svix: `standardwebhooks.Webhook` and `svix.webhooks.Webhook` sign and judge."""

import base64
import datetime
import json
import time

import standardwebhooks
import svix.webhooks

from stand import Hook, Sample

KEY, OTHER = (base64.b64encode(bytes(range(start, start + 24))).decode() for start in (1, 101))
HOOKS = {
    "standard": Hook("standard-webhooks", ["whsec_" + KEY]),
    "standard-bare": Hook("standard-webhooks", [KEY]),
    "standard-rotated": Hook("standard-webhooks", ["whsec_" + OTHER, "whsec_" + KEY]),
    "svix-mail": Hook("resend", ["whsec_" + KEY]),
    "quo-calls": Hook("quo", ["whsec_" + KEY]),
}
PACKAGES = {"webhook": standardwebhooks.Webhook, "svix": svix.webhooks.Webhook}
BODY = json.dumps({"type": "contact.message", "timestamp": "2026-03-02T14:15:00Z", "id": "x",
                   "data": {"text": "Café 👋 \u2028", "from": "+12125550101"}}, ensure_ascii=False)


def sample(hook, name, prefix="webhook", age=0, key=KEY, right=True, body=BODY, sent=None, change=None):
    """The body signed, with `sent` in its place and with headers that `change` has changed."""
    identifier, moment = "msg_" + name.replace(" ", "_"), int(time.time()) - age
    signature = PACKAGES[prefix]("whsec_" + key).sign(
        identifier, datetime.datetime.fromtimestamp(moment, datetime.timezone.utc), body)
    headers = {prefix + "-id": identifier, prefix + "-timestamp": str(moment), prefix + "-signature": signature}
    if change:
        change(headers)
    data = sent or body
    try:
        PACKAGES[prefix]("whsec_" + KEY).verify(data, headers)
        official = True
    except (standardwebhooks.WebhookVerificationError, svix.webhooks.WebhookVerificationError, ValueError):
        official = False
    return Sample(hook, name, official, right, {"Content-Type": "application/json", **headers}, data.encode())


def setting(name, value):
    def change(headers):
        old = headers[name]
        headers[name] = value(old) if callable(value) else value
    return change


def without(name):
    return lambda headers: headers.pop(name)


def family(hook, prefix):
    signature, moment = prefix + "-signature", prefix + "-timestamp"
    yield sample(hook, "%s: a message" % prefix, prefix)
    yield sample(hook, "%s: four minutes old" % prefix, prefix, age=240)
    yield sample(hook, "%s: four minutes ahead" % prefix, prefix, age=-240)
    yield sample(hook, "%s: six minutes old" % prefix, prefix, age=360, right=False)
    yield sample(hook, "%s: six minutes ahead" % prefix, prefix, age=-360, right=False)
    yield sample(hook, "%s: another signature first" % prefix, prefix,
                 change=setting(signature, lambda old: "v1,%s %s" % (base64.b64encode(b"0" * 32).decode(), old)))
    yield sample(hook, "%s: other versions around it" % prefix, prefix,
                 change=setting(signature, lambda old: "v1a,AAAA v2,BBBB %s v9,CCCC" % old))
    yield sample(hook, "%s: altered body" % prefix, prefix, sent=BODY.replace("Café", "Cafe"), right=False)
    yield sample(hook, "%s: a blank more" % prefix, prefix, sent=BODY + " ", right=False)
    yield sample(hook, "%s: altered id" % prefix, prefix, change=setting(prefix + "-id", "msg_other"), right=False)
    yield sample(hook, "%s: altered timestamp" % prefix, prefix, change=setting(moment, lambda old: str(int(old) + 1)), right=False)
    yield sample(hook, "%s: timestamp that is no number" % prefix, prefix, change=setting(moment, "soon"), right=False)
    yield sample(hook, "%s: another secret" % prefix, prefix, key=OTHER, right=False)
    yield sample(hook, "%s: signature of another version" % prefix, prefix,
                 change=setting(signature, lambda old: old.replace("v1,", "v2,")), right=False)
    yield sample(hook, "%s: signature without version" % prefix, prefix,
                 change=setting(signature, lambda old: old.replace("v1,", "")), right=False)
    yield sample(hook, "%s: signature cut short" % prefix, prefix, change=setting(signature, lambda old: old[:-4]), right=False)
    for name in ("id", "timestamp", "signature"):
        yield sample(hook, "%s: without %s" % (prefix, name), prefix, change=without("%s-%s" % (prefix, name)), right=False)


def samples():
    yield from family("standard", "webhook")
    yield from family("standard", "svix")
    yield from family("svix-mail", "svix")
    yield from family("quo-calls", "webhook")
    yield sample("standard-bare", "a secret without its prefix")
    yield sample("standard-rotated", "by the second secret")
    yield sample("standard", "an empty object", body="{}")
