"""The small pictures inside the help, cut out of the scenes of the walk: `main.py demo --help-pictures`.

They lie in resources/help/pictures/<language>/<name>.png; a topic shows the one that it names (`{picture:board}`). A
picture is cut, made smaller and written with few colours, so that all of them together are smaller than one screen.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QRect, Qt
from PySide6.QtGui import QImage

from app.kernel.folders import StationFolders
from ui.commands.screenshots import alarm_scenes, board_scenes, clinic_scenes, ward_scenes
from ui.commands.screenshots.stage import Pictures, Stage
from ui.commands.screenshots.walk import picture_everything
from ui.help.topics import picture_path

MOST_BYTES: Final = 30_000
_COLOURS: Final = 96
_CUBE: Final = 0xF8F8F8
"""Colours that differ less than this are one."""
_WIDTH: Final = 680
"""Twice the width of the panel: sharp at 150 % as well."""


@dataclass(frozen=True)
class HelpPicture:
    """`shot`: the name under which its scene takes the picture; `box`: what is cut out of 1366 × 768."""

    name: str
    scene: Callable[[Stage], None]
    shot: str
    box: QRect


PICTURES: Final = (
    HelpPicture("board", board_scenes.board, "board", QRect(238, 252, 560, 330)),
    HelpPicture("pregnancies", clinic_scenes.pregnancies, "pregnancies", QRect(238, 260, 560, 330)),
    HelpPicture("risk", clinic_scenes.pregnancies, "pregnancy-arce", QRect(986, 150, 380, 330)),
    HelpPicture("ward", ward_scenes.wall, "ward-wall", QRect(220, 130, 560, 330)),
    HelpPicture("alarms", alarm_scenes.board, "alarms-board", QRect(238, 190, 560, 330)),
)


def make_pictures(folders: StationFolders, languages: Sequence[str]) -> Pictures:
    """Play the few scenes in each language and write the pictures where the help looks for them."""
    made = Pictures()
    scenes = tuple({one.scene: (one.name, one.scene) for one in PICTURES}.values())
    with tempfile.TemporaryDirectory() as target:
        for language in languages:
            folder = Path(target) / language
            home = StationFolders(folders.home / language)
            shots = picture_everything(home, folder, (language,), scenes=scenes)
            made.failures.extend(shots.failures)
            for one in PICTURES:
                taken = [path for path in shots.written if path.stem[4:] == one.shot]
                if not taken:
                    made.failures.append(f"{language} {one.name}: no picture {one.shot}")
                    continue
                path = picture_path(one.name, language)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_small(taken[0], one.box))
                made.written.append(path)
    return made


def _small(path: Path, box: QRect) -> bytes:
    """Cut, made smaller, with as many colours as fit into 256."""
    cut = QImage(str(path)).copy(box)
    small = cut.scaledToWidth(min(_WIDTH, cut.width()), Qt.TransformationMode.SmoothTransformation)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    # The best packing that PNG offers; the pixels stay as they are.
    small.convertToFormat(QImage.Format.Format_Indexed8, _colours(small), flags).save(buffer, b"PNG", 0)
    return bytes(buffer.data().data())


def _colours(image: QImage) -> list[int]:
    """The colours that matter: the most frequent of each small cube of colours."""
    counted: Counter[int] = Counter(
        image.pixel(x, y) for y in range(0, image.height(), 2) for x in range(image.width())
    )
    chosen: dict[int, int] = {}
    for colour, _count in counted.most_common():
        chosen.setdefault(colour & _CUBE, colour)
        if len(chosen) == _COLOURS:
            break
    return list(chosen.values())
