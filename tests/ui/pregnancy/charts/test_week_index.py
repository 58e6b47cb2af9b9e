"""The index of each weight by its week: with the class of the row that a unit's file has, and as shipped without."""

from datetime import UTC, datetime, timedelta

import pytest

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.series import WEIGHT, Body, Chart, Measured, build_charts
from app.clinic.prenatal.weight import FILE as WEIGHT_FILE
from app.clinic.prenatal.weight import load_weight_figures
from tests.ui.clinical import LMP, Desk, words_in
from tests.ui.conftest import Show
from tests.ui.pregnancy.charts.test_charts_tab import desk, measured, opened, view
from ui.pregnancy.charts.chart_view import ChartView
from ui.pregnancy.charts.section import ChartsSection

__all__ = ["desk", "measured"]


def test_as_shipped_the_weight_has_its_index_and_one_sentence_says_why_no_class(
    desk: Desk, pregnancy: Pregnancy, measured: None
) -> None:
    section = opened(desk, pregnancy)
    shown = view(section, Chart.WEIGHT_GAIN)
    assert shown.reading.text().endswith("21s5d · IMC 24,6")
    said = words_in(section)
    assert said.count("O IMC aparece sem classe: a tabela por semana não tem linha para estas semanas") == 1
    says = [cells[3] for cells in _table_cells(section) if "ganho" in cells[2]]
    assert says == ["IMC 24,6"]


@pytest.mark.parametrize(
    ("kilograms", "words"),
    [
        (51, "IMC 19,9, baixo peso"),
        (51.2, "IMC 20,0, adequado"),
        (64, "IMC 25,0, sobrepeso"),
        (80, "IMC 31,3, obesidade"),
    ],
)
def test_a_row_of_the_week_gives_the_index_its_class_and_its_source(show: Show, kilograms: float, words: str) -> None:
    row = "rows:\n    - {week: 20, low_below: 20.0, adequate_to: 24.9, overweight_to: 30.0}"  # synthetic figures
    figures = load_weight_figures(WEIGHT_FILE.read_text(encoding="utf-8").replace("rows: []", row).encode())

    def shown(*weeks: int) -> ChartView:
        at = datetime(2026, 2, 20, 12, tzinfo=UTC)
        values = [
            Measured(str(week), WEIGHT, LMP + timedelta(weeks=week, days=6), at, kilograms, is_exam=False)
            for week in weeks
        ]
        chart = ChartView(build_charts(values, LMP, Body(None, 160), figures)[0])
        show(chart)
        return chart

    one = shown(20)
    assert f"{words} nesta semana" in one.reading.text()
    assert "IMC por semana · Atalah" in words_in(one)
    assert "não tem linha" not in words_in(one)
    assert "Onde falta a classe, a tabela não tem linha para a semana." in words_in(shown(19, 20))


def _table_cells(section: ChartsSection) -> list[list[str]]:
    model = section.table.model()
    rows = range(model.rowCount())
    return [[str(model.index(at, column).data() or "") for column in range(model.columnCount())] for at in rows]
