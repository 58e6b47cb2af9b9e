"""Allergies: the line beside a name and the part at the desk, the form, the page over a record, two lists compared."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QScrollArea

from app.clinic.allergies.model import AllergyKind, AllergyList, ListState, Severity
from app.security.roles import Role
from ui.allergies.form import AllergyForm
from ui.allergies.part import AllergyPart
from ui.commands.screenshots.stage import SceneFailedError, Stage
from ui.conflicts.screen import Conflicts
from ui.pregnancy.screen import Pregnancies
from ui.reception.screen import Reception


def desk(stage: Stage) -> None:
    """On the panel: not asked yet; the form; a list with its history."""
    part = _at_desk(stage, ListState.NOT_ASKED)
    stage.shoot("allergies-not-asked")
    part.open_form()
    form = part.form
    assert isinstance(form, AllergyForm)
    form.submit()
    _scroll_to_end(stage)
    stage.shoot("allergies-form-missing")
    form.substance.setText("Dipirona")
    form.kind.set_value(AllergyKind.MEDICINE)
    form.severity.set_value(Severity.MODERATE)
    form.reaction.set_value("urticária")
    stage.shoot("allergies-form")
    form.submit()
    stage.settle()
    stage.shoot("allergies-saved")
    part.open_off(part.known.entries[0])
    stage.shoot("allergies-off")


def none_known(stage: Stage) -> None:
    """Asked, and none."""
    _at_desk(stage, ListState.NONE_KNOWN)
    stage.shoot("allergies-none-known")


def record(stage: Stage) -> None:
    """The head of a record, and the page over it."""
    person = _somebody(stage, ListState.SOME)
    place = stage.enter(Role.NURSE, "pregnancy", person).current()
    assert isinstance(place, Pregnancies) and place.record is not None
    stage.shoot("allergies-record")
    place.record.show_allergies()
    stage.settle()
    stage.shoot("allergies-page")


def two_lists(stage: Stage) -> None:
    """Two places wrote without having seen each other."""
    for one in stage.station.sync.disagreements(stage.session(Role.NURSE)):
        if any(topic.entity == "allergy" for topic in one.topics):
            place = stage.enter(Role.NURSE, "conflicts", one.person_id).current()
            assert isinstance(place, Conflicts) and place.page is not None
            stage.shoot("allergies-two-lists")
            stage.enter(Role.NURSE, "pregnancy", one.person_id)
            stage.shoot("allergies-disputed-record")
            return
    raise SceneFailedError("nobody has two lists of allergies")


def _at_desk(stage: Stage, state: ListState) -> AllergyPart:
    place = stage.enter(Role.NURSE, "reception", _somebody(stage, state)).current()
    assert isinstance(place, Reception) and place.panel is not None
    _scroll_to_end(stage)
    return place.panel.allergies


def _somebody(stage: Stage, state: ListState) -> str:
    """Somebody pregnant whose list is in this state."""
    station, session = stage.station, stage.session(Role.NURSE)
    for one in station.pregnancies.list(session).rows:
        known: AllergyList = station.allergies.of_person(session, one.person_id)
        if known.state is state and not known.disputed:
            return one.person_id
    raise SceneFailedError(f"nobody's list is {state.value}")


def _scroll_to_end(stage: Stage) -> None:
    for area in stage.window.findChildren(QScrollArea):
        if area.isVisible():
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum() // 2)
    stage.settle()


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("allergies at the desk", desk),
    ("no allergy known", none_known),
    ("allergies in a record", record),
    ("two lists of allergies", two_lists),
)
