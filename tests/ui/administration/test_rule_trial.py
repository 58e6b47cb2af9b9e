"""Trying rules on the stored cases: who would move, from where to where, and why; stopped when wanted."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.people.model import NewPerson, Sex
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.kernel.errors import KnownError
from app.kernel.progress import Progress
from app.security.roles import Role
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import OpenSection, SignIn, press, settled, words_in
from tests.ui.administration.test_rule_versions import new_version, rules_of
from tests.ui.conftest import settle
from ui.administration.rules.section import RulesSection
from ui.administration.rules.trial_view import TrialView
from ui.theme import apply_theme


@pytest.fixture
def cases(station: Station, sign_in: SignIn) -> list[str]:
    """Two women over 35, who would move, and one who would not."""
    nurse, ids = sign_in(Role.NURSE), []
    for number, age in enumerate((40.0, 38.0, 30.0)):
        person = station.people.register(
            nurse,
            NewPerson(
                full_name=f"{('Ana', 'Bia', 'Cida')[number]} Sintética de Teste",
                birth_date=date(1986, 1, 2 + number),
                sex=Sex.FEMALE,
                mother_name=f"Mãe Sintética {('Rosa', 'Lia', 'Eva')[number]}",
                no_document_reason="Dados sintéticos",
                municipality_code="2408102",
                municipality_name="Natal",
                synthetic=True,
            ),
        )
        found = station.pregnancies.open(nurse, person.id)
        form = ReferralForm(age_years=age, conditions_asked=ALL_CONDITIONS)
        station.assessments.save(nurse, found.id, form)
        ids.append(found.id)
    return ids


def open_trial(section: RulesSection, station: Station, sign_in: SignIn, qtbot: QtBot) -> TrialView:
    loaded = new_version(station, sign_in)
    section.open_subject(loaded.sha256)
    section.refresh()
    settled(qtbot)
    assert section.version is not None
    section.version.tabs.choose(1)
    return section.version.trial


@pytest.fixture
def trial(open_section: OpenSection, station: Station, sign_in: SignIn, qtbot: QtBot, cases: list[str]) -> TrialView:
    """Opened by a nurse: whoever approves may look first."""
    return open_trial(rules_of(open_section(Role.NURSE, "rules")), station, sign_in, qtbot)


def test_the_trial_tells_how_many_who_and_why(trial: TrialView, qtbot: QtBot) -> None:
    assert "Quem mudaria de classe com estas regras?" in words_in(trial)
    press(trial, "Experimentar")
    settled(qtbot)
    assert trial.report is not None
    assert (trial.report.moved, trial.report.cases) == (2, 3)
    words = words_in(trial)
    assert "de 3 classificações mudariam de classe" in words
    assert "Por causa de: Idade (2)." in words
    line = [trial.model.data(trial.model.index(0, column)) for column in range(4)]
    assert line[1:] == ["● Habitual → ◆ Alto, sem encaminhar", "1 → 5", "Idade"]
    assert trial.progress.isHidden()


def test_enter_opens_the_record_of_a_woman_who_would_move(
    trial: TrialView, qtbot: QtBot, cases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[tuple[str, str | None]] = []
    trial.start()
    settled(qtbot)
    host = trial._host
    monkeypatch.setattr(host, "context", replace(host.context, navigate=lambda *where: went.append(where)))
    trial.table.setFocus()
    trial.table.selectRow(0)
    QTest.keyClick(trial.table, Qt.Key.Key_Return)
    assert went[0][0] == "pregnancy"
    assert went[0][1] in cases


def test_one_sort_of_move_can_be_shown_alone(trial: TrialView, qtbot: QtBot) -> None:
    trial.start()
    settled(qtbot)
    trial._filter(("RH", "ARSE"))
    assert trial.model.rowCount() == 2
    trial._filter(("RH", "ARCE"))
    assert trial.model.rowCount() == 0


def test_a_trial_can_be_stopped_and_begun_again(
    trial: TrialView, qtbot: QtBot, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_session: object, _sha256: str, progress: Progress) -> None:
        trial.stop()
        progress.step(0, 3)

    with monkeypatch.context() as patch:
        patch.setattr(station.rule_admin, "try_on_stored_cases", stopped)
        trial.start()
        settled(qtbot)
    assert "A experiência foi interrompida." in words_in(trial)
    assert trial.progress.isHidden()
    trial.start()
    settled(qtbot)
    assert trial.report is not None


def test_a_trial_that_fails_says_why(
    trial: TrialView, qtbot: QtBot, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed(*_: object) -> None:
        raise KnownError("rules.not_found")

    monkeypatch.setattr(station.rule_admin, "try_on_stored_cases", failed)
    trial.start()
    settled(qtbot)
    assert trial.states.state == "wrong"
    assert "Estas regras não estão nesta estação" in words_in(trial)


def test_without_stored_cases_it_says_so(
    open_section: OpenSection, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    trial = open_trial(rules_of(open_section(Role.COORDINATOR, "rules")), station, sign_in, qtbot)
    trial.start()
    settled(qtbot)
    assert "Ainda não há classificações guardadas" in words_in(trial)


@pytest.mark.parametrize("scale", [100, 150])
def test_the_result_is_whole_in_every_size(
    trial: TrialView,
    qtbot: QtBot,
    light: QApplication,
    scale: int,
    open_section: OpenSection,
    station: Station,
    sign_in: SignIn,
) -> None:
    apply_theme(light, "light", scale)
    page = open_section(Role.DOCTOR, "rules")
    page.resize(1276 if scale == 150 else 1158, 620)
    section = rules_of(page)
    section.open_version(next(one.sha256 for one in section._known if not one.in_force))
    assert section.version is not None
    section.version.tabs.choose(1)
    section.version.trial.start()
    settled(qtbot)
    settle()
    assert complaints(page) == []
