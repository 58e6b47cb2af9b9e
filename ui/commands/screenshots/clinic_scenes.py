"""Reception and pregnancies, with the palette and the lock over them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.clinic.people.model import NewPerson, PersonHit
from app.clinic.pregnancies.model import PregnancyFilter, PregnancyRow
from app.security.roles import Role
from ui.about.sheet import AboutSheet
from ui.commands.screenshots.stage import Stage
from ui.papers.preview import PaperPreview
from ui.papers.printing import picture
from ui.pregnancy.screen import Pregnancies
from ui.reception.screen import FINDER, Reception
from ui.shell.lock import LockScreen
from ui.shell.palette import Palette

_COMMON_NAME = "maria"
PAGE_WIDTH = 827
"""An A4 sheet at 100 dots per inch."""


def reception(stage: Stage) -> None:
    """Empty, found, not found, one person."""
    place = _reception(stage)
    stage.shoot("reception-empty")
    hits = _find(stage, place, _COMMON_NAME)
    stage.shoot("reception-results")
    known = {hit.person_id for hit in hits}
    rows = stage.station.pregnancies.list(stage.session(Role.NURSE), PregnancyFilter(text=_COMMON_NAME), 0, 200).rows
    place.open_person(next((one.person_id for one in rows if one.person_id in known), hits[0].person_id))
    stage.shoot("reception-person")
    _find(stage, place, "xyzw")
    stage.shoot("reception-nobody-found")


def register(stage: Stage) -> None:
    """A new person: what is missing, and likely duplicates."""
    place = _reception(stage)
    place.register()
    stage.settle()
    assert place.form is not None
    place.form.save()
    stage.shoot("register-problems")
    place.form.keeper.drop()
    place = _reception(stage)
    place.register()
    stage.settle()
    assert place.form is not None
    place.form.begin(_almost(_one_hit(stage)))
    stage.until(lambda: bool(place.duplicates.undecided()), "the likely duplicates")
    stage.shoot("register-duplicates")
    place.form.keeper.drop()
    stage.settle()


def pregnancies(stage: Stage) -> None:
    """The list, whole and of one class, and a record of each class with its card."""
    place = _pregnancies(stage)
    stage.shoot("pregnancies")
    place.list.search.setText(_COMMON_NAME)
    place.list.refresh()
    stage.shoot("pregnancies-filtered")
    for code in ("RH", "ARSE", "ARCE"):
        row = _one_of_class(stage, code)
        place.open(row.pregnancy_id)
        stage.until(lambda: place.record is not None, f"the record of class {code}")
        stage.shoot(f"pregnancy-{code.lower()}")


def unknown(stage: Stage) -> None:
    """A record where answers are missing that could still change the class."""
    place = _pregnancies(stage)
    place.open(_one_of_class(stage, None).pregnancy_id)
    stage.until(lambda: place.record is not None, "the record without a class")
    stage.shoot("pregnancy-unknown")


def history_and_paper(stage: Stage) -> None:
    """The classifications made so far, the print preview, and the first page as it leaves the printer."""
    place = _pregnancies(stage)
    place.open(_one_of_class(stage, "ARCE").pregnancy_id)
    stage.until(lambda: place.record is not None, "the record")
    assert place.record is not None
    place.record.risk.show_history()
    stage.shoot("pregnancy-history")
    stage.clock_moves(60)
    place.print_current()
    stage.shoot("print-preview")
    preview = place.findChild(PaperPreview)
    assert isinstance(preview, PaperPreview)
    stage.keep("printed-page", picture(preview.paper, 0, PAGE_WIDTH))


def over_the_window(stage: Stage) -> None:
    """What lies over the window: search for everything, keys, about, lock."""
    shell = stage.enter(Role.NURSE)
    shell.open_palette()
    stage.shoot("palette")
    palette = shell.findChild(Palette)
    assert isinstance(palette, Palette)
    palette.search.setText(_COMMON_NAME)
    palette.search.searched.emit(_COMMON_NAME)
    stage.settle()
    stage.shoot("palette-people")
    palette.leave()
    shell.show_shortcuts()
    stage.shoot("shortcuts")
    stage.enter(Role.NURSE).show_about()
    stage.until(lambda: stage.window.findChild(AboutSheet) is not None, "the about sheet")
    stage.shoot("about")
    shell = stage.enter(Role.NURSE)
    shell.lock()
    stage.until(lambda: stage.window.findChild(LockScreen) is not None, "the lock screen")
    stage.shoot("locked")


def find_common(stage: Stage) -> None:
    """The reception with many hits."""
    _find(stage, _reception(stage), _COMMON_NAME)


def open_class(stage: Stage, code: str) -> None:
    """The record of a woman of this class."""
    place = _pregnancies(stage)
    place.open(_one_of_class(stage, code).pregnancy_id)
    stage.until(lambda: place.record is not None, f"the record of class {code}")


def _reception(stage: Stage) -> Reception:
    place = stage.enter(Role.NURSE, "reception").current()
    assert isinstance(place, Reception)
    place.parts.choose(FINDER)
    place.finder.search.setFocus()
    return place


def _pregnancies(stage: Stage) -> Pregnancies:
    place = stage.enter(Role.NURSE, "pregnancy").current()
    assert isinstance(place, Pregnancies)
    return place


def _find(stage: Stage, place: Reception, words: str) -> tuple[PersonHit, ...]:
    place.finder.search.setText(words)
    # The pause that a typist gets is for people: asked at once, the answer is there when no operation is left.
    place.finder.search.searched.emit(words)
    stage.settle()
    return stage.station.people.search(stage.session(Role.NURSE), words).hits


def _one_hit(stage: Stage) -> PersonHit:
    return stage.station.people.search(stage.session(Role.NURSE), _COMMON_NAME).hits[0]


def _almost(hit: PersonHit) -> NewPerson:
    """The same woman, with a slip in her name."""
    return NewPerson(
        full_name=hit.full_name.replace("Maria", "Mria", 1),
        birth_date=hit.birth_date,
        sex=hit.sex,
        mother_name=hit.mother_name or "",
        municipality_name=hit.municipality_name,
    )


def _one_of_class(stage: Stage, code: str | None) -> PregnancyRow:
    wanted = PregnancyFilter()
    wanted = replace(wanted, only_unclassified=True) if code is None else replace(wanted, class_codes=frozenset({code}))
    return stage.station.pregnancies.list(stage.session(Role.NURSE), wanted, 0, 1).rows[0]


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("reception", reception),
    ("register", register),
    ("pregnancies", pregnancies),
    ("unknown answers", unknown),
    ("history and paper", history_and_paper),
    ("over the window", over_the_window),
)
