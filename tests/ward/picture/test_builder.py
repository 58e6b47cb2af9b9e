"""The picture that grows from a feed: what came is shown, of whom it came, and nothing longer than it holds."""

from dataclasses import replace

import numpy as np
import pytest

from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Alarm, BedState, Deviation, Silence
from app.ward.alarms.signs import Light
from app.ward.alarms.words import Bound, Kind, Presence, Priority
from app.ward.feed.items import Alarms, BedLine, Layout, Numbers, Waves
from app.ward.picture.builder import PictureBuilder
from app.ward.picture.model import BedStanding, ShownBed
from app.ward.signals import Numeric, WaveBlock

NOW = 500.0
LINE = BedLine("b1", "Leito 01", "M.S.", occupied=True, device="monitor-1")
FREE = BedLine("b2", "Leito 02")


@pytest.fixture
def picture() -> PictureBuilder:
    built = PictureBuilder(lambda: NOW)
    built.take(Layout((LINE, FREE)))
    return built


def waves(bed: str = "b1", *codes: str) -> Waves:
    blocks = tuple(WaveBlock(code, 250, NOW - 1, np.full(250, 0.4, np.float32)) for code in codes or ("ecg_ii",))
    return Waves(bed, blocks, simulated=True)


def alarm(presence: Presence = Presence.ON, covered: bool = False) -> Alarm:
    return Alarm(
        *("b1", "spo2_low", "", Kind.PHYSIOLOGICAL, Priority.HIGH, False, True, presence, NOW, ("limit:spo2",)),
        deviation=Deviation("spo2", 84.0, 90.0, Bound.LOW),
        covered=covered,
    )


def state(*alarms: Alarm, silence: Silence | None = None) -> Alarms:
    return Alarms(BedState("b1", NOW, alarms, silence or Silence(), limits=defaults(AgeClass.ADULT)))


def bed(picture: PictureBuilder, name: str = "b1") -> ShownBed:
    return {each.bed: each for each in picture.beds}[name]


def test_beds_stand_in_the_order_of_the_ward_with_what_is_known_of_them(picture: PictureBuilder) -> None:
    assert [each.label for each in picture.beds] == ["Leito 01", "Leito 02"]
    assert [each.standing for each in picture.beds] == [BedStanding.WATCHED, BedStanding.EMPTY]


def test_waves_and_numbers_of_a_bed_are_shown_in_the_order_of_the_catalogue(picture: PictureBuilder) -> None:
    picture.take(waves("b1", "resp", "ecg_ii", "pleth"))
    picture.take(Numbers("b1", NOW, (Numeric("spo2", 97.0), Numeric("heart_rate", 80.0)), simulated=True))
    shown = bed(picture)
    assert [trace.wave for trace in shown.traces] == ["ecg_ii", "pleth", "resp"]
    assert [number.vital for number in shown.numbers] == ["heart_rate", "spo2"]
    assert shown.simulated and shown.signal_at == NOW


def test_samples_lie_in_the_row_of_their_trace(picture: PictureBuilder) -> None:
    picture.take(waves("b1", "pleth"))
    (trace,) = bed(picture).traces
    drawn = picture.rings.window(round((NOW - 1) * 250), round(NOW * 250))[trace.row]
    assert np.allclose(drawn, 0.4)


def test_more_traces_than_there_was_room_for_keep_what_was_drawn() -> None:
    picture = PictureBuilder(lambda: NOW)
    beds = [BedLine(f"b{at}", str(at), occupied=True, device=str(at)) for at in range(120)]
    picture.take(Layout(tuple(beds)))
    for line in beds:
        picture.take(waves(line.bed, "ecg_ii", "pleth", "art"))
    for shown in picture.beds:
        for trace in shown.traces:
            drawn = picture.rings.window(round((NOW - 1) * 250), round(NOW * 250))[trace.row]
            assert not np.isnan(drawn).any()


