"""Import, duplicates, corrections, the reason for opening."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.security.roles import Role
from ui.administration.duplicates.merges_list import UndoSheet
from ui.administration.duplicates.section import DuplicatesSection
from ui.administration.page import AdministrationPage
from ui.administration.people_import.section import PeopleImportSection
from ui.commands.screenshots.stage import Stage
from ui.corrections.move import Movable, MoveSheet, Moving
from ui.corrections.strike_out import StrikeOutForm
from ui.pregnancy.screen import Pregnancies
from ui.pregnancy.words import gestational_words
from ui.widgets.confirm_sheet import ConfirmSheet

_TABLE = """Nome da paciente;DN;Sexo;Nome da mãe;CNS;Telefone;Cidade;Observação
Ana Fictícia de Souza Dantas;12/04/1998;F;Rita Fictícia de Souza;700000000035710;(84) 99999-0101;Natal;
Bruna Fictícia Lima;03/09/2001;F;Sônia Fictícia Lima;;(84) 99999-0102;Parnamirim;mudou-se
Carla Fictícia Bezerra;31/02/1995;F;Vera Fictícia Bezerra;;84 99999-0103;Natal;
Dalva Fictícia Nunes;07/11/1989;F;;;(84) 99999-0104;Natal;
Elza Fictícia Rocha;15/06/1993;feminino;Marta Fictícia Rocha;;123;Extremoz;
Fátima Fictícia Alves;22/01/2000;F;Neide Fictícia Alves;;(84) 99999-0106;Nova Cidade;
Gilda Fictícia Moura;18/08/1996;X;Ivone Fictícia Moura;;(84) 99999-0107;Natal;
Helena Fictícia Prado;09/12/1999;F;Olga Fictícia Prado;;(84) 99999-0108;Natal;
Ana Fictícia de Souza Dantas;12/04/1998;F;Rita Fictícia de Souza;;(84) 99999-0101;Natal;repetida
Íris Fictícia Sales;27/05/1994;F;Lúcia Fictícia Sales;;(84) 99999-0109;Macaíba;
"""


def people_import(stage: Stage) -> None:
    """Nothing chosen, the columns, what would come in and what not, and what came in."""
    section = _section(stage, "people_import")
    assert isinstance(section, PeopleImportSection)
    stage.shoot("import-empty")
    path = _write(stage)
    section.open_file(path)
    stage.settle()
    stage.shoot("import-columns")
    assert section.mapping is not None
    section.mapping.options.no_document.set_value("Traz o documento na próxima consulta")
    section.mapping.submit()
    stage.settle()
    stage.shoot("import-checked")
    assert section.outcome is not None
    section.outcome.store_wanted.emit()
    stage.settle()
    stage.shoot("import-stored")
    path.unlink()


def duplicates(stage: Stage) -> None:
    """The likely pairs, one side by side, the merges, undoing one; the other record of somebody."""
    section = _section(stage, "duplicates")
    assert isinstance(section, DuplicatesSection)
    stage.shoot("duplicates")
    pair = section.pairs.pairs[0]
    section.open_pair(pair.first.person_id, pair.second.person_id)
    stage.settle()
    stage.shoot("duplicates-compare")
    assert section.compare is not None
    section.compare.merge()
    stage.shoot("duplicates-reason-missing")
    section.step_back()
    section.tabs.choose(1)
    stage.shoot("duplicates-merges")
    section.merges.undo_wanted.emit(stage.station.duplicates.merges(stage.session(Role.COORDINATOR))[0])
    stage.shoot("duplicates-undo")
    stage.window.findChildren(UndoSheet)[-1].leave()
    section.open_subject(pair.first.person_id)
    stage.shoot("duplicates-find-other")


def opening_reason(stage: Stage) -> None:
    """A woman of another unit is opened."""
    nurse = stage.session(Role.NURSE)
    found = stage.station.people.search(nurse, "Terezinha Enseada").hits
    stage.enter(Role.NURSE, "reception", found[0].person_id)
    stage.shoot("opening-reason")


def corrections(stage: Stage) -> None:
    """A wrong entry is struck out; one goes to the right woman."""
    shell = stage.enter(Role.NURSE, "pregnancy")
    nurse, station = stage.session(Role.NURSE), stage.station
    one, other = station.pregnancies.list(nurse).rows[:2]
    context = shell.context
    words = f"{one.shown_name}, {gestational_words(one.gestational_age)}"
    strike = StrikeOutForm(shell, words, lambda _reason: None)
    stage.shoot("corrections-strike-out")
    strike.leave()
    moving = Moving(Movable.PREGNANCY, one.pregnancy_id, words, one.shown_name, one.pregnancy_id)
    sheet = MoveSheet(shell, context, moving)
    sheet.choice.search.set_value(other.shown_name)
    stage.until(lambda: sheet.choice.model.rowCount() > 0, "the people found")
    stage.shoot("corrections-move-search")
    sheet.choice.list.opened.emit(other.person_id)
    stage.settle()
    stage.shoot("corrections-move-to")
    sheet.leave()


def exports(stage: Stage) -> None:
    """The list of pregnancies with its export, what is said before, and after."""
    place = stage.enter(Role.COORDINATOR, "pregnancy").current()
    assert isinstance(place, Pregnancies)
    exporting = place.list.exporting
    exporting.begin()
    stage.shoot("export-warning")
    stage.window.findChildren(ConfirmSheet)[-1].no.click()
    path = stage.station.folders.home / "gestantes.csv"
    exporting.save(path)
    stage.settle()
    stage.shoot("export-done")
    path.unlink()


def _write(stage: Stage) -> Path:
    path = stage.station.folders.home / "gestantes-da-area.csv"
    path.write_text(_TABLE, encoding="utf-8")
    return path


def _section(stage: Stage, key: str) -> object:
    page = stage.enter(Role.COORDINATOR, "administration", key).current()
    assert isinstance(page, AdministrationPage)
    return page.page


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("people import", people_import),
    ("duplicates", duplicates),
    ("corrections", corrections),
    ("opening reason", opening_reason),
    ("exports", exports),
)
