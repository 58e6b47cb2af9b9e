"""The time zones of Brazil, as people name them. Pure."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from ui.texts import has_text, tr

_BRAZIL: Final = (
    *("America/Noronha", "America/Belem", "America/Fortaleza", "America/Recife", "America/Maceio", "America/Bahia"),
    *("America/Araguaina", "America/Sao_Paulo", "America/Campo_Grande", "America/Cuiaba", "America/Santarem"),
    *("America/Porto_Velho", "America/Boa_Vista", "America/Manaus", "America/Eirunepe", "America/Rio_Branco"),
)
"""IANA tz database, zone1970.tab, country BR; east to west."""


def offered_zones(stored: str, now: datetime) -> list[tuple[object, str]]:
    """(IANA name, words) of every zone on offer; the stored one is among them whatever it is."""
    names = _BRAZIL if stored in _BRAZIL else (*_BRAZIL, stored)
    return [(name, zone_words(name, now)) for name in names]


def zone_words(name: str, now: datetime) -> str:
    """`Fortaleza (UTC−3)`."""
    city = name.rpartition("/")[2]
    key = f"administration.zone_{city}"
    offset = now.astimezone(ZoneInfo(name)).utcoffset()
    hours = 0 if offset is None else round(offset.total_seconds() / 3600)
    sign = "−" if hours < 0 else "+"
    return f"{tr(key) if has_text(key) else city.replace('_', ' ')} (UTC{sign}{abs(hours)})"
