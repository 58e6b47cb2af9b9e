"""A picture as somebody sees it who lacks one of the three kinds of cones.

The matrices are those of Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of
Color Vision Deficiency", table 1, severity 1.0, and hold for linear light.
"""

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


class Vision(StrEnum):
    """The cone that is missing: for long waves (red), middle (green) or short (blue)."""

    PROTANOPIA = "protanopia"
    DEUTERANOPIA = "deuteranopia"
    TRITANOPIA = "tritanopia"


_MATRICES: Final[dict[Vision, tuple[tuple[float, float, float], ...]]] = {
    Vision.PROTANOPIA: (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    Vision.DEUTERANOPIA: (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    Vision.TRITANOPIA: (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def seen_with(vision: Vision, picture: QImage) -> QImage:
    """The same picture in the colours that are left."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    width, height = plain.width(), plain.height()
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(height, plain.bytesPerLine())[:, : width * 4]
    blue_first = pixels.reshape(height, width, 4)
    seen = colours_seen(vision, blue_first[:, :, 2::-1].reshape(-1, 3)).reshape(height, width, 3)
    made = np.full((height, width, 4), 255, np.uint8)
    made[:, :, :3] = seen[:, :, ::-1]
    return QImage(made.tobytes(), width, height, width * 4, QImage.Format.Format_RGB32).copy()


def colours_seen(vision: Vision, colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Rows of red, green and blue (0–255), as they are seen."""
    light = _linear()[colours]
    left = np.clip(light @ np.array(_MATRICES[vision]).T, 0.0, 1.0)
    shown = np.where(left <= 0.0031308, left * 12.92, 1.055 * left ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(shown * 255), np.uint8)


def _linear() -> NDArray[np.float64]:
    """From a value of sRGB to linear light (IEC 61966-2-1)."""
    value = np.arange(256) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
