"""The faults by name. Each is a function of a `Run`: it lets things go wrong while providers send, ends the fault, and says
with `run.expect` what must have been seen meanwhile. What became of the messages is judged afterwards."""

import re
import signal
import sqlite3
import time

import damage
import scene as scenes

FAULTS = {}


def fault(name, before=None):
    """`before` is called before the bridge is started for the first time."""
    def register(function):
        FAULTS[name] = (function, before)
        return function
    return register


# The bridge and the sandbox die.

@fault("kill: any moment")
def kill_at_any_moment(run):
    for _ in range(run.chance.randint(1, 2)):
        time.sleep(run.chance.uniform(0.05, 1.0))
        run.scene.kill()
        run.scene.start()
    time.sleep(run.chance.uniform(0.1, 0.4))


@fault("kill: at a write or fsync")
def kill_at_a_write(run):
    for _ in range(run.chance.randint(1, 2)):
        run.scene.shim.at_operation(run.chance.randint(1, 150), scenes.shim.KILL)
        run.expect(run.scene.wait_for_death(15), "the bridge did not reach its last write")
        run.scene.kill()
        run.scene.start()
    time.sleep(run.chance.uniform(0.1, 0.4))


@fault("kill: while starting")
def kill_while_starting(run):
    time.sleep(run.chance.uniform(0.2, 0.6))
    run.scene.kill()
    for _ in range(2):
        run.scene.shim.at_operation(run.chance.randint(1, 12), scenes.shim.KILL)
        try:
            run.scene.start()
            run.scene.wait_for_death(3)
        except scenes.Refused:
            pass
        run.scene.kill()
    run.scene.start()


def end_the_first_starts(run):
    for _ in range(3):
        run.scene.shim.at_operation(run.chance.randint(1, 60), run.chance.choice([scenes.shim.KILL, scenes.shim.POWER_CUT]))
        try:
            run.scene.start()
        except scenes.Refused:
            pass
        run.scene.kill()


@fault("kill: while the store is made", before=end_the_first_starts)
def kill_while_the_store_is_made(run):
    time.sleep(0.5)


@fault("kill: while reloading")
def kill_while_reloading(run):
    configuration = run.scene.folder / "bridge.yaml"
    for timeout in ("6s", "7s"):
        time.sleep(run.chance.uniform(0.1, 0.4))
        configuration.write_text(re.sub("timeout: .*", "timeout: " + timeout, configuration.read_text()))
        run.scene.bridge.process.send_signal(signal.SIGHUP)
        time.sleep(run.chance.uniform(0, 0.5))
        run.scene.kill()
        run.scene.start()


@fault("kill: while migrating")
def kill_while_migrating(run):
    damage.kill_while_migrating(run)


@fault("kill: the sandbox")
def kill_the_sandbox(run):
    for _ in range(2):
        time.sleep(run.chance.uniform(0.1, 0.6))
        run.scene.sandbox.kill()
        run.scene.kills += 1
        time.sleep(run.chance.uniform(0, 0.5))
        run.scene.start_sandbox()
    time.sleep(0.3)


# Connections are cut.

@fault("cut: requests")
def cut_requests(run):
    run.providers.cut_share = 0.4
    time.sleep(1.5)


@fault("cut: answers of Zyntro")
def cut_answers(run):
    for _ in range(3):
        run.scene.faults(**run.chance.choice([{"drop": "before"}, {"drop": "after"}, {"half": True}]), **run.some())
        time.sleep(0.4)


# Zyntro is away, or answers nonsense.

@fault("zyntro: away for a weekend")
def away_for_a_weekend(run):
    time.sleep(0.3)
    if run.chance.random() < 0.5:
        run.scene.sandbox.kill()
        run.scene.kills += 1
    else:
        run.scene.faults(fault_on=["addCommsHistory", "lookupContact"],
                         **run.chance.choice([{"status": 503}, {"drop": "before"}, {"status": 502}]))
    time.sleep(0.4)
    for _ in range(30):
        run.providers.pause()
        time.sleep(0.03)
        run.scene.shim.pass_time(7200)
        run.providers.resume()
        time.sleep(0.02)
    run.expect(run.scene.readiness() == 200, "the bridge is not ready although it receives")
    run.expect(run.scene.states().get("queued", 0) > 0, "nothing waits although Zyntro is away")
    if run.scene.sandbox.process.poll() is not None:
        run.scene.start_sandbox()


