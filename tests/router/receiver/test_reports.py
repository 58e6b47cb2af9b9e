"""What devices report besides signals and alarms, at a receiver: kept by patient, shown as far as it is granted."""

import pytest

from app.interop.datagram_writing import DatagramWriter
from app.router.contents import BedNote
from app.router.links.client import Delivered
from app.router.receiver.reports import MOST_EVENTS, MOST_STANDING, Report, Reports, granted, offers
from app.router.requests import AskBeds, Bed, Beds
from app.router.words import DataClass
from app.ward.reports import topics, value_words
from app.ward.signals import DeviceReport, Source
from tests.router.receiver.told import Told

TOPICS = {"infusion": DataClass.MEDICATION, "environment": DataClass.ENVIRONMENT}


def _bed(**rules: str) -> Bed:
    return Bed("bed-7", "Leito 7", {DataClass(name): rule for name, rule in rules.items()})


def _report(topic: str = "infusion", **values: float | str | None) -> bytes:
    source = Source("router", "Leito 7")
    return DatagramWriter(source).write(DeviceReport(source, 0.0, topic, topics()[topic].priority, values))


def _note(stay: str = "a") -> BedNote:
    return BedNote("bed-7", "Leito 7", "Leito 7", "LTO", stay=stay)


def test_a_report_reaches_the_bed_that_the_node_named_and_no_other() -> None:
    told = Told()
    told.take(Delivered(5, _report(rate=2.0), told.now))
    assert told.state.signals.reports.of("bed-7") == ()
    told.tell(_note(), 5)
    told.take(Delivered(5, _report(drug="midazolam", rate=2.0), told.now))
    (found,) = told.state.signals.reports.of("bed-7")
    assert (found.topic, dict(found.values), found.at) == ("infusion", {"drug": "midazolam", "rate": 2.0}, told.now)


def test_a_report_about_nothing_that_is_known_is_counted() -> None:
    told = Told()
    told.tell(_note(), 5)
    data = _report("environment", temperature=20.0).replace(b"environm", b"something"[:8])
    told.take(Delivered(6, data, told.now))
    assert told.state.signals.unreadable == 1 and told.state.signals.reports.of("bed-7") == ()


def test_the_next_patient_of_a_bed_inherits_no_report() -> None:
    told = Told()
    told.tell(_note("a"), 5)
    told.take(Delivered(5, _report(rate=2.0), told.now))
    told.tell(_note("a"), 5)
    assert told.state.signals.reports.of("bed-7")
    told.tell(_note("b"), 5)
    assert told.state.signals.reports.of("bed-7") == ()


def test_of_a_bed_that_is_granted_no_more_nothing_is_kept_nor_of_the_person_before() -> None:
    told = Told()
    told.tell(_note(), 5)
    told.take(Delivered(5, _report(rate=2.0), told.now))
    told.reply(AskBeds(), Beds((_bed(medication="broadcast"),)))
    assert told.state.signals.reports.of("bed-7")
    told.reply(AskBeds(), Beds(()))
    assert told.state.signals.reports.of("bed-7") == ()
    told.tell(_note(), 5)
    told.take(Delivered(5, _report(rate=2.0), told.now))
    told.state.signed_out()
    assert told.state.signals.reports.of("bed-7") == ()


@pytest.mark.parametrize(
    ("rules", "shown"),
    [
        ({"medication": "broadcast"}, ["infusion"]),
        ({"medication": "on_request"}, []),
        ({"environment": "broadcast"}, ["environment"]),
        ({"biomedical": "broadcast", "equipment": "broadcast"}, ["equipment_status"]),
        ({}, []),
    ],
)
def test_only_what_table_14_grants_is_shown(rules: dict[str, str], shown: list[str]) -> None:
    reports = Reports()
    for topic in ("infusion", "environment", "equipment_status"):
        reports.take("bed-7", Report(topic, {}, 0.0))
    found = granted(Beds((), topics=TOPICS), 1.0, _bed(**rules), reports)
    assert [one.topic for one in found] == shown


def test_what_is_on_request_is_offered_and_shown_until_its_time_is_over() -> None:
    reports, beds = Reports(), Beds((), topics=TOPICS)
    reports.take("bed-7", Report("environment", {"light": 80.0}, 0.0))
    rules = {DataClass.ENVIRONMENT: "on_request", DataClass.HISTORY: "on_request", DataClass.MEDICATION: "broadcast"}
    bed = Bed("bed-7", "Leito 7", rules, wanted={DataClass.ENVIRONMENT: 60.0})
    assert [(one.data, one.left) for one in offers(bed, 20.0)] == [(DataClass.ENVIRONMENT, 40.0)]
    assert len(granted(beds, 59.0, bed, reports)) == 1
    assert [(one.data, one.left) for one in offers(bed, 60.0)] == [(DataClass.ENVIRONMENT, 0.0)]
    assert granted(beds, 60.0, bed, reports) == ()


def test_what_repeats_is_kept_once_and_nothing_grows_without_bound() -> None:
    reports = Reports()
    for at in range(3):
        for drug in ("midazolam", "fentanyl"):
            reports.take("b", Report("infusion", {"drug": drug, "rate": float(at)}, float(at)))
    assert [(one.values["drug"], one.at) for one in reports.of("b")] == [("fentanyl", 2.0), ("midazolam", 2.0)]
    for at in range(100):
        reports.take("b", Report("medication_given", {"drug": "insulin"}, float(at)))
        reports.take("b", Report("equipment_status", {"equipment": str(at)}, float(at)))
    found = reports.of("b")
    assert len(found) == MOST_EVENTS + MOST_STANDING
    assert [one.at for one in found[-MOST_EVENTS:]] == [float(at) for at in range(99, 99 - MOST_EVENTS, -1)]


def test_a_device_that_reports_no_more_is_told_from_one_that_does_and_what_happened_once_never_is() -> None:
    period = topics()["infusion"].period
    assert not Report("infusion", {}, 0.0).is_old(3 * period)
    assert Report("infusion", {}, 0.0).is_old(3 * period + 1)
    assert not Report("medication_given", {}, 0.0).is_old(1e6)


def test_values_are_read_in_words_with_their_units() -> None:
    values: dict[str, float | str | None] = {
        "drug": "noradrenaline",
        "rate": 2.5,
        "left": None,
        "new_one": 1.0,
        "other": "never heard of",
    }
    found = value_words(topics()["infusion"], values, "pt_BR", lambda value: f"{value:g}".replace(".", ","))
    assert found == ("Noradrenalina", "Velocidade 2,5\u00a0ml/h", "Resta –\u00a0ml", "new_one 1", "never heard of")
