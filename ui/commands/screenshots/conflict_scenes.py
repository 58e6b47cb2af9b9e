"""Disagreements: who has some, one woman's with the choice and its question, without the right to decide, none left."""

from collections.abc import Callable
from typing import Final

from app.security.roles import Role
from app.sync.conflicts import ConflictKind
from app.sync.deciding import Choice
from app.sync.disagreeing import Disagreeing
from ui.commands.screenshots.stage import SceneFailedError, Stage
from ui.conflicts.past_list import PastList
from ui.conflicts.person_page import PersonPage
from ui.conflicts.screen import PAST, Conflicts
from ui.widgets.confirm_sheet import ConfirmSheet


def people(stage: Stage) -> None:
    """Everybody, the gravest first."""
    stage.enter(Role.NURSE, "conflicts")
    stage.shoot("conflicts")


def choosing(stage: Stage) -> None:
    """One woman's: compared, a side chosen, the reason missing, the last question."""
    page = _page(stage, Role.NURSE, ConflictKind.FIELDS)
    stage.shoot("conflicts-person")
    card = page.cards[0]
    card.choose(Choice.OTHER)
    stage.shoot("conflicts-chosen")
    card.ask()
    stage.shoot("conflicts-reason-missing")
    card.reason.set_value("Perguntei a ela")
    card.ask()
    stage.shoot("conflicts-question")
    _question(stage).no.click()


def _question(stage: Stage) -> ConfirmSheet:
    """The one that is asked now; others may not be deleted yet."""
    return next(sheet for sheet in stage.window.findChildren(ConfirmSheet) if sheet.isVisible())


def kinds(stage: Stage) -> None:
    """Two open pregnancies, another dating, an entry corrected twice."""
    _page(stage, Role.NURSE, ConflictKind.PREGNANCY)
    stage.shoot("conflicts-pregnancies")
    _page(stage, Role.NURSE, ConflictKind.FACT, "dating_choice")
    stage.shoot("conflicts-dating")
    _page(stage, Role.NURSE, ConflictKind.FACT, "observation")
    stage.shoot("conflicts-corrected")


def student(stage: Stage) -> None:
    """Both values, and who decides."""
    _page(stage, Role.STUDENT, ConflictKind.FIELDS)
    stage.shoot("conflicts-student")


def badges(stage: Stage) -> None:
    """Beside her name at the reception and in her record."""
    one = _somebody(stage, ConflictKind.FACT, "dating_choice")
    stage.enter(Role.NURSE, "reception", one.person_id)
    stage.shoot("conflicts-badge-reception")
    stage.enter(Role.NURSE, "pregnancy", one.person_id)
    stage.shoot("conflicts-badge-record")


def decided(stage: Stage) -> None:
    """What was decided, and nothing left about her."""
    _decide(stage)
    stage.shoot("conflicts-decided")


def _decide(stage: Stage) -> None:
    page = _page(stage, Role.NURSE, ConflictKind.FACT, "observation")
    card = page.cards[0]
    card.choose(Choice.STANDS)
    card.reason.set_value("Perguntei a ela")
    card.ask()
    _question(stage).yes.click()
    stage.settle()


def past(stage: Stage) -> None:
    """The decisions that were taken, and one with both values. Played alone, one is taken first."""
    if not stage.station.sync.past(stage.session(Role.NURSE)):
        _decide(stage)
    place = stage.enter(Role.NURSE, "conflicts", PAST).current()
    assert isinstance(place, Conflicts) and isinstance(place.past, PastList)
    stage.shoot("conflicts-past")
    place.open_past(str(place.past.topics[0].person_id))
    stage.settle()
    stage.shoot("conflicts-past-person")


def _page(stage: Stage, role: Role, kind: ConflictKind, entity: str = "") -> PersonPage:
    one = _somebody(stage, kind, entity)
    place = stage.enter(role, "conflicts", one.person_id).current()
    assert isinstance(place, Conflicts) and place.page is not None
    return place.page


def _somebody(stage: Stage, kind: ConflictKind, entity: str = "") -> Disagreeing:
    for one in stage.station.sync.disagreements(stage.session(Role.NURSE)):
        if any(topic.kind is kind and entity in ("", topic.entity) for topic in one.topics):
            return one
    raise SceneFailedError(f"nobody disagrees about {kind.value} {entity}")


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("conflicts", people),
    ("conflict chosen", choosing),
    ("conflict kinds", kinds),
    ("conflicts for a student", student),
    ("conflict badges", badges),
    ("conflict decided", decided),
    ("conflicts decided before", past),
)
