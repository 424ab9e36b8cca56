"""The stage of fault runs: the bridge behind the shim, a sandbox with a journal that may be killed too, and what an
operator does once a fault is over."""

import http.client
import json
import subprocess
import time

import shim
import stage

UNDER_WAY = ("queued", "sending", "resolving")


class Refused(Exception):
    """The bridge did not start; the text is the end of its log."""


class Scene(stage.Stage):
    def __init__(self, folder, seed, configuration="debug", contacts=12):
        super().__init__(folder, configuration, contacts=contacts)
        self.sandbox_port = self.sandbox.port
        self.sandbox.kill()
        self._write_people()
        self.start_sandbox()
        self.store = self.folder / "bridge.sqlite"
        self.shim = shim.Shim(self.folder, str(self.store), seed)
        self.kills = 0
        # Seconds that were let pass while waiting for the end.
        self.passed = 0
        # Entries that were in a state which an operator ended.
        self.waited_for_somebody = set()

    def _write_people(self):
        people = [{"contact_id": identifier, "first_name": "Person", "primary_phone": number}
                  for number, identifier in self.contacts.items()]
        members = [{"member_id": stage.MEMBER, "member_name": "Sam Lee"}]
        (self.folder / "people.json").write_text(json.dumps({"contacts": people, "members": members}))

    def start_sandbox(self):
        self.sandbox = stage.Process(
            [stage.binary("zyntro-sandbox", self.configuration), "--listen", "127.0.0.1:%d" % self.sandbox_port,
             "--journal", str(self.folder / "journal"), "--seed", str(self.folder / "people.json")],
            self.folder / "sandbox.log",
        )

    def start(self, *flags):
        """Throws `Refused` where the bridge ends before it accepts requests."""
        try:
            self.bridge = stage.Process(
                [stage.binary("zyntro-bridge", self.configuration), "serve", "--config", str(self.folder / "bridge.yaml"), *flags],
                self.folder / "bridge.log", self.shim.environment,
            )
        except RuntimeError:
            raise Refused(self.log()[-1500:]) from None
        # The line that says that requests are accepted may come before the admin listener.
        while self.readiness() == 0:
            if not self.is_running():
                raise Refused(self.log()[-1500:])
            time.sleep(0.01)

    def log(self):
        return (self.folder / "bridge.log").read_text(errors="replace")

    def start_as_supervised(self, limit=5):
        """Starts, and again after a start that failed, as systemd does."""
        deadline = time.monotonic() + limit
        while True:
            try:
                return self.start()
            except Refused:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def import_contacts(self):
        rows = [{"contact_id": identifier, "address": number} for number, identifier in self.contacts.items()]
        self.admin("directory/main/import", "POST", {"rows": rows})

    def kill(self):
        if self.bridge is None:
            pass
        elif self.is_running():
            self.bridge.kill()
        else:
            self.bridge._reap()
        self.kills += 1
        self.shim.rest()

    def is_running(self):
        return self.bridge.process.poll() is None

    def wait_for_death(self, limit):
        """True where the bridge met its end by itself."""
        try:
            self.bridge.process.wait(limit)
            return True
        except subprocess.TimeoutExpired:
            return False

    def readiness(self):
        """Status of /readyz; 0 where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.admin_port, timeout=20)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def wait_until(self, condition, what, limit=20):
        deadline = time.monotonic() + limit
        while not condition():
            if time.monotonic() > deadline:
                raise RuntimeError("not within %d s: %s" % (limit, what))
            time.sleep(0.03)

    def faults(self, **faults):
        if faults:
            faults.setdefault("fault_on", ["addCommsHistory"])
        self.sandbox_call("PUT", "/faults", faults)

    def drain(self, limit=60, step=20):
        """Lets everything under way come to its end; where that takes a wait, lets the time pass."""
        deadline, quiet, before = time.monotonic() + limit, 0, None
        while True:
            states = self.states()
            if not any(states.get(state, 0) for state in UNDER_WAY) or self.paused():
                return states
            if time.monotonic() > deadline:
                raise RuntimeError("not drained after %d s: %s" % (limit, states))
            quiet = quiet + 1 if states == before and not states.get("sending") else 0
            before = states
            if quiet >= 8:
                self.shim.pass_time(step)
                self.passed += step
                step, quiet = min(step * 1.5, 1800), 0
            time.sleep(0.03)

    def paused(self):
        return any(destination["paused"] for destination in self.admin("destinations")["destinations"])

    def settle_up(self, rounds=6):
        """What an operator does after a fault: resumes what is paused, has the people known, sends again what waits for a
        person. Returns how many entries waited in which state."""
        waited = {}
        for _ in range(rounds):
            states = self.drain()
            if self.paused():
                waited["paused"] = waited.get("paused", 0) + 1
                self.admin("destinations/main/resume", "POST", {})
                continue
            left = {state: count for state, count in states.items() if state not in ("delivered", "duplicate") and count}
            if not left:
                return waited
            for state, count in left.items():
                waited[state] = waited.get(state, 0) + count
            for state, action in (("unknown", "retry"), ("refused", "retry"), ("held", "release"), ("unmatched", "retry")):
                for entry in self.all_entries(state) if left.get(state) else []:
                    self.waited_for_somebody.add(entry["id"])
                    # Those who are known by an import and whom Zyntro denied for a moment are not asked for by themselves.
                    if state != "unmatched" or self.is_known(entry):
                        self.admin("outbox/%s/%s" % (entry["id"], action), "POST", {})
            if left.get("unmatched"):
                self.wait_for_recheck()
        return waited

    def is_known(self, entry):
        return entry["contact_id"] in self.contacts.values()

    def wait_for_recheck(self):
        """Zyntro is asked again every hour for those whom it did not know."""
        self.import_contacts()
        before = self.states().get("unmatched", 0)
        self.shim.pass_time(3700)
        deadline = time.monotonic() + 3
        while self.states().get("unmatched", 0) >= before and time.monotonic() < deadline:
            time.sleep(0.05)

    def all_entries(self, state):
        entries, before = [], ""
        while page := self.admin("outbox?state=%s&limit=100%s" % (state, before))["entries"]:
            entries += page
            before = "&before=" + page[-1]["id"]
        return entries
