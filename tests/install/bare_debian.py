"""A Debian with nothing but its base in a folder, in which the package is installed and started; needs root."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

SUITE: Final = "bookworm"
_PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
_SETTLE: Final = """
mount --make-rprivate /
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
echo ready
exec chroot "$1" sleep infinity
"""


def why_not() -> str | None:
    """What this machine lacks for it."""
    if not sys.platform.startswith("linux") or shutil.which("dpkg-deb") is None:
        return "the package is made on Debian"
    if os.geteuid() != 0:
        return "only root can make a bare system"
    lacking = [one for one in ("unshare", "nsenter", "objdump", "apt-get") if shutil.which(one) is None]
    if shutil.which("debootstrap", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        lacking.append("debootstrap")
    if lacking:
        return f"not installed here: {', '.join(lacking)}"
    may = subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], capture_output=True, check=False)
    return None if may.returncode == 0 else "this machine does not let root have a name space of its own"


def begin(folder: Path, log: Path) -> "subprocess.Popen[bytes]":
    """Debian's base into a folder, from where this machine itself takes its packages."""
    with log.open("wb") as said:
        command = ["debootstrap", "--variant=minbase", SUITE, str(folder), _mirror()]
        environment = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"}
        return subprocess.Popen(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, env=environment)


def _mirror() -> str:
    files = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    text = "\n".join(one.read_text(encoding="utf-8") for one in files if one.is_file())
    found = re.search(r"^(?:URIs:|deb\s(?:\[[^]]*\])?)\s*(\S+)", text, re.MULTILINE)
    if found is None:
        pytest.skip("this machine has no source of Debian packages")
    return found[1]


def take_settings(folder: Path) -> None:
    """Names, authorities and sources of packages as this machine has them."""
    for name in ("resolv.conf", "hosts"):
        if (Path("/etc") / name).is_file():
            shutil.copy(Path("/etc") / name, folder / "etc" / name)
    shutil.copytree("/etc/apt", folder / "etc" / "apt", dirs_exist_ok=True)


class BareDebian:
    """The system in `folder`; everything in it is seen by everything in it, and ends with it."""

    def __init__(self, folder: Path, inside: int) -> None:
        self.folder, self._inside = folder, inside

    def command(self, *words: str, user: str = "root", **environment: str) -> list[str]:
        """What runs `words` in it."""
        home = "/root" if user == "root" else f"/home/{user}"
        variables = {"HOME": home, "PATH": _PATH, "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen", **environment}
        as_user = [] if user == "root" else ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        enter = ["nsenter", f"--target={self._inside}", "--mount", "--pid", "--root", "--wd"]
        return [*enter, "env", "-i", *(f"{name}={value}" for name, value in variables.items()), *as_user, *words]

    def run(
        self, *words: str, user: str = "root", given: str = "", seconds: float = 120, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run it to its end; what it says may be asked."""
        command = self.command(*words, user=user, **environment)
        return subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=seconds)

    @contextmanager
    def running(
        self, log: Path, *words: str, user: str = "root", **environment: str
    ) -> "Iterator[subprocess.Popen[bytes]]":
        """Run it as long as the block lasts; what it says goes into the file."""
        with log.open("wb") as said:
            child = subprocess.Popen(
                self.command(*words, user=user, **environment),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        try:
            yield child
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()

    def processes(self, *words: str) -> list[str]:
        """The numbers, as the system itself counts, of those whose command line holds all these words."""
        told = self.run("sh", "-c", r"for p in /proc/[0-9]*; do echo ${p#/proc/} $(tr '\0' ' ' <$p/cmdline); done")
        lines = [line.split() for line in told.stdout.splitlines()]
        return [line[0] for line in lines if "/plantao" in "".join(line[1:2]) and set(words) <= set(line[2:])]

    def terminate(self, *numbers: str) -> None:
        """SIGTERM to these; a bare system has no program `kill`, only its shell has."""
        self.run("sh", "-c", f"kill -TERM {' '.join(numbers)}")

    def end(self, child: "subprocess.Popen[bytes]", *words: str) -> int:
        """End by SIGTERM whoever these words name; the exit status of `child`."""
        self.terminate(*self.processes(*words))
        return child.wait(30)


@contextmanager
def entered(folder: Path, environment: Mapping[str, str] = os.environ) -> Iterator[BareDebian]:
    """The system, as long as the block lasts."""
    keeper = subprocess.Popen(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", "-euc", _SETTLE, "settle", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=dict(environment),
    )
    try:
        assert keeper.stdout is not None
        if keeper.stdout.readline() != b"ready\n":
            pytest.skip("this machine lets root mount nothing in a name space of its own")
        children = Path(f"/proc/{keeper.pid}/task/{keeper.pid}/children").read_text(encoding="ascii").split()
        yield BareDebian(folder, int(children[0]))
    finally:
        keeper.kill()
        keeper.wait()
        if keeper.stdout is not None:
            keeper.stdout.close()
