"""The colours of all themes, by what they are for. What must hold of them: `ui/theme/tokens.py`."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, by what they are for."""

    canvas: str
    surface: str
    raised: str
    sunken: str
    hover: str
    pressed: str
    line: str
    line_strong: str
    text: str
    text_muted: str
    text_faint: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_soft: str
    accent_text: str
    focus: str
    info: str
    info_soft: str
    success: str
    success_soft: str
    warn: str
    warn_soft: str
    error: str
    error_hover: str
    error_soft: str
    on_error: str
    demo: str
    demo_soft: str
    risk_rh: str
    risk_rh_soft: str
    risk_arse: str
    risk_arse_soft: str
    risk_arce: str
    risk_arce_soft: str
    reception_high: str
    reception_high_soft: str
    reception_intermediate: str
    reception_intermediate_soft: str
    reception_low: str
    reception_low_soft: str
    reception_not_acute: str
    reception_not_acute_soft: str
    neutral: str
    neutral_soft: str
    shadow: str
    scrim: str
    alarm_high: str
    on_alarm_high: str
    alarm_medium: str
    on_alarm_medium: str
    alarm_low: str
    on_alarm_low: str
    wall: str
    sector: str
    wave_ecg: str
    wave_pleth: str
    wave_art: str
    wave_resp: str
    wave_co2: str
    wave_other: str


LIGHT: Final = Palette(
    canvas="#f4f6f8",
    surface="#ffffff",
    raised="#ffffff",
    sunken="#edf0f3",
    hover="#eaeef2",
    pressed="#dfe5ea",
    line="#dce2e8",
    line_strong="#82909d",
    text="#15202b",
    text_muted="#4d5b68",
    text_faint="#5f6d79",
    accent="#0b766e",
    accent_hover="#095f59",
    accent_pressed="#074c47",
    on_accent="#ffffff",
    accent_soft="#e0f1ef",
    accent_text="#07564f",
    focus="#15202b",
    info="#2a568f",
    info_soft="#e8eff8",
    success="#2c6a3a",
    success_soft="#e6f2e8",
    warn="#7a5000",
    warn_soft="#f8f0dd",
    error="#9a3a12",
    error_hover="#7f2f0e",
    error_soft="#faebe4",
    on_error="#ffffff",
    demo="#4a4470",
    demo_soft="#ebe9f5",
    risk_rh="#2f6b2f",
    risk_rh_soft="#e5f1e3",
    risk_arse="#4343a8",
    risk_arse_soft="#e9e9fa",
    risk_arce="#8d1560",
    risk_arce_soft="#fae6f2",
    reception_high="#a3243b",
    reception_high_soft="#fbe8eb",
    reception_intermediate="#7a5a00",
    reception_intermediate_soft="#faf1d2",
    reception_low="#2b6b3f",
    reception_low_soft="#e3f2e7",
    reception_not_acute="#28599a",
    reception_not_acute_soft="#e6eefa",
    neutral="#4d5b68",
    neutral_soft="#edf0f3",
    shadow="#2615202b",
    scrim="#7315202b",
    alarm_high="#d00d12",
    on_alarm_high="#ffffff",
    alarm_medium="#f5c400",
    on_alarm_medium="#1d1700",
    alarm_low="#00b5c8",
    on_alarm_low="#00171a",
    wall="#cfd6dd",
    sector="#ffffff",
    wave_ecg="#0d7031",
    wave_pleth="#3a4fb0",
    wave_art="#9c2377",
    wave_resp="#4d5b68",
    wave_co2="#6a3fa0",
    wave_other="#4d5b68",
)

