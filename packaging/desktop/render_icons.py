"""Paints the program's mark (resources/icons/plantao.svg) in the sizes that desktops ask for.

`python packaging/desktop/render_icons.py FOLDER` writes FOLDER/icons/SIZE.png and FOLDER/plantao.ico.
"""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

_MARK = Path(__file__).resolve().parents[2] / "resources" / "icons" / "plantao.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_OF_WINDOWS = 256


def main(folder: Path) -> None:
    """Write all of them."""
    application = QGuiApplication(sys.argv[:1])
    mark = QSvgRenderer(str(_MARK))
    (folder / "icons").mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        picture = QImage(size, size, QImage.Format.Format_ARGB32)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        mark.render(painter)
        painter.end()
        _keep(picture, folder / "icons" / f"{size}.png")
        if size == _OF_WINDOWS:
            _keep(picture, folder / "plantao.ico")
    application.quit()


def _keep(picture: QImage, path: Path) -> None:
    if not picture.save(str(path)):
        raise SystemExit(f"{path} could not be written")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
