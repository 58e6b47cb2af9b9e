"""What the gateway tells a page: plain values for JSON, with ages instead of times, as the page's clock is its own."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from app.interop.datagram_values import waves_by_code
from app.phones.words import Words
from app.router.receiver.model import Row
from app.router.receiver.reports import Report, Reports, granted
from app.router.receiver.signals import Number
from app.router.receiver.state import ReceiverState
from app.router.requests import Agreement, Beds, HistoryStep
from app.ward.catalogue import vital_signs, waveforms
from app.ward.feed.items import Waves
from app.ward.sound.bursts import pulse_values, shapes

Told = dict[str, Any]
_PRIORITIES: Final = 3


def signature(state: ReceiverState, row: Row) -> tuple[object, ...]:
    """Whatever of a row a page paints, besides how long ago it was."""
    return row.version, row.old, row.mine, row.asks, row.waits, state.answers(row)


def row_of(state: ReceiverState, row: Row, words: Words, now: float) -> Told:
    """One alarm of the list."""
    note, answer = row.note, row.answer
    return {
        "bed": note.bed,
        "alarm": note.alarm,
        "version": row.version,
        "label": note.label,
        "person": note.person,
        "title": words.condition(note),
        "priority": min(note.priority, _PRIORITIES - 1),
        "lethal": note.lethal,
        "asks": row.asks,
        "mine": row.mine,
        "old": row.old,
        "lasting": note.lasting,
        "continuing": note.continuing,
        "attempt": note.attempt,
        "standing": row.standing.value,
        "occasion": words(f"router.occasion_{note.occasion.value}"),
        "began": now - row.began_at,
        "ended": None if row.ended_at is None else now - row.ended_at,
        "holders": [{"name": one.name, "since": now - one.since} for one in row.holders],
        "answers": [one.value for one in state.answers(row)],
        "waits": row.waits,
        "refused": words.error(answer.refused) if answer is not None and answer.refused else "",
    }


def agreement_of(text: Agreement | None, words: Words) -> Told:
    """The agreement of confidentiality that is still to be accepted; `version` "": none is."""
    if text is None:
        return {"t": "agreement", "version": ""}
    day = "/".join(reversed(text.issued.split("-")))
    return {
        "t": "agreement",
        "version": text.version,
        "issued": day,
        "title": text.title(words.column),
        "paragraphs": list(text.read(words.column)),
    }


def asking(rows: Sequence[Row]) -> list[int]:
    """How many alarms of each priority ask for this person; all that a locked page is told."""
    counts = [0] * _PRIORITIES
    for row in rows:
        if row.asks:
            counts[min(row.note.priority, _PRIORITIES - 1)] += 1
    return counts


def beds_of(beds: Beds, age: float, words: Words) -> Told:
    """The beds, with what may be asked of each and until when; `age` seconds after the node said so."""
    return {
        "t": "beds",
        "beds": [
            {
                "bed": one.bed,
                "label": one.label,
                "holder": one.holder,
                "stay": one.stay,
                "rules": {data.value: rule for data, rule in one.rules.items()},
                "wanted": {data.value: max(0.0, left - age) for data, left in one.wanted.items()},
                "limits": {
                    vital: {"low": limits.low, "high": limits.high}
                    for vital, limits in one.limits.items()
                    if vital in vital_signs()
                },
            }
            for one in beds.beds
        ],
        "silent": ", ".join(beds.silent),
        "station": None
        if beds.station is None
        else {
            "rules": {data.value: rule for data, rule in beds.station.rules.items()},
            "wanted": {data.value: max(0.0, left - age) for data, left in beds.station.wanted.items()},
        },
        "settings": [
            {
                "bed": one.bed,
                "vital": one.vital,
                "low": one.limits.low,
                "high": one.limits.high,
                "state": one.state,
                "said": words(f"phones.setting_{one.state}"),
                "who": one.who,
                "ago": one.ago + age,
            }
            for one in beds.settings
        ],
    }


def others_of(beds: Beds, age: float, reports: Reports, words: Words, now: float) -> dict[str, list[Told]]:
    """What devices report besides signals and alarms, by bed ("": at none), as far as it is granted now."""
    found = {}
    for bed in (*beds.beds, *((beds.station,) if beds.station is not None else ())):
        shown = granted(beds, age, bed, reports)
        if shown:
            found[bed.bed] = [_other(one, words, now) for one in shown]
    return found


def _other(one: Report, words: Words, now: float) -> Told:
    title, said = words.report(one)
    return {"title": title, "said": said, "old": one.is_old(now), "ago": round(now - one.at, 1)}


def numbers_of(found: Mapping[str, Number], now: float) -> Told:
    """The newest numbers of a bed, each with its age."""
    return {
        vital: [one.numeric.value, round(now - one.at, 1), *one.numeric.limits]
        for vital, one in found.items()
        if vital in vital_signs()
    }


def wave_of(waves: Waves) -> list[Told]:
    """Samples as bytes (0 a gap, 1 to 255 from `low` to `high` of the catalogue), in base64."""
    return [
        {
            "t": "wave",
            "bed": waves.bed,
            "wave": block.wave,
            "data": base64.b64encode(waves_by_code()[block.wave].data(block.samples).tobytes()).decode("ascii"),
        }
        for block in waves.blocks
        if block.wave in waves_by_code()
    ]


def history_of(bed: str, alarm: str, steps: Sequence[HistoryStep], words: Words) -> Told:
    """The timeline of an alarm."""
    return {
        "t": "history",
        "bed": bed,
        "alarm": alarm,
        "steps": [
            {"ago": one.ago, "said": words(f"router.step_{one.step}"), "level": one.level, "who": _who(one)}
            for one in steps
        ],
    }


def _who(step: HistoryStep) -> str:
    return " · ".join(dict.fromkeys(one for one in (step.name, step.receiver) if one))


def catalogue(words: Words) -> Told:
    """What never changes while the page is open: vital signs, waveforms, and how an alarm sounds."""
    return {
        "vitals": {
            code: {
                "label": words.label(one.label),
                "unit": one.unit,
                "decimals": one.decimals,
                "fresh": one.fresh_seconds,
                "group": one.group,
            }
            for code, one in vital_signs().items()
        },
        "waves": {
            code: {
                "label": words.label(form.label),
                "rate": waves_by_code()[code].rate_hz,
                "low": waves_by_code()[code].low,
                "high": waves_by_code()[code].high,
                "shown": form.shown,
                "group": form.group,
            }
            for code, form in waveforms().items()
            if code in waves_by_code()
        },
        "sound": {
            "pulse": msgspec.to_builtins(pulse_values()),
            "bursts": {kind.value: msgspec.to_builtins(one) for kind, one in shapes().items()},
        },
    }
