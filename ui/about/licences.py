"""Every part of the program with the text of its licence: libraries as installed, Qt, Python, font and icons."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from ui.about.parts import Part, named, own_version, part_of, required_by, required_here
from ui.resources import RESOURCES

_QT: Final = ("pyside6", "shiboken6")
_LGPL: Final = ("LICENSE-LGPL-3.0.txt", "LICENSE-GPL-3.0.txt")
"""The LGPL adds permissions to the GPL: neither is whole without the other."""
_NAMES: Final = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


@dataclass(frozen=True)
class Licensed:
    """A part, and where the text of its licence comes from."""

    part: Part
    files: tuple[Path, ...] = ()
    installed: str = ""
    """The name of an installed library that brings its own text."""

    def text(self) -> str:
        """The whole text; empty where this installation does not hold it."""
        kept = [path.read_text(encoding="utf-8", errors="replace") for path in self.files if path.is_file()]
        return "\n\n".join((*kept, *_brought_along(self.installed)))


def all_parts() -> tuple[Licensed, ...]:
    """Plantão itself first, then what it is made of, in the order of the alphabet."""
    own = Licensed(Part("Plantão", own_version(), "Apache-2.0"), (RESOURCES.parent / "LICENSE",))
    return (own, *sorted((*_bundled(), *_libraries()), key=lambda one: one.part.name.lower()))


def _bundled() -> Iterator[Licensed]:
    """What is no library of Python's, or does not say so itself."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    library = Path(sys.base_prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = (library / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt")
    yield Licensed(Part("Python", python, "PSF-2.0"), tuple(path for path in places if path.is_file())[:1])
    yield Licensed(Part("IBM Plex Sans", "", "OFL-1.1"), (RESOURCES / "fonts" / "OFL-IBM-Plex-Sans.txt",))
    yield Licensed(Part("Lucide", "", "ISC, MIT"), (RESOURCES / "icons" / "LICENSE-lucide.txt",))
    qt = part_of("PySide6_Essentials")
    yield Licensed(Part("Qt", qt.version if qt else "", "LGPL-3.0-only"), _lgpl())


def _libraries() -> Iterator[Licensed]:
    """What is asked for, what that asks for in turn, as far as it is installed here."""
    waiting, seen = [named(one) for one in required_here()], set[str]()
    while waiting:
        name = waiting.pop()
        key = name.lower().replace("_", "-")
        part = None if key in seen else part_of(name)
        seen.add(key)
        if part is None:
            continue
        qt = key.startswith(_QT)
        yield Licensed(part, _lgpl() if qt else (), "" if qt else name)
        waiting += [named(one) for one in required_by(name)]


def _lgpl() -> tuple[Path, ...]:
    return tuple(RESOURCES / "licences" / name for name in _LGPL)


def _brought_along(library: str) -> Iterator[str]:
    if not library:
        return
    for file in metadata.files(library) or ():
        if ".dist-info" in str(file) and (file.name.upper().startswith(_NAMES) or "/licenses/" in file.as_posix()):
            path = Path(str(file.locate()))
            if path.is_file():
                yield path.read_text(encoding="utf-8", errors="replace")
