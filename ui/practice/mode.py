"""Whether this process is a practice; it is one from its first line to its end, or never."""


class _Mode:
    practising = False


def begin_practice() -> None:
    """From now on every screen and paper of this process says so."""
    _Mode.practising = True


def end_practice() -> None:
    """For a test that goes on in the same process."""
    _Mode.practising = False


def practising() -> bool:
    """Whether it is one."""
    return _Mode.practising


def mark_key() -> str:
    """The text that marks every screen of invented people."""
    return "practice.band" if _Mode.practising else "shell.demo"