def zyntro_answers(name, faults, **expected):
    @fault("zyntro: " + name)
    def answers(run):
        time.sleep(0.4)
        run.scene.faults(**faults, **run.some())
        time.sleep(1.2)
    return answers


zyntro_answers("500", {"status": 500})
zyntro_answers("504 after storing", {"status": 504, "after_storing": True})
zyntro_answers("429 with Retry-After", {"retry_after": 3})
zyntro_answers("HTML", {"html": True})
zyntro_answers("half an answer", {"half": True})
zyntro_answers("latency", {"latency": 400})


@fault("zyntro: another entry's answer")
def another_entrys_answer(run):
    """Every call gets the last true answer, which the bridge has seen: of two answers under way at the same time with one id,
    nobody could say which is the true one."""
    run.scene.wait_until(lambda: run.scene.states().get("delivered", 0) > 2 * len(run.scene.contacts), "ids tell entries apart")
    run.settle_down()
    run.scene.faults(mixed=True, after_storing=run.chance.random() < 0.5)
    run.providers.resume()
    time.sleep(0.8)


@fault("zyntro: a new error text")
def new_error_text(run):
    time.sleep(0.2)
    run.scene.faults(error="Something nobody has seen before")
    time.sleep(0.8)
    run.settle_down()
    for _ in range(4):
        run.scene.shim.pass_time(1800)
        time.sleep(0.1)
    states = run.scene.states()
    run.expect(not states.get("refused") and not states.get("held"), "an unknown text refused something: %s" % states)


@fault("zyntro: NOT_FOUND for everybody")
def not_found_for_everybody(run):
    time.sleep(0.2)
    run.scene.faults(error="Contact not found in this organization")
    run.scene.wait_until(run.scene.paused, "the destination pauses")
    time.sleep(0.3)


@fault("poison: one contact")
def poison(run):
    """Every entry of one contact fails; the others' entries go on, and the eighth failure holds it."""
    scene, victim = run.scene, run.chance.choice(run.scene.numbers)
    scene.faults(error="This contact makes us stumble", fault_contact=[scene.contacts[victim]])
    time.sleep(0.5)
    run.settle_down()
    scene.wait_until(lambda: scene.states().get("delivered", 0) > 0, "the others go on")
    for _ in range(40):
        if scene.states().get("held"):
            break
        # Half of the longest wait between tries, so that the others' successes are younger than that.
        scene.shim.pass_time(1800)
        run.providers.resume()
        time.sleep(0.12)
        run.settle_down()
    held = scene.all_entries("held")
    run.expect(bool(held), "nothing was held after eight failures: %s" % scene.states())
    run.expect(all(entry["attempts"] == 8 for entry in held), "held after another number of failures")
    waiting = {entry["contact_id"] for entry in scene.all_entries("queued")} - {scene.contacts[victim]}
    run.expect(not waiting, "contacts wait behind another's entry: %s" % waiting)


# The clock on the wall.

@fault("clock: jumps both ways")
def clock_jumps(run):
    run.scene.faults(status=503, **run.some())
    for _ in range(6):
        run.scene.shim.set_wall_clock(run.chance.choice([-1, 1]) * run.chance.choice([1, 60, 3600, 2 * 86400]))
        time.sleep(0.25)
    run.providers.stop()
    run.scene.shim.rest()
    run.scene.faults()
    before = run.scene.passed
    run.scene.drain()
    hours = (run.scene.passed - before) / 3600
    run.expect(hours < 4, "entries waited %.1f hours for a clock that was set back" % hours)


# The disk.

def disk(name, mode, share=1.0, refuses=True, delay=0.0):
    @fault("disk: " + name)
    def fails(run):
        scene = run.scene
        time.sleep(run.chance.uniform(0.1, 0.4))
        before = run.providers.count(503)
        scene.shim.fail(mode, share, delay)
        time.sleep(0.3)
        if refuses:
            scene.wait_until(lambda: run.providers.count(503) > before, "a 503 while the disk fails")
            scene.wait_until(lambda: scene.readiness() == 503, "the bridge says that it is not ready")
        time.sleep(run.chance.uniform(0.3, 0.8))
        if run.chance.random() < 0.3:
            scene.kill()
            scene.start()
        scene.shim.rest()
        run.expect(scene.shim["faults"] > 0, "the disk did not fail")
        accepted = run.providers.count(200)
        scene.wait_until(lambda: run.providers.count(200) > accepted, "requests are accepted again by themselves")
        scene.wait_until(lambda: scene.readiness() == 200, "the bridge is ready again by itself")
    return fails


