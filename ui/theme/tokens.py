"""Every size of the program, and what must hold of its colours; only the palettes and this write one (a test scans).

Colours are chosen so that each text on each ground it may stand on reaches a contrast of 4.5:1 (WCAG 2.1, 1.4.3), in
the theme of high contrast 7:1 (1.4.6), and the frame of a control 3:1 (1.4.11). Saturated red, yellow and cyan belong
to alarms (look.md) and are not used by anything else; errors are rust, warnings ochre.
"""

from typing import Final

from ui.theme.palettes import CONTRAST, DARK, LIGHT, Palette

PALETTES: Final[dict[str, Palette]] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

LEAST_CONTRAST: Final[dict[str, float]] = {"light": 4.5, "dark": 4.5, "contrast": 7.0}
"""Of a text with its ground, by theme."""

SIZES: Final[dict[str, int]] = {
    # the grid
    "grid": 4,
    "radius": 8,
    "radius_small": 5,
    "hairline": 1,
    "ring": 2,
    # type (look.md: 13/15/18/24/40)
    "text_small": 13,
    "text_body": 15,
    "text_heading": 18,
    "text_title": 24,
    "text_display": 40,
    # the wall: beside a number that is read from afar; never alone
    "wall_tiny": 11,
    "wall_number_most": 64,
    # targets: inside their frame of 2 px each side, so 36 and 40 on the screen
    "target": 32,
    "target_primary": 36,
    "row": 40,
    # icons
    "icon_small": 16,
    "icon": 20,
    "icon_large": 28,
    "icon_empty": 44,
    "mark": 18,
    "avatar": 32,
    # structure
    "rail": 220,
    "rail_folded": 60,
    "top_bar": 56,
    "banner_icon": 20,
    "column": 1100,
    "sheet": 440,
    "start_column": 520,
    "start_column_outer": 640,
    "brand": 360,
    "palette_width": 620,
    "side_panel": 380,
    "side_panel_narrow": 320,
    "side_panel_least": 60,
    "rail_room": 1100,
    "record_room": 820,
    "line_room": 480,
    "head_room": 420,
    "questions_room": 360,
    "search": 420,
    "search_least": 180,
    "status_chip": 316,
    "status_chip_least": 140,
    "field_short": 120,
    "field_medium": 220,
    "field_long": 420,
    "toggle_width": 40,
    "toggle_height": 22,
    "scrollbar": 12,
    "progress": 4,
    "skeleton_line": 14,
    "badge": 28,
    "window_width": 1280,
    "window_height": 720,
    "window_least_width": 960,
    "window_least_height": 600,
}
"""In pixels at 100 %; all but hairline and focus ring grow with the text size."""

UNSCALED: Final = frozenset({"hairline", "ring"})

THICKER: Final[dict[str, dict[str, int]]] = {"contrast": {"hairline": 2, "ring": 4}}
"""By theme: frames and the ring of the keyboard's focus where they must be seen by weak eyes."""

WEIGHTS: Final[dict[str, int]] = {"regular": 400, "medium": 500, "semibold": 600, "bold": 700}

SCALES: Final = (90, 100, 110, 125, 150, 175, 200)
"""The text sizes on offer, in per cent."""

AS_DRAWN: Final = 100
LEAST_SCREEN: Final = 1366
"""Pixels across of the smallest screen that every screen is laid out for."""
LAID_OUT_FOR: Final = 150
"""Per cent on that screen: beyond this, what does not fit into the window is wrapped or scrolled to, both ways. A
larger screen bears larger text."""

FONT_FAMILIES: Final = ("Inter", "IBM Plex Sans", "Source Sans 3", "Noto Sans", "Segoe UI", "DejaVu Sans")
"""Preferred family first; the bundled one is whichever lies in resources/fonts."""

RISK_CLASSES: Final[dict[str, tuple[str, str]]] = {
    "RH": ("risk_rh", "circle"),
    "ARSE": ("risk_arse", "diamond"),
    "ARCE": ("risk_arce", "triangle"),
}
"""Class code → colour token and shape (the word is the text `common.risk_<code>`)."""

RECEPTION_COLOURS: Final[dict[str, tuple[str, str]]] = {
    "high": ("reception_high", "octagon"),
    "intermediate": ("reception_intermediate", "square"),
    "low": ("reception_low", "pentagon"),
    "not_acute": ("reception_not_acute", "bar"),
}
"""Reception colour (CAB 28) → colour token and shape; muted so that they never look like an alarm."""

WAVE_COLOURS: Final[dict[str, str]] = {
    "ecg": "wave_ecg",
    "pleth": "wave_pleth",
    "art": "wave_art",
    "resp": "wave_resp",
    "co2": "wave_co2",
}
"""Group of a vital sign or waveform → its colour; none is red, yellow or cyan. Any other group: `wave_other`."""

ALARM_COLOURS: Final[tuple[str, ...]] = ("alarm_high", "alarm_medium", "alarm_low")
"""By priority (0 to 2); the text on it is `on_<token>`."""

_ON_PLAIN = ("canvas", "surface", "raised", "sunken", "hover")
_TINTS = (
    *("info", "success", "warn", "error", "demo", "neutral", "risk_rh", "risk_arse", "risk_arce"),
    *("reception_high", "reception_intermediate", "reception_low", "reception_not_acute"),
)

TEXT_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    *((text, ground) for text in ("text", "text_muted", "text_faint") for ground in _ON_PLAIN),
    *((text, ground) for text in ("accent", "accent_text") for ground in ("canvas", "surface", "raised")),
    *((f"{tint}", f"{tint}_soft") for tint in _TINTS),
    *((tint, ground) for tint in _TINTS for ground in ("canvas", "surface", "raised")),
    *(("text", f"{tint}_soft") for tint in _TINTS),
    ("text", "pressed"),
    ("text", "accent_soft"),
    ("accent_text", "accent_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_pressed"),
    ("on_error", "error"),
    ("on_error", "error_hover"),
    *((f"on_{alarm}", alarm) for alarm in ALARM_COLOURS),
    *((text, "sector") for text in ("text", "text_muted", "text_faint", *WAVE_COLOURS.values(), "wave_other")),
    *((text, "wall") for text in ("text", "text_muted")),
)
"""Every text colour with every ground it may stand on: a test holds each to 4.5:1."""

FRAME_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    *(("line_strong", ground) for ground in ("surface", "canvas")),
    *(("focus", ground) for ground in ("surface", "canvas")),
    *(("accent", ground) for ground in ("surface", "canvas", "accent_soft")),
)
"""Frames of controls and focus against their ground: 3:1."""
