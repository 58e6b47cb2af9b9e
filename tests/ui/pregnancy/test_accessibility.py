"""Every clinical screen without a mouse, with weak eyes, with a screen reader: both languages, 100 and 150 %."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.risk.forms import ReferralForm
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import Desk, OpenDesk
from tests.ui.conftest import settle
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.buttons import Button

LOOKS = [("pt_BR", 100), ("en", 100), ("pt_BR", 150), ("en", 150)]


@pytest.fixture(params=LOOKS, ids=lambda one: f"{one[0]}-{one[1]}")
def look(request: pytest.FixtureRequest, light: QApplication) -> None:
    """Each language at each text size."""
    language, scale = request.param
    choose_language(language)
    apply_theme(light, "light", scale)


@pytest.fixture
def desk(look: None, open_desk: OpenDesk, nurse: Session) -> Desk:
    """The window as it looks then."""
    return open_desk(nurse)


def _nobody(desk: Desk, pregnancy: Pregnancy) -> None:
    desk.reception.finder.search.setText("zulmira")
    desk.reception.finder.look_again()


def _found(desk: Desk, pregnancy: Pregnancy) -> None:
    desk.reception.finder.search.setText("maria")
    desk.reception.finder.look_again()


def _person(desk: Desk, pregnancy: Pregnancy) -> None:
    desk.go("reception", pregnancy.person_id)


def _wrong_form(desk: Desk, pregnancy: Pregnancy) -> None:
    desk.reception.register("Maria Sintética da Silva")
    desk.settle()
    assert desk.reception.form is not None
    desk.reception.form.save()


def _change(desk: Desk, pregnancy: Pregnancy) -> None:
    desk.go("reception", pregnancy.person_id)
    desk.settle()
    assert desk.reception.panel is not None
    desk.reception.panel.edit.emit()


def _list(desk: Desk, pregnancy: Pregnancy) -> None:
    desk.go("pregnancy", None)


def _record(desk: Desk, pregnancy: Pregnancy) -> None:
    desk.go("pregnancy", pregnancy.id)


def _answered(desk: Desk, pregnancy: Pregnancy) -> None:
    _record(desk, pregnancy)
    desk.settle()
    record = desk.pregnancies.record
    assert record is not None
    record.risk.form.answer("asthma", True)
    record.risk.form.answer("anaemia", True)


def _history(desk: Desk, pregnancy: Pregnancy) -> None:
    station, session = desk.context.station, desk.context.session
    station.assessments.save(session, pregnancy.id, ReferralForm(conditions=frozenset({"diabetes"})))
    _record(desk, pregnancy)
    desk.settle()
    record = desk.pregnancies.record
    assert record is not None
    record.risk.show_history()
    record.risk.history.findChildren(Button)[0].click()


def _paper(desk: Desk, pregnancy: Pregnancy) -> None:
    _history(desk, pregnancy)
    assert desk.pregnancies.record is not None
    desk.pregnancies.record.print_current()


@pytest.mark.parametrize(
    "reach", [_nobody, _found, _person, _wrong_form, _change, _list, _record, _answered, _history, _paper]
)
def test_the_screen_is_named_ordered_large_enough_and_uncut(
    desk: Desk, station: Station, pregnancy: Pregnancy, reach: Callable[[Desk, Pregnancy], None]
) -> None:
    reach(desk, pregnancy)
    desk.settle()
    settle()
    assert complaints(desk) == []