disk("full", "no space")
disk("full now and then", "no space", share=0.3, refuses=False)
disk("EIO on write", "write error")
disk("EIO on fsync", "sync error")
disk("EIO on fsync now and then", "sync error", share=0.3, refuses=False)
disk("read-only", "read only")
disk("slow fsync", "slow sync", refuses=False, delay=0.15)


@fault("disk: read-only at the start")
def read_only_at_the_start(run):
    time.sleep(0.4)
    run.scene.kill()
    run.scene.shim.fail("read only")
    try:
        run.scene.start()
        run.expect(run.scene.readiness() == 503, "it started on a read-only disk and says that it is ready")
        run.scene.kill()
    except scenes.Refused as refusal:
        run.expect("read-only" in str(refusal).lower(), "the refusal does not say why: %s" % refusal)
    run.scene.shim.rest()
    run.scene.start()
    time.sleep(0.3)


@fault("power: cut")
def power_cut(run):
    for _ in range(run.chance.randint(1, 2)):
        if run.chance.random() < 0.5:
            time.sleep(run.chance.uniform(0.1, 0.8))
            run.scene.shim.cut_power()
        else:
            run.scene.shim.at_operation(run.chance.randint(1, 200), scenes.shim.POWER_CUT)
        run.expect(run.scene.wait_for_death(15), "the power was not cut")
        run.scene.kill()
        run.scene.start()
    time.sleep(run.chance.uniform(0.1, 0.3))


@fault("power: cut after fsyncs failed")
def power_cut_after_failed_fsyncs(run):
    time.sleep(run.chance.uniform(0.1, 0.4))
    run.scene.shim.fail("sync error", 0.5)
    time.sleep(run.chance.uniform(0.2, 0.6))
    run.scene.shim.rest()
    time.sleep(run.chance.uniform(0, 0.3))
    run.scene.shim.cut_power()
    run.expect(run.scene.wait_for_death(15), "the power was not cut")
    run.scene.kill()
    run.scene.start()
    time.sleep(0.2)


@fault("store: locked by another process")
def foreign_lock(run):
    time.sleep(0.3)
    other = sqlite3.connect(run.scene.store, isolation_level=None, timeout=10)
    try:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        other.execute("BEGIN IMMEDIATE")
        # SQLite waits for ten seconds; what waited longer is to be asked for again.
        seconds = run.chance.choice([1, 2, 11])
        time.sleep(seconds)
        if seconds > 10:
            run.scene.wait_until(lambda: run.providers.count(503) > 0, "a 503 while the store is locked", 5)
        other.execute("ROLLBACK")
    finally:
        other.close()
    accepted = run.providers.count(200)
    run.scene.wait_until(lambda: run.providers.count(200) > accepted, "requests are accepted again by themselves")
    run.scene.wait_until(lambda: run.scene.readiness() == 200, "the bridge is ready again by itself")


@fault("store: a damaged page")
def damaged_page(run):
    damage.damaged_page(run)


@fault("store: a log cut short")
def log_cut_short(run):
    damage.log_cut_short(run)


@fault("several at once")
def several_at_once(run):
    run.providers.cut_share = 0.2
    run.scene.faults(**run.chance.choice([
        {"drop": "after"}, {"half": True}, {"status": 504, "after_storing": True}, {"html": True}, {"status": 503}]), **run.some(0.3))
    for _ in range(run.chance.randint(1, 2)):
        action = run.chance.choice([scenes.shim.KILL, scenes.shim.POWER_CUT])
        run.scene.shim.fail(run.chance.choice(["no space", "sync error", "slow sync"]), 0.1, 0.02)
        run.scene.shim.at_operation(run.chance.randint(20, 200), action)
        run.scene.shim.set_wall_clock(run.chance.choice([-60, 60]))
        run.expect(run.scene.wait_for_death(20), "the bridge did not reach its last write")
        run.scene.kill()
        run.scene.start()
    time.sleep(0.2)


# Not a fault that the bridge can stand: shows that the harness sees what is lost.

@fault("proof: fsync lies")
def fsync_lies(run):
    run.scene.shim.fail("lying sync")
    time.sleep(run.chance.uniform(0.5, 1.0))
    run.scene.shim.cut_power()
    run.scene.wait_for_death(15)
    run.scene.kill()
    try:
        run.scene.start()
    except scenes.Refused:
        run.note("the mark told of it")
        run.scene.start("--accept-short-log")
    time.sleep(0.2)