DARK: Final = Palette(
    canvas="#11171d",
    surface="#182028",
    raised="#202a33",
    sunken="#0d1217",
    hover="#222c35",
    pressed="#2a3641",
    line="#2b3640",
    line_strong="#71808e",
    text="#e8edf1",
    text_muted="#aab6c1",
    text_faint="#95a2ae",
    accent="#46b8ac",
    accent_hover="#62c8bd",
    accent_pressed="#7dd5cb",
    on_accent="#06201d",
    accent_soft="#14322f",
    accent_text="#7fd6cc",
    focus="#f2f6f9",
    info="#93bcf0",
    info_soft="#182b44",
    success="#86cc94",
    success_soft="#16311d",
    warn="#dcb062",
    warn_soft="#34290f",
    error="#ee9a78",
    error_hover="#f3b095",
    error_soft="#3b2116",
    on_error="#2a0f05",
    demo="#bdb5ea",
    demo_soft="#29264a",
    risk_rh="#8fcf88",
    risk_rh_soft="#1b321a",
    risk_arse="#aeb0ff",
    risk_arse_soft="#25264d",
    risk_arce="#f29acb",
    risk_arce_soft="#431634",
    reception_high="#f29aa8",
    reception_high_soft="#43191f",
    reception_intermediate="#e0bf5c",
    reception_intermediate_soft="#352b0c",
    reception_low="#88cf9c",
    reception_low_soft="#173120",
    reception_not_acute="#97bdf3",
    reception_not_acute_soft="#182c49",
    neutral="#aab6c1",
    neutral_soft="#232d36",
    shadow="#80000000",
    scrim="#99000000",
    alarm_high="#ff5050",
    on_alarm_high="#000000",
    alarm_medium="#ffd60a",
    on_alarm_medium="#1d1700",
    alarm_low="#22d7ea",
    on_alarm_low="#00171a",
    wall="#000000",
    sector="#0b1015",
    wave_ecg="#4ade80",
    wave_pleth="#93a9ff",
    wave_art="#f29ad0",
    wave_resp="#d3dbe2",
    wave_co2="#c3a2f5",
    wave_other="#aab6c1",
)

CONTRAST: Final = Palette(
    canvas="#000000",
    surface="#000000",
    raised="#0a0a0a",
    sunken="#141414",
    hover="#2a2a2a",
    pressed="#3a3a3a",
    line="#8c8c8c",
    line_strong="#ffffff",
    text="#ffffff",
    text_muted="#ededed",
    text_faint="#d6d6d6",
    accent="#5ff0c8",
    accent_hover="#8ff5d9",
    accent_pressed="#b5f9e7",
    on_accent="#000000",
    accent_soft="#00513f",
    accent_text="#b5fff0",
    focus="#ffffff",
    info="#9cc9ff",
    info_soft="#001b3d",
    success="#8df0a0",
    success_soft="#002b0a",
    warn="#ffc98a",
    warn_soft="#3a2200",
    error="#ffb0a0",
    error_hover="#ffc8bc",
    error_soft="#4a0f00",
    on_error="#000000",
    demo="#d2ccff",
    demo_soft="#1e1a4d",
    risk_rh="#9cf094",
    risk_rh_soft="#0b2b08",
    risk_arse="#c4c6ff",
    risk_arse_soft="#1c1d66",
    risk_arce="#ffb3de",
    risk_arce_soft="#52003a",
    reception_high="#ffb3c0",
    reception_high_soft="#570012",
    reception_intermediate="#f5d77a",
    reception_intermediate_soft="#3a2c00",
    reception_low="#9df0b5",
    reception_low_soft="#003014",
    reception_not_acute="#b0d2ff",
    reception_not_acute_soft="#00265c",
    neutral="#ededed",
    neutral_soft="#262626",
    shadow="#80000000",
    scrim="#cc000000",
    alarm_high="#ff6161",
    on_alarm_high="#000000",
    alarm_medium="#ffe000",
    on_alarm_medium="#000000",
    alarm_low="#00e5ff",
    on_alarm_low="#000000",
    wall="#454545",
    sector="#000000",
    wave_ecg="#6dffa0",
    wave_pleth="#aebfff",
    wave_art="#ffb0e0",
    wave_resp="#ffffff",
    wave_co2="#d9c0ff",
    wave_other="#e0e0e0",
)
"""White on black for weak eyes: text reaches 7:1 (WCAG 2.1, 1.4.6), frames are white."""
