"""Makes the picture of a ward from its feed: one thread takes items, the window looks at what stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.ward.alarms.engine import STATION
from app.ward.alarms.model import BedState
from app.ward.alarms.signs import signs
from app.ward.catalogue import vital_signs, waveforms
from app.ward.feed.items import Alarms, BedLine, FeedItem, Layout, Numbers, Waves
from app.ward.picture.model import BedStanding, ShownAlarm, ShownBed, ShownNumber, ShownTrace
from app.ward.picture.rings import TraceRings

_FIRST_ROWS: Final = 192


class PictureBuilder:
    """A `WardPicture` that `take` keeps up to date. `now` is the monotonic clock of the signals."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.revision = 0
        self.rings = TraceRings(_FIRST_ROWS)
        self._beds: dict[str, ShownBed] = {}
        self._order: tuple[str, ...] = ()
        self._shown: tuple[ShownBed, ...] = ()
        self._rows = 0
        self._states: dict[str, BedState] = {}

    @property
    def beds(self) -> Sequence[ShownBed]:
        """The sectors in the order of the ward; the tuple is replaced, never changed."""
        return self._shown

    @property
    def station_alarms(self) -> tuple[ShownAlarm, ...]:
        """What alarms and belongs to no bed: the loudspeaker, the disk, the way to others."""
        state = self._states.get(STATION)
        return _shown_alarms(state) if state is not None else ()

    def state(self, bed: str) -> BedState | None:
        """All that stands of a bed's alarms, with its limits; None before anything was told of it."""
        return self._states.get(bed)

    def take(self, item: FeedItem) -> None:
        """Take one item; of a bed that the layout does not know nothing is shown."""
        match item:
            case Layout():
                self._arrange(item.beds)
            case Waves():
                self._draw(item)
            case Numbers():
                self._number(item)
            case Alarms():
                self._alarm(item.state)

    def _arrange(self, lines: Sequence[BedLine]) -> None:
        known = self._beds
        self._beds = {line.bed: self._placed(known.get(line.bed), line) for line in lines}
        self._order = tuple(self._beds)
        self._publish()

    def _placed(self, before: ShownBed | None, line: BedLine) -> ShownBed:
        """The sector of a bed; what was seen of another patient or device does not stay."""
        standing = _standing(line)
        shown = before or ShownBed(line.bed, line.label, standing)
        if before is not None and (before.stay != line.stay or before.standing is not standing):
            for trace in before.traces:
                self.rings.forget(trace.row)
            shown = replace(before, numbers=(), simulated=False, signal_at=float("-inf"))
        return replace(shown, label=line.label, person=line.person, standing=standing, age=line.age, stay=line.stay)

    def _draw(self, item: Waves) -> None:
        bed = self._beds.get(item.bed)
        if bed is None or bed.standing is not BedStanding.WATCHED:
            return
        known = waveforms()
        rows = {trace.wave: trace.row for trace in bed.traces}
        fresh = [block.wave for block in item.blocks if block.wave not in rows and block.wave in known]
        if fresh:
            traces = [*bed.traces, *(ShownTrace(wave, self._new_row()) for wave in dict.fromkeys(fresh))]
            traces.sort(key=lambda trace: known[trace.wave].order)
            rows = {trace.wave: trace.row for trace in traces}
            self._put(replace(bed, traces=tuple(traces), simulated=bed.simulated or item.simulated))
        for block in item.blocks:
            if block.wave in rows:
                self.rings.put(rows[block.wave], block, known[block.wave].shown)

    def _new_row(self) -> int:
        if self._rows == len(self.rings):
            self.rings = self.rings.larger(2 * len(self.rings))
        self._rows += 1
        return self._rows - 1

    def _number(self, item: Numbers) -> None:
        bed = self._beds.get(item.bed)
        if bed is None or bed.standing is not BedStanding.WATCHED:
            return
        numbers = {number.vital: number for number in bed.numbers}
        for numeric in item.numerics:
            numbers[numeric.vital] = ShownNumber(numeric.vital, numeric.value, item.at, numeric.limits)
        signs = vital_signs()
        ordered = tuple(numbers[vital] for vital in signs if vital in numbers)
        simulated = bed.simulated or item.simulated
        self._put(_with_state(replace(bed, numbers=ordered, simulated=simulated, signal_at=item.at), self._states))

    def _alarm(self, state: BedState) -> None:
        before = self._states.get(state.bed)
        self._states[state.bed] = state
        bed = self._beds.get(state.bed)
        if bed is not None and (before is None or _differs(before, state)):
            self._put(_with_state(bed, self._states))

    def _put(self, bed: ShownBed) -> None:
        self._beds[bed.bed] = bed
        self._publish()

    def _publish(self) -> None:
        self._shown = tuple(self._beds[bed] for bed in self._order)
        self.revision += 1


def _standing(line: BedLine) -> BedStanding:
    if line.device:
        return BedStanding.WATCHED
    return BedStanding.NO_DEVICE if line.occupied else BedStanding.EMPTY


def _differs(before: BedState, after: BedState) -> bool:
    return (before.alarms, before.silence, before.limits, before.settings) != (
        after.alarms,
        after.silence,
        after.limits,
        after.settings,
    )


def _with_state(bed: ShownBed, states: Mapping[str, BedState]) -> ShownBed:
    """The bed with its alarms, the limits beside its numbers, and the numbers that alarm."""
    state = states.get(bed.bed)
    if state is None:
        return bed
    shown = _shown_alarms(state)
    loud = _on_numbers(shown)
    numbers = tuple(
        replace(number, limits=_limits(state, number), alarm=loud.get(number.vital)) for number in bed.numbers
    )
    return replace(bed, alarms=shown, numbers=numbers, silence=state.silence, settings=state.settings)


def _shown_alarms(state: BedState) -> tuple[ShownAlarm, ...]:
    each = zip(state.alarms, signs(state, state.at).alarms, strict=True)
    return tuple(ShownAlarm(alarm, sign) for alarm, sign in each if not alarm.covered)


def _on_numbers(alarms: Sequence[ShownAlarm]) -> dict[str, ShownAlarm]:
    """Vital sign → the worst alarm that stands on it; the worst stand first."""
    found: dict[str, ShownAlarm] = {}
    for shown in alarms:
        if shown.alarm.deviation is not None and shown.alarm.is_there:
            found.setdefault(shown.alarm.deviation.vital, shown)
    return found


def _limits(state: BedState, number: ShownNumber) -> tuple[float | None, float | None]:
    """What this ward watches; where it watches nothing, what the device itself has set."""
    limits = state.limits.get(number.vital)
    return (limits.low, limits.high) if limits is not None else number.limits
