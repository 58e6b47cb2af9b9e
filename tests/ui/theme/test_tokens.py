"""Colours and sizes: readable in both themes, written in one place."""

import re
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
import pytest

from ui.commands.screenshots.vision import Vision, colours_seen
from ui.resources import RESOURCES
from ui.theme import tokens
from ui.theme.palettes import Palette

ROOT = Path(__file__).parents[3]
_COLOUR = re.compile(r"""["']#[0-9a-fA-F]{3,8}\b|QColor\(\s*\d|Qt\.GlobalColor\.(?!transparent)""")
_PIXELS = re.compile(r"\b\d+(\.\d+)?px\b|\bset(Fixed|Minimum|Maximum)(Width|Height|Size)\(\s*[1-9]|setPixelSize\(\s*\d")
_SPACING = re.compile(r"setContentsMargins\(\s*[1-9]|set(Horizontal|Vertical)?Spacing\(\s*[1-9]|QSize\(\s*[1-9]")
_PALETTES = tuple(tokens.PALETTES.items())


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("name", "palette"), _PALETTES)
def test_every_text_reaches_the_contrast_of_its_theme_on_every_ground_it_may_stand_on(
    name: str, palette: Palette
) -> None:
    colours = asdict(palette)
    weak = [
        f"{text} on {ground}: {ratio:.2f}"
        for text, ground in tokens.TEXT_PAIRS
        if (ratio := _contrast(colours[text], colours[ground])) < tokens.LEAST_CONTRAST[name]
    ]
    assert weak == []


@pytest.mark.parametrize("vision", list(Vision))
@pytest.mark.parametrize(("name", "palette"), _PALETTES)
def test_the_words_of_an_alarm_are_read_by_whoever_lacks_a_cone(name: str, palette: Palette, vision: Vision) -> None:
    colours = asdict(palette)

    def seen(token: str) -> str:
        parts = [int(colours[token][at : at + 2], 16) for at in (1, 3, 5)]
        return "#" + "".join(f"{part:02x}" for part in colours_seen(vision, np.array([parts], np.uint8))[0])

    weak = [one for one in tokens.ALARM_COLOURS if _contrast(seen(f"on_{one}"), seen(one)) < 4.5]
    assert weak == []


@pytest.mark.parametrize(("name", "palette"), _PALETTES)
def test_every_frame_reaches_3_to_1(name: str, palette: Palette) -> None:
    colours = asdict(palette)
    weak = [pair for pair in tokens.FRAME_PAIRS if _contrast(colours[pair[0]], colours[pair[1]]) < 3]
    assert weak == []


@pytest.mark.parametrize(("name", "palette"), _PALETTES)
def test_nothing_takes_the_alarms_pure_red_yellow_or_cyan(name: str, palette: Palette) -> None:
    reserved = {"red": (255, 0, 0), "yellow": (255, 255, 0), "cyan": (0, 255, 255)}
    alarms = {*tokens.ALARM_COLOURS, *(f"on_{token}" for token in tokens.ALARM_COLOURS)}
    for one in fields(palette):
        if one.name in alarms:
            continue
        color = getattr(palette, one.name)[-6:]
        rgb = tuple(int(color[at : at + 2], 16) for at in (0, 2, 4))
        for alarm in reserved.values():
            assert sum((a - b) ** 2 for a, b in zip(rgb, alarm, strict=True)) > 80**2, one.name


def test_classes_differ_in_colour_and_in_shape() -> None:
    for looks in (tokens.RISK_CLASSES, tokens.RECEPTION_COLOURS):
        assert len({token for token, _ in looks.values()}) == len(looks)
        assert len({shape for _, shape in looks.values()}) == len(looks)


def test_no_colour_and_no_size_is_written_outside_the_tokens() -> None:
    found = []
    for path in sorted((ROOT / "ui").rglob("*.py")):
        if path.name in ("palettes.py", "tokens.py", "paper.py") or path.parts[-2] == "papers":
            continue  # what is printed is measured in millimetres and points, on white paper
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if any(pattern.search(line) for pattern in (_COLOUR, _PIXELS, _SPACING)):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert found == []


def test_the_style_sheet_takes_every_value_from_the_tokens() -> None:
    text = (RESOURCES / "styles" / "plantao.qss").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b\d+px\b", text) == []
