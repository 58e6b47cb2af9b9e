"""Whether this process is a practice; it is one from its first line to its end, or never."""

from collections.abc import Callable


class _Mode:
    practising = False
    receiver: Callable[[], object] | None = None


def begin_practice() -> None:
    """From now on every screen and paper of this process says so."""
    _Mode.practising = True


def end_practice() -> None:
    """For a test that goes on in the same process."""
    _Mode.practising = False
    _Mode.receiver = None


def receiver_by(door: Callable[[], object] | None) -> None:
    """How a receiver's window is opened in this practice; None: it has no ward."""
    _Mode.receiver = door


def receiver_door() -> Callable[[], object] | None:
    """What opens one; None: this is no practice with a ward."""
    return _Mode.receiver


def practising() -> bool:
    """Whether it is one."""
    return _Mode.practising


def mark_key() -> str:
    """The text that marks every screen of invented people."""
    return "practice.band" if _Mode.practising else "shell.demo"
