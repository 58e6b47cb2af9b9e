"""Import, duplicates, corrections, the reason for opening."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.security.roles import Role
from ui.administration.page import AdministrationPage
from ui.administration.people_import.section import PeopleImportSection
from ui.commands.screenshots.stage import Stage

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


def _write(stage: Stage) -> Path:
    path = stage.station.folders.home / "gestantes-da-area.csv"
    path.write_text(_TABLE, encoding="utf-8")
    return path


def _section(stage: Stage, key: str) -> object:
    page = stage.enter(Role.COORDINATOR, "administration", key).current()
    assert isinstance(page, AdministrationPage)
    return page.page


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (("people import", people_import),)
