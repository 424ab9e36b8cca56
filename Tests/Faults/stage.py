"""A bridge and a sandbox as real processes on loopback, with signed Twilio messages to send: the stage of fault runs
and benchmarks. Standard library only."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
PUBLIC_URL = "https://hooks.example.com"
TWILIO_TOKEN = "0123456789abcdef0123456789abcdef"
ADMIN_TOKEN = "stage-admin-token"
MEMBER = "d0000000-0000-4000-8000-000000000001"
OUR_NUMBER = "+16465550100"


def binary(name, configuration="debug"):
    path = ROOT / ".build" / configuration / name
    if not path.exists():
        raise SystemExit("%s is missing; run: swift build%s" % (path, " -c release" if configuration == "release" else ""))
    return str(path)


class Process:
    """A program that prints one line when it is ready."""

    def __init__(self, arguments, log, environment=None):
        self.log = log
        self.output = open(log, "ab")
        self.process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=self.output, env={**os.environ, **(environment or {})}
        )
        self.ready_line = self.process.stdout.readline().decode()
        if not self.ready_line:
            self.process.wait()
            raise RuntimeError("%s ended before it was ready; see %s" % (arguments[0], log))

    @property
    def port(self):
        return int(re.search(r":(\d+)\s*$", self.ready_line).group(1))

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self._reap()

    def stop(self, limit=30):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self._reap()
        return self.process.returncode

    def _reap(self):
        self.process.wait()
        self.process.stdout.close()
        self.output.close()

    def resident_bytes(self):
        for line in open("/proc/%d/status" % self.process.pid):
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stage:
    """One folder, one sandbox, one bridge that can be killed and started again on the same store."""

    def __init__(self, folder, configuration="debug", concurrency=16, contacts=40, sandbox_options=(), limits="",
                 adapters=ROOT / "adapters", hooks=""):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configuration = configuration
        self.port, self.admin_port = free_port(), free_port()
        self.sandbox = Process(
            [binary("zyntro-sandbox", configuration), "--listen", "127.0.0.1:0", "--accept-any-contact", *sandbox_options],
            self.folder / "sandbox.log",
        )
        self.contacts = {
            "+1212555%04d" % (100 + index % 100): "c%07d-0000-4000-8000-000000000000" % index for index in range(min(contacts, 100))
        }
        self.numbers = list(self.contacts)
        (self.folder / "bridge.yaml").write_text(self._yaml(concurrency, limits, adapters) + hooks)
        self.bridge = None

    def _yaml(self, concurrency, limits, adapters):
        return """
listen: 127.0.0.1:%d
public_url: %s
store: bridge.sqlite
adapters: %s
admin:
  listen: 127.0.0.1:%d
  tokens: [{ name: stage, role: operator, token: %s }]
log: { level: notice, format: text }
%s
destinations:
  main:
    url: http://127.0.0.1:%d
    org_id: %s
    api_key: sandbox-api-key
    developer_secret: zdk_sandbox
    default_member: %s
    entries_per_contact_and_hour: unlimited
    pace: { concurrency: %d, per_second: unlimited }
    timeout: 5s
hooks:
  twilio-sms: { adapter: twilio-messaging, destination: main, secrets: ["%s"] }
  mail: { adapter: postmark, destination: main, secrets: ["user:password"] }
  calls: { adapter: callrail, destination: main, secrets: ["signing-key"] }
""" % (
            self.port, PUBLIC_URL, adapters, self.admin_port, ADMIN_TOKEN, limits, self.sandbox.port,
            self.organisation(), MEMBER, concurrency, TWILIO_TOKEN,
        )

    def organisation(self):
        answer = self.sandbox_call("POST", "/apis/v2/public/developers/fetchIdentifiers", {"developer_secret": "zdk_sandbox"})
        return re.search(r'"org_id"\s*:\s*"([^"]+)"', json.dumps(answer)).group(1)

    def start(self, prefix=()):
        """`prefix` is a command that runs the bridge as its last arguments say."""
        self.bridge = Process(
            [*prefix, binary("zyntro-bridge", self.configuration), "serve", "--config", str(self.folder / "bridge.yaml")],
            self.folder / "bridge.log",
        )

    def import_contacts(self):
        lines = ["contact_id,phone"] + ["%s,%s" % (identifier, number) for number, identifier in self.contacts.items()]
        (self.folder / "contacts.csv").write_text("\n".join(lines) + "\n")
        subprocess.run(
            [binary("zyntro-bridge", self.configuration), "directory", "import", "main", str(self.folder / "contacts.csv"),
             "--config", str(self.folder / "bridge.yaml")],
            check=True, stdout=subprocess.DEVNULL,
        )

    def admin(self, path, method="GET", body=None):
        return call(self.admin_port, method, "/api/v1/" + path, body, {"Authorization": "Bearer " + ADMIN_TOKEN})

    def sandbox_call(self, method, path, body=None):
        return call(self.sandbox.port, method, path, body)

    def states(self):
        """How many entries are in each state, over all destinations."""
        counts = {}
        for row in self.admin("status")["statistics"]["entries"]:
            counts[row["state"]] = counts.get(row["state"], 0) + row["count"]
        return counts

    def drain(self, limit=120):
        """Waits until nothing waits to be sent; returns the states then."""
        deadline = time.monotonic() + limit
        while True:
            states = self.states()
            if not any(states.get(state, 0) for state in ("queued", "sending", "resolving")):
                return states
            if time.monotonic() > deadline:
                raise RuntimeError("not drained after %d s: %s" % (limit, states))
            time.sleep(0.05)

    def retry_unknown(self):
        """Sends every `unknown` entry again, as an operator would; returns how many."""
        retried = 0
        while entries := self.admin("outbox?state=unknown&limit=100")["entries"]:
            for entry in entries:
                self.admin("outbox/%s/retry" % entry["id"], "POST", {})
            retried += len(entries)
        return retried

    def has_unknown_attempt(self, entry):
        return any(attempt["outcome"] == "unknown" for attempt in self.admin("outbox/" + entry)["attempt_log"])

    def timeline(self):
        return self.sandbox_call("GET", "/timeline")["entries"]

    def close(self):
        for process in (self.bridge, self.sandbox):
            if process and process.process.poll() is None:
                process.stop()


def call(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        data = None if body is None else json.dumps(body)
        connection.request(method, path, data, {"Content-Type": "application/json", **(headers or {})})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError("%s %s answered %d %s" % (method, path, answer.status, text[:200]))
        return json.loads(text) if text else None
    finally:
        connection.close()


def twilio_sms(sid, sender, text):
    """Target, body and headers of one inbound SMS, signed as Twilio signs (HMAC-SHA1 over URL and sorted fields)."""
    fields = {
        "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": "AC" + "0" * 31 + "1", "From": sender,
        "To": OUR_NUMBER, "Body": text, "NumMedia": "0", "NumSegments": "1", "SmsStatus": "received",
        "ApiVersion": "2010-04-01", "FromCity": "NEW YORK", "FromState": "NY", "FromZip": "10001", "FromCountry": "US",
        "ToCity": "", "ToState": "", "ToZip": "", "ToCountry": "US",
    }
    target = "/hooks/twilio-sms"
    signed = PUBLIC_URL + target + "".join(name + fields[name] for name in sorted(fields))
    mac = hmac.new(TWILIO_TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    return target, urllib.parse.urlencode(fields).encode(), {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "X-Twilio-Signature": base64.b64encode(mac).decode(),
        "User-Agent": "TwilioProxy/1.1",
    }
