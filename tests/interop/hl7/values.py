"""Values of the ward for property tests: whatever a device may say, within what the catalogue knows."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
from hypothesis import strategies as st

from app.interop.hl7.writing import STEPS
from app.ward.catalogue import vital_signs, waveforms
from app.ward.signals import DeviceAlert, Numeric, Observation, Phase, SignOfLife, Source, WaveBlock

RECEIVED = 1000.0
_LETTERS = st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"))
texts = st.text(_LETTERS, min_size=1, max_size=30).map(str.strip).filter(bool)
_TYPES = frozenset({"EUI-64", "UUID", "URN", "ISO", "UID"})
_named: st.SearchStrategy[str] = st.one_of(st.from_regex(r"[0-9A-F]{16}", fullmatch=True), texts)
_devices = _named.filter(lambda text: text.upper() not in _TYPES)
_plain = texts.filter(lambda text: text != '""')
sources = st.builds(
    Source, _devices, st.one_of(st.just(""), _plain), st.one_of(st.just(""), _plain), simulated=st.booleans()
)
_zones = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
stamps = st.one_of(
    st.none(),
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.one_of(st.none(), st.just(UTC), _zones)).map(
        lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
    ),
)


@st.composite
def numerics(draw: st.DrawFn, vital: str) -> Numeric:
    """One number within what its vital sign may be, perhaps with limits."""
    low, high = vital_signs()[vital].possible
    within = st.floats(low, high).filter(lambda value: value not in (-100.0,)).map(lambda value: round(value, 6))
    value = draw(st.one_of(st.none(), within))
    bounds = sorted((draw(within), draw(within)))
    kept = draw(st.tuples(st.booleans(), st.booleans()))
    return Numeric(vital, value, (bounds[0] if kept[0] else None, bounds[1] if kept[1] else None))


@st.composite
def blocks(draw: st.DrawFn, wave: str) -> WaveBlock:
    """A block of samples that lie on the grid of the wire; some are missing."""
    step = STEPS[waveforms()[wave].unit]
    whole = draw(st.lists(st.one_of(st.none(), st.integers(-32766, 32766)), min_size=1, max_size=40))
    samples = np.array([np.nan if one is None else one * step for one in whole], dtype=np.float32)
    rate = draw(st.sampled_from([0.5, 62.5, 124.9, 125.0, 250.0, 500.0]))
    return WaveBlock(wave, rate, RECEIVED - len(samples) / rate, samples)


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    """Some vital signs and waveforms of one device."""
    vitals = draw(st.lists(st.sampled_from(sorted(vital_signs())), unique=True, max_size=6))
    waves = draw(st.lists(st.sampled_from(sorted(waveforms())), unique=True, max_size=3))
    return Observation(
        draw(sources),
        RECEIVED,
        tuple(draw(numerics(one)) for one in vitals),
        tuple(draw(blocks(one)) for one in waves),
        draw(stamps),
    )


@st.composite
def alerts(draw: st.DrawFn) -> DeviceAlert:
    """An alarm in any phase, about a vital sign or about nothing known."""
    vital = draw(st.sampled_from(["", *sorted(vital_signs())]))
    number = draw(numerics(vital)) if vital else Numeric("", None)
    return DeviceAlert(
        draw(sources),
        RECEIVED,
        alert=draw(_plain),
        event=draw(st.sampled_from(["MDC_EVT_HI", "MDC_EVT_LEADS_OFF", "MDCX_EVT_ALERT_ADVISORY", "197000"])),
        text=draw(st.one_of(st.just(""), texts)),
        phase=draw(st.sampled_from(list(Phase))),
        state=draw(st.sampled_from(["", "inactive", "active", "latched"])),
        inactivation=draw(st.sampled_from(["", "enabled", "audio-paused", "alert-acknowledged"])),
        priority=draw(st.sampled_from(["", "PH", "PM", "PL", "PN"])),
        kind=draw(st.sampled_from(["", "SP", "ST", "SA"])),
        vital=vital,
        value=number.value,
        limits=number.limits,
        device_time=draw(stamps),
    )


signs_of_life = st.builds(SignOfLife, sources, st.just(RECEIVED), leaving=st.booleans())
