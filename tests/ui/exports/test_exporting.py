"""A file leaves for who may, after a warning, readable by its owner alone; stopped, it does not come to be."""

import csv
import json
import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import Pregnancy
from app.kernel.errors import KnownError
from app.kernel.progress import Progress
from app.security.roles import Action
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import PASSWORD
from tests.ui.conftest import Show, settle
from ui.bridge import operations_under_way
from ui.exports import exporting as module
from ui.exports.exporting import CSV, Export, Exporting, list_export
from ui.pregnancy.export import fhir_export
from ui.shell.context import UiContext
from ui.widgets.confirm_sheet import ConfirmSheet
from ui.widgets.layouts import column


def context_of(station: Station, login: str) -> UiContext:
    session = station.sign_in.sign_in(login, PASSWORD)
    return UiContext(station, session, lambda *_: None, lambda *_: None)


def placed(exporting: Exporting, show: Show) -> QWidget:
    page = QWidget()
    body = column(page, margin=4)
    body.addWidget(exporting.button)
    body.addWidget(exporting)
    body.addStretch(1)
    if not exporting.allowed:
        exporting.button.hide()
    return show(page)


def finish(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)
    settle()


def test_the_warning_comes_before_the_question_where(
    station: Station, pregnancy: Pregnancy, show: Show, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = tmp_path / "gestantes.csv"
    monkeypatch.setattr(module, "ask_where", lambda *_: saved)
    exporting = list_export(context_of(station, "coordinator"), "pregnancies")
    page = placed(exporting, show)
    exporting.button.click()
    sheet = page.findChild(ConfirmSheet)
    assert sheet is not None
    assert sheet.accessibleName() == "O arquivo não é protegido por senha"
    assert not saved.exists()
    sheet.yes.click()
    finish(qtbot)
    with saved.open(encoding="utf-8-sig", newline="") as file:
        (_, row) = csv.reader(file, delimiter=";")
    assert row[0] == "Maria Sintética da Silva"
    if os.name == "posix":
        assert saved.stat().st_mode & 0o777 == 0o600
    assert exporting.result.title.text().startswith("Arquivo salvo em")
    assert exporting.result.body.text() == "Ele não é protegido por senha."
    assert complaints(page) == []


@pytest.mark.parametrize("name", ["people", "pregnancies", "audit"])
def test_a_nurse_is_offered_no_list(station: Station, nurse: Session, name: str) -> None:
    exporting = list_export(UiContext(station, nurse, lambda *_: None, lambda *_: None), name)
    assert not exporting.allowed
    assert exporting.button.isHidden()


@pytest.mark.parametrize("name", ["people", "audit"])
def test_every_list_can_be_saved(
    station: Station, pregnancy: Pregnancy, show: Show, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    exporting = list_export(context_of(station, "coordinator"), name)
    page = placed(exporting, show)
    assert page.isVisible()
    exporting.save(tmp_path / "lista.csv")
    finish(qtbot)
    assert len((tmp_path / "lista.csv").read_text(encoding="utf-8").splitlines()) > 1


def test_one_pregnancy_leaves_as_a_bundle(
    station: Station, nurse: Session, pregnancy: Pregnancy, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    exporting = fhir_export(UiContext(station, nurse, lambda *_: None, lambda *_: None), pregnancy.id)
    page = placed(exporting, show)
    assert page.isVisible()
    exporting.save(tmp_path / "gestacao.json")
    finish(qtbot)
    bundle = json.loads((tmp_path / "gestacao.json").read_text(encoding="utf-8"))
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    assert not fhir_export(context_of(station, "student"), pregnancy.id).allowed


def test_a_stopped_export_leaves_no_file(station: Station, show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    def make(progress: Progress) -> str:
        exporting.cancel()
        progress.step(0, 10)
        return "never"

    export = Export("Exportar", "x.csv", CSV, Action.EXPORT_LIST, make)
    exporting = Exporting(context_of(station, "coordinator"), export)
    page = placed(exporting, show)
    assert page.isVisible()
    exporting.save(tmp_path / "x.csv")
    finish(qtbot)
    assert not (tmp_path / "x.csv").exists()
    assert exporting.result.title.text().startswith("Interrompido a seu pedido.")
    assert exporting.button.isEnabled()


def test_a_folder_that_cannot_be_written_is_explained(
    station: Station, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    def make(_progress: Progress) -> str:
        raise KnownError("reports.cannot_write", path="/nowhere")

    exporting = Exporting(
        context_of(station, "coordinator"), Export("Exportar", "x.csv", CSV, Action.EXPORT_LIST, make)
    )
    page = placed(exporting, show)
    assert page.isVisible()
    exporting.save(tmp_path / "x.csv")
    finish(qtbot)
    assert exporting.result.title.text() == "O arquivo não foi salvo."
    assert "Escolha outra pasta" in exporting.result.body.text()
