"""The drives that can be taken out: what a person would choose first."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QStorageInfo

_WHERE: Final = ("/media/", "/run/media/", "/Volumes/", "/mnt/")
"""Where Linux and macOS put what is plugged in."""
_MOST: Final = 4


def plugged_in() -> tuple[tuple[str, Path], ...]:
    """(name, folder) of what is plugged in and can be written to; at most four."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        windows = len(root) >= 2 and root[1] == ":" and not QStorageInfo.root().rootPath().startswith(root[:2])
        if volume.isReady() and not volume.isReadOnly() and (windows or f"{root}/".startswith(_WHERE)):
            found.append((volume.displayName() or root, Path(root)))
    return tuple(found[:_MOST])
