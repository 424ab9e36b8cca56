"""What deploy/zyntro-bridge.service lets the bridge do, as a filter of system calls that the kernel holds a command to.
systemd need not run: `systemd-analyze` says what its groups of calls hold, and the filter is made here. Standard library
only.

    confinement.py UNIT COMMAND…    becomes COMMAND under UNIT's rules; as root, it becomes a user without rights first

Held are SystemCallFilter, SystemCallArchitectures, RestrictAddressFamilies, RestrictNamespaces, RestrictSUIDSGID,
MemoryDenyWriteExecute, NoNewPrivileges, LimitNOFILE and UMask; where root may mount, ProtectSystem=strict and
ProcSubset=pid, too. A call that is not in the list kills the process, whatever SystemCallErrorNumber says: a test is to
see that it was tried."""

import ctypes
import os
import platform
import re
import resource
import shutil
import socket
import stat
import struct
import subprocess
import sys

NOBODY = 65534
# Of linux/seccomp.h, linux/filter.h, linux/audit.h, linux/prctl.h and linux/sched.h.
KILL, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
LOAD, EQUAL, ALL_BITS, RETURN = 0x20, 0x15, 0x54, 0x06
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER_MODE = 38, 22, 2
NEW_NAMESPACES = 0x7E020080
WRITE_OR_EXECUTE, EXECUTE = 6, 4
NOT_PERMITTED, NOT_IMPLEMENTED, NO_SUCH_FAMILY = 1, 38, 97


class Impossible(Exception):
    """Why this machine cannot hold a command to a unit's rules."""


def require():
    """Raises Impossible where the kernel or a tool is missing."""
    if sys.platform != "linux" or platform.machine() not in ARCHITECTURES:
        raise Impossible("filters of system calls are made for Linux on %s only" % " and ".join(ARCHITECTURES))
    for tool in ("systemd-analyze", "gcc"):
        if not shutil.which(tool):
            raise Impossible("%s is not installed" % tool)
    if not os.path.exists("/proc/sys/kernel/seccomp/actions_avail"):
        raise Impossible("this kernel has no seccomp")
    if "@known" not in call_groups():
        raise Impossible("systemd is older than 247 and does not say which calls it knows")


class Unit:
    """The settings of a unit file, in order; a setting may stand several times."""

    def __init__(self, text):
        self.settings = [
            tuple(part.strip() for part in line.split("=", 1))
            for line in text.splitlines() if "=" in line and not line.lstrip().startswith(("#", ";"))
        ]

    def all(self, name):
        return [value for key, value in self.settings if key == name]

    def last(self, name, default=""):
        return (self.all(name) or [default])[-1]

    def is_on(self, name):
        return self.last(name) in ("yes", "true", "on", "1")

    def allowed_calls(self):
        """The names of the calls that SystemCallFilter lets pass, read as systemd.exec(5) says: the first line decides
        that it is a list of what is allowed, `@default` is always in it, and lines add or, with a ~, take away in order."""
        lines = self.all("SystemCallFilter")
        if not lines or lines[0].startswith("~"):
            raise ValueError("SystemCallFilter does not begin with what is allowed")
        groups = call_groups()
        allowed = members("@default", groups)
        for line in lines:
            taken_away = line.startswith("~")
            for word in line.lstrip("~").split():
                if ":" in word:
                    raise ValueError("%s: an error number of its own is not understood here" % word)
                allowed = allowed - members(word, groups) if taken_away else allowed | members(word, groups)
        return allowed


def call_groups():
    """What `systemd-analyze syscall-filter` prints, as a dictionary of lists."""
    groups, name = {}, None
    for line in subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter"], capture_output=True, text=True, check=True).stdout.splitlines():
        line = re.sub(r"\x1b\[[0-9;]*m", "", line)
        if line.startswith("@"):
            name = line.strip()
            groups[name] = []
        elif line.startswith(" ") and name and not line.strip().startswith("#"):
            groups[name].append(line.strip())
        elif line and not line.startswith(" "):
            name = None
    return groups


def members(word, groups):
    if not word.startswith("@"):
        return {word}
    return set().union(*(members(inner, groups) for inner in groups[word]))


def numbers(names):
    """The numbers that this machine's headers give to calls; those that it does not have are left out."""
    source = "#include <asm/unistd.h>\n" + "".join("call:%s __NR_%s\n" % (name, name) for name in sorted(names))
    output = subprocess.run(["gcc", "-E", "-P", "-"], input=source, capture_output=True, text=True, check=True).stdout
    found = re.findall(r"call:\s*(\S+)\s+\(?(\d+)(?:\s*\+\s*(\d+))?\)?\s*$", output, re.MULTILINE)
    return {name: int(base) + int(offset or 0) for name, base, offset in found}


