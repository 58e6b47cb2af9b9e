"""Sizes and inks of printed sheets: A4, black on white, so that a photocopy loses nothing."""

from typing import Final

# The sheet is laid out at 96 dots per inch and scaled to the printer: 210 × 297 mm less the margins.
MARGIN_MM: Final = 14
MARGIN: Final = round(MARGIN_MM / 25.4 * 96)
WIDTH: Final = round(210 / 25.4 * 96) - 2 * MARGIN
HEIGHT: Final = round(297 / 25.4 * 96) - 2 * MARGIN
FOOT: Final = 52
GAP: Final = 8
PAGE_NUMBER: Final = 90

BODY: Final = 12
SMALL: Final = 10
SHAPE: Final = 36
SHAPE_DETAIL: Final = 8
"""The shape is drawn so many times larger than it is shown, to be sharp on paper."""

INK: Final = "#000000"
LINE: Final = "#555555"
GROUND: Final = "#ffffff"

STYLE: Final = """
p { margin-top: 4px; margin-bottom: 4px; }
td { font-size: 10px; }
.title { font-size: 19px; font-weight: 600; }
.part { font-size: 14px; font-weight: 600; margin-top: 12px; margin-bottom: 3px; }
.section { font-size: 11px; font-weight: 600; margin-top: 0; margin-bottom: 2px; }
.gap { font-size: 5px; margin: 0; }
.name { font-size: 17px; font-weight: 600; margin-top: 10px; margin-bottom: 4px; }
.small { font-size: 10px; color: #333333; }
.mark { font-size: 11px; font-weight: 600; margin: 0; }
.class { font-size: 24px; font-weight: 700; }
.total { font-size: 17px; font-weight: 600; }
.sign { font-size: 11px; margin-top: 0; }
"""
