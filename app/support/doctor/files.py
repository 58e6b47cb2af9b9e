"""Whether other accounts of this computer can open the station's files; nothing is mended by looking."""

import os
from collections.abc import Iterator
from pathlib import Path

from app.support.doctor.finding import Finding, Grade, shown
from app.support.private_files import is_open, is_shared, of_another_account, open_to_others


def files(home: Path, posix: bool = os.name == "posix") -> Iterator[Finding]:
    """Below a folder that is closed itself nothing can be reached, and nothing is told of it."""
    if not home.is_dir():
        return
    place: dict[str, object] = {"path": shown(home)}
    if not posix:
        # A person's profile is closed to other accounts but administrators, and what lies in it inherits that.
        if home.resolve().is_relative_to(Path.home().resolve()):
            yield Finding("files", Grade.GOOD, "files_profile", place)
        else:
            yield Finding("files", Grade.UNKNOWN, "files_unknown", place)
        return
    foreign = list(of_another_account(home))
    if foreign:
        yield Finding("files", Grade.BAD, "files_foreign", place | {"count": len(foreign), "name": foreign[0].name})
    if is_shared(home):
        yield Finding("files", Grade.BAD, "files_shared", place)
    elif is_open(home.resolve()):
        yield Finding("files", Grade.BAD, "files_open", place | {"count": sum(1 for _ in open_to_others(home))})
    else:
        yield Finding("files", Grade.GOOD, "files_closed", place)