def refusals(unit):
    """Calls that depend on what they are given: (name, argument, mask, value, error): refused where argument & mask == value.
    A mask of None refuses every call."""
    rules = []
    if unit.is_on("RestrictNamespaces"):
        # The flags of clone3 lie in memory, where no filter sees them; the C library then takes clone.
        rules += [("clone3", 0, None, 0, NOT_IMPLEMENTED), ("unshare", 0, None, 0, NOT_PERMITTED), ("setns", 0, None, 0, NOT_PERMITTED)]
        rules += [("clone", 0, 1 << bit, 1 << bit, NOT_PERMITTED) for bit in range(32) if NEW_NAMESPACES >> bit & 1]
    if unit.is_on("MemoryDenyWriteExecute"):
        rules += [("mmap", 2, WRITE_OR_EXECUTE, WRITE_OR_EXECUTE, NOT_PERMITTED), ("mprotect", 2, EXECUTE, EXECUTE, NOT_PERMITTED),
                  ("pkey_mprotect", 2, EXECUTE, EXECUTE, NOT_PERMITTED)]
    if unit.is_on("RestrictSUIDSGID"):
        rules += [(name, argument, bit, bit, NOT_PERMITTED) for bit in (stat.S_ISUID, stat.S_ISGID)
                  for name, argument in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("mkdir", 1), ("mkdirat", 2))]
    return rules


def program(unit):
    """The filter as the kernel wants it: a list of (code, jump if true, jump if false, constant)."""
    groups = call_groups()
    known = numbers(members("@known", groups))
    allowed = numbers(unit.allowed_calls())
    load_number = (LOAD, 0, 0, 0)
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, ARCHITECTURES[platform.machine()]), (RETURN, 0, 0, KILL), load_number]
    for name, argument, mask, value, error in refusals(unit):
        if name not in known:
            continue
        if mask is None:
            steps += [(EQUAL, 0, 1, known[name]), (RETURN, 0, 0, ERRNO | error)]
        else:
            steps += [(EQUAL, 0, 5, known[name]), (LOAD, 0, 0, 16 + 8 * argument), (ALL_BITS, 0, 0, mask),
                      (EQUAL, 0, 1, value), (RETURN, 0, 0, ERRNO | error), load_number]
    families = [getattr(socket, name) for name in unit.last("RestrictAddressFamilies").split()]
    if families:
        checks = [step for family in families for step in ((EQUAL, 0, 1, family), (RETURN, 0, 0, ALLOW))]
        steps += [(EQUAL, 0, len(checks) + 2, known["socket"]), (LOAD, 0, 0, 16), *checks, (RETURN, 0, 0, ERRNO | NO_SUCH_FAMILY)]
    for number in sorted(allowed.values()):
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ALLOW)]
    # As systemd does: what it did not know when it was built fails as on an old kernel, the rest of what it knows kills.
    for number in sorted(set(known.values()) - set(allowed.values())):
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, KILL)]
    return steps + [(RETURN, 0, 0, ERRNO | NOT_IMPLEMENTED)]


def close_files(libc, writable):
    """A view of the files in which of the root file system only one folder is writable and /proc shows processes alone, as
    ProtectSystem=strict and ProcSubset=pid make it. Tells whether this machine lets us."""
    new_mounts, read_only, remount, bind, recursive, private = 0x20000, 1, 32, 4096, 16384, 1 << 18
    folder = os.fsencode(writable)
    return (
        libc.unshare(new_mounts) == 0
        and libc.mount(None, b"/", None, recursive | private, None) == 0
        and libc.mount(folder, folder, None, bind, None) == 0
        and libc.mount(None, b"/", None, remount | bind | read_only, None) == 0
        and libc.mount(b"proc", b"/proc", b"proc", 0, b"subset=pid,hidepid=invisible") == 0
    )


def become(unit, command, writable=None):
    libc = ctypes.CDLL(None, use_errno=True)
    steps = program(unit)
    if os.getuid() == 0:
        if writable and unit.last("ProtectSystem") == "strict" and not close_files(libc, writable):
            print("confinement: this machine does not let root mount; files are not closed", file=sys.stderr)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    files = min(int(unit.last("LimitNOFILE", "1024")), resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    os.umask(int(unit.last("UMask", "0022"), 8))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(SET_SECCOMP, FILTER_MODE, header, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel does not take the filter")
    os.execv(command[0], command)


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        become(Unit(file.read()), sys.argv[2:], os.environ.get("CONFINEMENT_WRITABLE"))
