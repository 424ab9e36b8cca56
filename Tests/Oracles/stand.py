"""A bridge with a hook for every adapter under test, and requests for it. Hooks are in `dry` mode: nothing is sent on."""

import dataclasses
import http.client
import json
import pathlib
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Faults"))
from stage import Process, binary, free_port  # noqa: E402

PLAIN_URL = "https://hooks.example.com"
PORT_URL = "https://hooks.example.com:8443"
PUBLIC_URLS = (PLAIN_URL, PORT_URL)


@dataclasses.dataclass
class Hook:
    adapter: str
    secrets: list
    settings: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Sample:
    """One request, the package's verdict on it (None: it has none) and the right one."""

    hook: str
    name: str
    official: bool
    right: bool
    headers: dict
    body: bytes = b""
    query: str = ""
    method: str = "POST"
    refusal: int = 401
    public_url: str = PLAIN_URL


def url_of(hook, query="", public_url=PLAIN_URL):
    return "%s/hooks/%s%s" % (public_url, hook, "?" + query if query else "")


class Stand:
    def __init__(self, folder, public_url, hooks, configuration):
        self.port = free_port()
        self.folder = pathlib.Path(folder) / str(self.port)
        self.folder.mkdir(parents=True)
        self.host = urllib.parse.urlsplit(public_url).netloc
        # JSON is YAML: no value needs quoting rules of its own.
        (self.folder / "bridge.yaml").write_text(json.dumps({
            "listen": "127.0.0.1:%d" % self.port,
            "public_url": public_url,
            "store": "bridge.sqlite",
            "adapters": str(ROOT / "adapters"),
            "admin": {"listen": "127.0.0.1:%d" % free_port(),
                      "tokens": [{"name": "stand", "role": "operator", "token": "stand-admin-token"}]},
            "log": {"level": "notice", "format": "text"},
            "destinations": {"main": {
                "url": "http://127.0.0.1:%d" % free_port(), "org_id": "a0000000-0000-4000-8000-000000000001",
                "api_key": "key", "developer_secret": "zdk_none",
                "default_member": "d0000000-0000-4000-8000-000000000001", "lookup": {"enabled": "false"},
            }},
            "hooks": {name: {
                "adapter": hook.adapter, "destination": "main", "secrets": hook.secrets, "settings": hook.settings,
                "dry": "true",
            } for name, hook in hooks.items()},
        }, indent=1))
        self.bridge = Process(
            [binary("zyntro-bridge", configuration), "serve", "--config", str(self.folder / "bridge.yaml")],
            self.folder / "bridge.log",
        )

    def send(self, sample):
        """The status of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            target = "/hooks/%s%s" % (sample.hook, "?" + sample.query if sample.query else "")
            connection.putrequest(sample.method, target, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", self.host)
            for name, value in sample.headers.items():
                connection.putheader(name, value)
            if sample.method != "GET":
                connection.putheader("Content-Length", str(len(sample.body)))
            connection.endheaders(sample.body if sample.method != "GET" else None)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def close(self):
        self.bridge.stop()
