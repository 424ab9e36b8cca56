"""Faults of the store between a stop and a start: an older store that is migrated, a damaged page, a log cut short."""

import hashlib
import os
import re
import shutil
import sqlite3
import time

import scene as scenes
import shim
import stage

FIRST_MIGRATION = "1 outbox, event log, directory"


def fill_and_stop(run, cleanly):
    """Lets entries wait in the store, and ends the bridge."""
    run.scene.faults(status=503, retry_after=1)
    time.sleep(run.chance.uniform(0.4, 0.8))
    run.providers.pause()
    run.scene.wait_until(lambda: not run.scene.states().get("sending"), "attempts end")
    time.sleep(0.3)
    if cleanly:
        run.scene.bridge.stop()
        database = sqlite3.connect(run.scene.store)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
    else:
        run.scene.kill()
    run.scene.faults()


def beside(store):
    """The store's files."""
    return sorted(path for path in store.parent.iterdir() if path.name.startswith(store.name))


def copy_of(run, name):
    folder = run.scene.folder / name
    folder.mkdir()
    for path in beside(run.scene.store):
        shutil.copy2(path, folder / path.name)
    return folder


def put_back(run, folder):
    for path in beside(run.scene.store):
        path.unlink()
    for path in folder.iterdir():
        shutil.copy2(path, run.scene.store.parent / path.name)


def kill_while_migrating(run):
    fill_and_stop(run, cleanly=True)
    make_older(run.scene.store)
    for _ in range(3):
        run.scene.shim.at_operation(run.chance.randint(1, 60), shim.POWER_CUT if run.chance.random() < 0.3 else shim.KILL)
        try:
            run.scene.start()
            run.scene.wait_for_death(0.3)
        except scenes.Refused:
            pass
        run.scene.kill()
    run.scene.start_as_supervised()
    copies = [path for path in beside(run.scene.store) if ".before-" in path.name and "-journal" not in path.name]
    whole = [path for path in copies if is_whole(path)]
    run.expect(bool(whole), "there is no whole backup of the store before its migration: %s" % [path.name for path in copies])
    run.providers.resume()
    time.sleep(0.3)


def is_whole(path):
    database = sqlite3.connect("file:%s?mode=ro&immutable=1" % path, uri=True)
    try:
        return database.execute("PRAGMA integrity_check").fetchone()[0] == "ok" and database.execute("SELECT count(*) FROM entry").fetchone()[0] > 0
    except sqlite3.DatabaseError:
        return False
    finally:
        database.close()


def make_older(store):
    """Puts a store of the first migration in the place of one that was closed, with what both can hold."""
    schema = (stage.ROOT / "Sources/Storage/File/Schema.swift").read_text()
    parts = re.findall(r'private static let \w+ = """\n(.*?)"""', schema, re.S)
    younger = store.with_name("younger.sqlite")
    os.rename(store, younger)
    database = sqlite3.connect(store, isolation_level=None)
    database.execute("PRAGMA auto_vacuum = INCREMENTAL")
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript("".join(parts))
    database.execute("ATTACH ? AS younger", (str(younger),))
    database.execute("BEGIN")
    for (table,) in database.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'").fetchall():
        columns = ", ".join(row[1] for row in database.execute("PRAGMA main.table_info(%s)" % table))
        database.execute("INSERT INTO main.%s (%s) SELECT %s FROM younger.%s" % (table, columns, columns, table))
    # Keys that a later schema keeps in the order of their coming, and a file that tells copies from the store itself.
    database.execute("INSERT INTO main.event_key SELECT fingerprint, event_id FROM younger.recent_event_key")
    database.execute("INSERT INTO main.entry_key SELECT destination, digest, party, entry_id FROM younger.recent_entry_key")
    store.with_name(store.name + ".identity").unlink(missing_ok=True)
    database.execute("CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    database.execute("INSERT INTO grdb_migrations VALUES (?)", (FIRST_MIGRATION,))
    application = database.execute("PRAGMA younger.application_id").fetchone()[0]
    database.execute("COMMIT")
    database.execute("PRAGMA application_id = %d" % application)
    database.close()
    younger.unlink()


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def damaged_page(run):
    """A page of the file is gone. The bridge refuses, and leaves the file as it is; or it says what it cannot read."""
    scene, chance = run.scene, run.chance
    fill_and_stop(run, cleanly=True)
    whole = copy_of(run, "whole")
    pages = scene.store.stat().st_size // 4096
    page = chance.choice([0, chance.randrange(pages), chance.randrange(pages), chance.randrange(pages)])
    with open(scene.store, "r+b") as file:
        file.seek(page * 4096)
        file.write(chance.choice([bytes(4096), chance.randbytes(4096)]))
    damaged = digest(scene.store)
    run.note("page %d of %d damaged" % (page, pages))
    try:
        scene.start()
    except scenes.Refused as refusal:
        run.note("refused")
        run.expect(digest(scene.store) == damaged, "the damaged store was changed although the bridge refused it")
        run.expect(any(word in str(refusal).lower() for word in ("malformed", "damaged", "not a database", "sqlite code")),
                   "the refusal does not say what is wrong: %s" % refusal)
        put_back(run, whole)
        scene.start()
        run.providers.resume()
        time.sleep(0.2)
        return
    # It started: everything arrives, or what cannot be read is told.
    deadline = time.monotonic() + 6
    while time.monotonic() < deadline:
        texts = {entry["comms_data"]["body"].removeprefix("message ") for entry in scene.timeline()}
        missing = [message.sid for message in run.providers.acknowledged if message.sid not in texts]
        if not missing:
            run.note("unharmed")
            run.providers.resume()
            time.sleep(0.2)
            return
        scene.shim.pass_time(30)
        time.sleep(0.2)
    is_told = "malformed" in scene.log() or "SQLite code 11" in scene.log() or "cannot read" in scene.log() or scene.readiness() == 503
    run.expect(is_told, "%d messages are missing and nothing tells of it" % len(missing))
    run.note("told of, %d missing" % len(missing))
    run.is_damaged = True


def log_cut_short(run):
    """The end of the write-ahead log is gone. The bridge refuses, or nothing that was acknowledged was in that end."""
    scene, chance = run.scene, run.chance
    fill_and_stop(run, cleanly=False)
    whole = copy_of(run, "whole")
    log = scene.store.with_name(scene.store.name + "-wal")
    length = log.stat().st_size
    cut = chance.choice([0, chance.randrange(length), length - chance.randrange(1, 9000)])
    with open(log, "r+b") as file:
        file.truncate(cut)
    try:
        scene.start()
        run.note("started after a cut from %d to %d" % (length, cut))
    except scenes.Refused as refusal:
        run.note("refused after a cut from %d to %d" % (length, cut))
        run.expect("accept-short-log" in str(refusal) and ("acknowledged" in str(refusal) or "was made" in str(refusal)), "the refusal does not say why: %s" % refusal)
        put_back(run, whole)
        scene.start()
    run.providers.resume()
    time.sleep(0.2)
