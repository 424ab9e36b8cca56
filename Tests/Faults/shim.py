"""The shim of disk.c and clock.c from the harness's side: compiles it, and tells it what goes wrong. Linux only."""

import mmap
import os
import pathlib
import struct
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = ["disk.c", "clock.c", "control.h"]

# The layout of `struct control`.
FIELDS = {
    "realtime": ("q", 0), "monotonic": ("q", 8), "generation": ("I", 16), "mode": ("I", 20), "share": ("I", 24),
    "delay": ("I", 28), "action": ("I", 32), "moment": ("Q", 40), "seed": ("Q", 48), "operations": ("Q", 56),
    "syncs": ("Q", 64), "faults": ("Q", 72), "reverted": ("Q", 80),
}
STORE = 88
SIZE = STORE + 1024
MODES = {name: number for number, name in enumerate(
    ["honest", "no space", "write error", "sync error", "read only", "slow sync", "lying sync"])}
KILL, POWER_CUT = 1, 2


def library():
    """Path of the compiled shim; compiled anew when its source is younger."""
    target = HERE.parents[1] / ".build/faults/shim.so"
    sources = [HERE / name for name in SOURCES]
    if not target.exists() or target.stat().st_mtime < max(source.stat().st_mtime for source in sources):
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [os.environ.get("CC", "cc"), "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-o", str(target),
             *(str(source) for source in sources if source.suffix == ".c"), "-ldl", "-lpthread"], check=True,
        )
    return str(target)


class Shim:
    """One program's disk and clocks. Outlives the program, so that a started-again one goes on with the same clocks."""

    def __init__(self, folder, store, seed):
        self.path = pathlib.Path(folder) / "control"
        self.path.write_bytes(bytes(SIZE))
        with open(self.path, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), SIZE)
        # The path as the program resolves it: a folder that is a link would hide the store's files.
        name = os.path.join(os.path.realpath(os.path.dirname(store)), os.path.basename(store)).encode()
        self.map[STORE:STORE + len(name)] = name
        self["seed"] = seed

    def __getitem__(self, field):
        form, offset = FIELDS[field]
        return struct.unpack_from(form, self.map, offset)[0]

    def __setitem__(self, field, value):
        form, offset = FIELDS[field]
        struct.pack_into(form, self.map, offset, value)

    @property
    def environment(self):
        return {"LD_PRELOAD": library(), "FAULT_CONTROL": str(self.path)}

    def fail(self, mode, share=1.0, delay=0.0):
        """From now on, that share of operations meets that fault; `honest` ends it."""
        self["share"], self["delay"] = int(share * 1000), int(delay * 1e6)
        self["mode"] = MODES[mode]

    def at_operation(self, count, action):
        """The program ends at the `count`th write or fsync from now on."""
        self["moment"] = self["operations"] + count
        self["action"] = action

    def cut_power(self):
        self["moment"], self["action"] = 0, POWER_CUT

    def rest(self):
        """What is to be done before a program starts again: nothing goes wrong any more."""
        self["action"], self["moment"], self["mode"] = 0, 0, 0

    def set_wall_clock(self, seconds):
        """Moves the clock on the wall; the others go on."""
        self["realtime"] += int(seconds * 1e9)
        self["generation"] += 1

    def pass_time(self, seconds):
        """All clocks, as on a machine that slept."""
        self["realtime"] += int(seconds * 1e9)
        self["monotonic"] += int(seconds * 1e9)
        self["generation"] += 1
        time.sleep(0.01)