def test_the_limits_that_the_ward_watches_stand_beside_the_numbers(picture: PictureBuilder) -> None:
    picture.take(Numbers("b1", NOW, (Numeric("spo2", 97.0, (85.0, None)),)))
    assert bed(picture).numbers[0].limits == (85.0, None)
    picture.take(state())
    watched = defaults(AgeClass.ADULT)["spo2"]
    assert bed(picture).numbers[0].limits == (watched.low, watched.high)


def test_an_alarm_colours_its_number_and_flashes_until_somebody_has_seen_it(picture: PictureBuilder) -> None:
    picture.take(Numbers("b1", NOW, (Numeric("spo2", 84.0),)))
    picture.take(state(alarm()))
    assert bed(picture).alarms[0].sign.light is Light.FAST and bed(picture).numbers[0].alarm is bed(picture).alarms[0]
    picture.take(state(alarm(Presence.ACKNOWLEDGED)))
    assert bed(picture).alarms[0].sign.light is Light.STEADY and bed(picture).numbers[0].alarm is bed(picture).alarms[0]
    picture.take(state())
    assert bed(picture).alarms == () and bed(picture).numbers[0].alarm is None


def test_an_alarm_that_came_before_its_number_marks_the_number_when_it_comes(picture: PictureBuilder) -> None:
    picture.take(state(alarm()))
    picture.take(Numbers("b1", NOW, (Numeric("spo2", 84.0),)))
    assert bed(picture).numbers[0].alarm is bed(picture).alarms[0]


def test_what_another_alarm_says_already_is_not_said_twice(picture: PictureBuilder) -> None:
    picture.take(state(alarm(), alarm(covered=True)))
    assert len(bed(picture).alarms) == 1


def test_a_pause_is_shown_with_its_end(picture: PictureBuilder) -> None:
    picture.take(state(silence=Silence(audio_until=NOW + 120, who="ana")))
    assert bed(picture).silence.audio_until == NOW + 120


def test_a_repeated_state_changes_nothing(picture: PictureBuilder) -> None:
    picture.take(state(alarm()))
    before = picture.revision
    picture.take(state(alarm()))
    assert picture.revision == before


def test_of_another_patient_nothing_of_the_former_is_seen(picture: PictureBuilder) -> None:
    picture.take(waves())
    picture.take(Numbers("b1", NOW, (Numeric("spo2", 84.0),)))
    row = bed(picture).traces[0].row
    picture.take(Layout((BedLine("b1", "Leito 01", "J.A.", occupied=True, device="monitor-1", stay="another"), FREE)))
    assert bed(picture).numbers == ()
    assert np.isnan(picture.rings.window(round((NOW - 1) * 250), round(NOW * 250))[row]).all()


def test_signals_for_a_bed_that_nobody_knows_or_that_is_free_are_not_shown(picture: PictureBuilder) -> None:
    before = picture.revision
    picture.take(waves("b2"))
    picture.take(Numbers("b9", NOW, (Numeric("spo2", 84.0),)))
    assert picture.revision == before


def test_of_another_patient_with_the_same_initials_nothing_of_the_former_is_seen() -> None:
    picture = PictureBuilder(lambda: NOW)
    picture.take(Layout((replace(LINE, stay="stay-1"),)))
    picture.take(waves("b1", "pleth"))
    picture.take(Numbers("b1", NOW, (Numeric("spo2", 97.0),)))
    picture.take(Layout((replace(LINE, stay="stay-2"),)))
    shown = bed(picture)
    assert shown.numbers == () and shown.signal_at == float("-inf")
    assert np.isnan(picture.rings.window(round((NOW - 1) * 250), round(NOW * 250))[shown.traces[0].row]).all()


def test_the_same_patient_under_another_name_keeps_what_was_seen() -> None:
    picture = PictureBuilder(lambda: NOW)
    picture.take(Layout((replace(LINE, stay="stay-1"),)))
    picture.take(Numbers("b1", NOW, (Numeric("spo2", 97.0),)))
    picture.take(Layout((replace(LINE, stay="stay-1", person="Maria Sintética"),)))
    assert bed(picture).person == "Maria Sintética" and len(bed(picture).numbers) == 1
