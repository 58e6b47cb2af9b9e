"""A table leaves the program as a file that its owner alone may read."""

import os
from pathlib import Path

from PySide6.QtCore import QSaveFile, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.kernel.errors import KnownError


def ask_where(parent: QWidget, title: str, name: str, kind: str) -> Path | None:
    """Ask for the file, beginning among the documents; None when the person thought better of it."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path(folder) / name), kind)
    return Path(chosen) if chosen else None


def write_private(path: Path, words: str) -> None:
    """Write the whole file or none of it. Raises KnownError reports.cannot_write."""
    file = QSaveFile(str(path))
    data = words.encode("utf-8")
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly) or file.write(data) != len(data) or not file.commit():
        raise KnownError("reports.cannot_write", path=str(path))
    if os.name == "posix":
        path.chmod(0o600)
