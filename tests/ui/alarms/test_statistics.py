"""Response times are shown with how many cases they rest on, as figures, bars, a paper and a table."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.security.roles import Role
from tests.router.history.kept import a_day, answered, keep
from tests.ui.alarms.conftest import Bench
from tests.ui.clinical import words_in
from ui.alarms.page import AlarmsPage
from ui.alarms.statistics.page import StatisticsPage, build
from ui.alarms.statistics.view import PRESENCE


@pytest.fixture
def page(bench: Bench) -> StatisticsPage:
    a_day(bench.place.store, bench.place.bed, bench.place.clock.now() - timedelta(days=2))
    made = build(bench.context(Role.COORDINATOR))
    bench.open(made)
    return made


def test_key_figures_and_groups_are_shown_on_one_scale(page: StatisticsPage) -> None:
    said = words_in(page)
    for words in ("75 %", "18 de 24", "16 s", "32 s", "8 até o último destino"):
        assert words in said
    bars = page.view.bars
    assert [name for name, _ in bars["priority"].groups] == ["*** Crítico", "** Intermediário"]
    assert [name for name, _ in bars["shift"].groups] == ["Dia", "Noite"]
    assert [name for name, _ in bars["bed"].groups] == ["Leito 01", "Leito 02", "Leito 03"]
    assert len({round(one.x_of(60.0), 3) for one in bars.values()}) == 1
    page.view.measure.set_value(PRESENCE)
    page.view.show_measure()
    assert "Poucos casos" in bars["shift"].accessibleDescription()
    assert bars["shift"].bar_of(1).width() == 0
    assert bars["shift"].bar_of(0).width() > 0


def test_few_cases_give_no_median(bench: Bench) -> None:
    keep(bench.place.store, answered(bed=bench.place.bed[0]), bench.place.clock.now() - timedelta(hours=1))
    page = build(bench.context())
    bench.open(page)
    assert "Poucos casos (1)" in words_in(page)
    assert "Com menos de 5 casos não há mediana" in words_in(page)


def test_a_period_without_alarms_says_so_and_offers_no_paper(bench: Bench, page: StatisticsPage) -> None:
    page.period.set_value(1)
    page.read()
    bench.settle()
    assert page.states.state == "empty"
    assert not page.print.isEnabled()
    page.print_current()
    assert not page.pages.shows_paper


def test_the_figures_are_seen_as_a_paper_and_saved_as_a_table(
    bench: Bench, page: StatisticsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.print.click()
    assert page.pages.shows_paper
    assert page.step_back()
    path = tmp_path / "times.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.save.click()
    bench.settle()
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 1 + 2 + 2 + 3
    assert lines[1].startswith("Todos;Todos;24;3;0;10;8;21;16,000;83,000;18;24")


def test_the_place_keeps_a_tab_and_opens_one_by_its_name(bench: Bench) -> None:
    place = AlarmsPage(bench.context())
    bench.open(place, subject="statistics")
    assert isinstance(place.screen_of("statistics"), StatisticsPage)
    bench.settle()
    place.arrive(None)
    bench.settle()
    assert place.tabs.current() == [tab.key for tab in place.offered].index("statistics")
    place.open_tab("history")
    bench.settle()
    assert place.screen_of("history") is not None
    place.leave()
