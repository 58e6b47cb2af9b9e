"""Former alarms are listed, narrowed and opened; the way of the chosen one stands beside the list."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.security.roles import Role
from tests.router.history.kept import a_day, answered, keep, passed_on
from tests.ui.alarms.conftest import Bench
from tests.ui.clinical import words_in
from ui.alarms.history.page import HistoryPage, build


@pytest.fixture
def page(bench: Bench) -> HistoryPage:
    place, now = bench.place, bench.place.clock.now()
    keep(place.store, answered("desaturation", 0, place.bed[0], after=70.0), now - timedelta(days=3))
    keep(place.store, answered(bed=place.bed[0]), now - timedelta(hours=5))
    keep(place.store, passed_on("heart_rate_high", 1, place.bed[1]), now - timedelta(hours=2))
    made = build(bench.context(Role.COORDINATOR))
    bench.open(made)
    return made


def cells(page: HistoryPage) -> list[list[str]]:
    model = page.model
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return [[str(model.index(at, number).data()) for number in columns] for at in rows]


def test_the_last_day_is_listed_and_the_newest_opened(page: HistoryPage) -> None:
    assert [row[1:5] for row in cells(page)] == [
        ["Leito 02", "** Frequência cardíaca alta", "ninguém", "até o último"],
        ["Leito 01", "*** Assistolia", "Ana Fictícia, 4,0 s", "—"],
    ]
    assert page.count.text() == "2 alarmes, 1 com mais de 1 minuto sem ninguém"
    assert page.title.text() == "Leito 02 · ** Frequência cardíaca alta"
    assert page.timeline.steps.steps.lines[0].what == "Começou"
    assert not page.timeline.lacks.isVisible()


def test_choices_narrow_the_list_and_stay_when_nothing_fits(bench: Bench, page: HistoryPage) -> None:
    page.hours.set_value(168)
    page.read()
    bench.settle()
    assert len(cells(page)) == 3
    page.late.click()
    bench.settle()
    assert [row[2] for row in cells(page)] == ["** Frequência cardíaca alta", "*** Queda grave da saturação"]
    page.who.set_value("u-ana")
    bench.settle()
    assert len(cells(page)) == 2
    page.bed.set_value(bench.place.bed[1])
    page.priorities.set_value(0)
    page.read()
    bench.settle()
    assert page.states.state == "empty"
    assert "Nenhum alarme com estas escolhas" in words_in(page)
    assert (page.bed.currentText(), page.who.currentText()) == ("Leito 02", "Ana Fictícia")


def test_another_alarm_shows_its_own_way(bench: Bench, page: HistoryPage) -> None:
    page.table.selectRow(1)
    bench.settle()
    assert page.title.text() == "Leito 01 · *** Assistolia"
    assert any("Aceito" in line.what for line in page.timeline.steps.steps.lines)


def test_the_list_is_saved_as_a_table(
    bench: Bench, page: HistoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "alarms.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.save.click()
    bench.settle()
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[2].split(";")[1:4] == ["Leito 01", "Assistolia", "Crítico"]
    assert page.banner.isVisible()


def test_a_nurse_prints_and_takes_no_table_away(bench: Bench) -> None:
    keep(bench.place.store, answered(bed=bench.place.bed[0]), bench.place.clock.now() - timedelta(hours=1))
    page = build(bench.context())
    bench.open(page)
    assert not page.save.isVisible()
    assert not page.timeline.save.isVisible()
    page.print_current()
    assert page.pages.shows_paper
    page.step_back()
    page.leave()


def test_an_empty_history_says_so(bench: Bench) -> None:
    page = build(bench.context())
    bench.open(page)
    assert "Nenhum alarme neste período" in words_in(page)


def test_a_history_that_lacks_steps_says_which(bench: Bench) -> None:
    place = bench.place
    steps = answered(bed=place.bed[0])
    keep(place.store, [one for one in steps if one.step != "shown"], place.clock.now() - timedelta(hours=1))
    page = build(bench.context())
    bench.open(page)
    assert page.timeline.lacks.isVisible()
    assert "without shown" in page.timeline.lacks.body.text()


def test_reading_that_is_stopped_can_be_begun_again(bench: Bench, page: HistoryPage) -> None:
    a_day(bench.place.store, bench.place.bed, bench.place.clock.now() - timedelta(hours=23))
    page.read()
    page.counting.stop()
    bench.settle()
    assert "A leitura foi interrompida" in words_in(page)
    page.read()
    bench.settle()
    assert page.states.state == "full"
    assert len(cells(page)) > 20
