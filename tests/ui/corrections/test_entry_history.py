"""What was wrong stays readable: struck out, with who, when and why."""

from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.clinic.pregnancies.model import Observation, Pregnancy
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.conftest import Show
from ui.corrections.entries import Entry, chains, entry
from ui.corrections.entry_history import EntryHistory
from ui.texts.formats import show_number

ZONE = "America/Fortaleza"


def words_of(found: Observation) -> str:
    return f"{show_number(float(found.value))} kg" if isinstance(found.value, float) else ""


def history(station: Station, session: Session, of: Pregnancy) -> EntryHistory:
    rows = [one for one in station.pregnancies.observations(session, of.id) if one.code == "weight_kg"]
    (chain,) = chains(entry(one, words_of(one)) for one in rows)
    return EntryHistory(chain, ZONE, station.corrections.moved_away(session, of.id))


def lines(widget: QWidget) -> list[tuple[str, bool]]:
    return [(one.text(), one.font().strikeOut()) for one in widget.findChildren(QLabel)]


def test_a_corrected_value_stands_struck_out_below_the_one_that_holds(
    station: Station, nurse: Session, pregnancy: Pregnancy, weight: Observation, show: Show
) -> None:
    station.pregnancies.correct(nurse, weight.id, 65.2, "erro de digitação")
    found = show(history(station, nurse, pregnancy))
    (holds, _, wrong, _, why) = lines(found)
    assert (holds, wrong) == (("65,2 kg", False), ("62,5 kg", True))
    assert why[0].endswith("por Ana Sintética: erro de digitação")
    assert complaints(found) == []


def test_an_entry_that_was_struck_out_says_so(
    station: Station, nurse: Session, pregnancy: Pregnancy, weight: Observation, light: QApplication
) -> None:
    station.pregnancies.correct(nurse, weight.id, None, "anotado duas vezes")
    (wrong, _, why) = lines(history(station, nurse, pregnancy))
    assert wrong == ("62,5 kg", True)
    assert why[0].startswith("Riscado em")
    assert why[0].endswith("anotado duas vezes")


def test_a_moved_entry_leaves_its_trace_on_both_sides(
    station: Station,
    nurse: Session,
    pregnancy: Pregnancy,
    right: Pregnancy,
    weight: Observation,
    light: QApplication,
) -> None:
    station.corrections.move_observation(nurse, weight.id, right.id, "prontuário trocado")
    (wrong, _, why) = lines(history(station, nurse, pregnancy))
    assert wrong == ("62,5 kg", True)
    assert why[0].startswith("Passado para a pessoa certa em")
    assert why[0].endswith("prontuário trocado")
    (holds, _, origin) = lines(history(station, nurse, right))
    assert holds == ("62,5 kg", False)
    assert origin[0] == "Trazido do prontuário errado: prontuário trocado"


def test_chains_follow_the_order_of_what_holds(weight: Observation) -> None:
    first = entry(weight, "1")
    fixed = Entry("fix", "2", first.recorded_at, first.by, None, "erro")
    other = Entry("other", "3", first.recorded_at, first.by)
    wrong = Entry("wrong", "1", first.recorded_at, first.by, "fix")
    assert chains([other, wrong, fixed]) == ((other,), (fixed, wrong))
