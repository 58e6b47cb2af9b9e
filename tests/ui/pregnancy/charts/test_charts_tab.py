"""The charts as pictures: range, lines and markers are there in both themes; keys, table, and what is missing."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.prenatal.exams_service import NewResult
from app.clinic.prenatal.series import Chart
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import LMP, PASSWORD, Desk, OpenDesk, words_in
from tests.ui.conftest import settle
from ui.pregnancy.charts.body_sheet import BodySheet
from ui.pregnancy.charts.chart_view import ChartView
from ui.pregnancy.charts.plot import Plot
from ui.pregnancy.charts.section import FIGURES, ChartsSection
from ui.theme import apply_theme, current_theme

TODAY = LMP + timedelta(days=21 * 7 + 5)


@pytest.fixture
def desk(open_desk: OpenDesk, nurse: Session) -> Desk:
    """The nurse's window."""
    return open_desk(nurse)


@pytest.fixture
def measured(station: Station, nurse: Session, pregnancy: Pregnancy) -> None:
    """Weight, pressure and heart rate of some weeks."""

    def at(code: str, value: float, week: int) -> NewResult:
        return NewResult(code, value, LMP + timedelta(weeks=week))

    news = [at("systolic_mmhg", value, week) for week, value in ((8, 110), (14, 118), (20, 145))]
    news += [at("diastolic_mmhg", value, week) for week, value in ((8, 70), (14, 74), (20, 80))]
    news += [at("fetal_heart_rate", value, week) for week, value in ((14, 150), (20, 140))]
    station.exams.record_all(nurse, pregnancy.id, news)
    body = [NewObservation("weight_before_kg", 58), NewObservation("height_cm", 160), NewObservation("weight_kg", 63)]
    station.pregnancies.record(nurse, pregnancy.id, body)


def opened(desk: Desk, pregnancy: Pregnancy) -> ChartsSection:
    desk.go("pregnancy", f"{pregnancy.id}/charts")
    desk.settle()
    settle()
    record = desk.pregnancies.record
    assert record is not None
    section = record.section
    assert isinstance(section, ChartsSection)
    return section


def view(section: ChartsSection, chart: Chart) -> ChartView:
    return next(one for one in section.views if one.series.chart is chart)


def plot(section: ChartsSection, chart: Chart) -> Plot:
    found = view(section, chart).plot
    assert found is not None
    return found


def picture(widget: Plot) -> QImage:
    settle()
    image: QImage = widget.grab().toImage()
    return image


def colours(image: QImage) -> Counter[str]:
    return Counter(image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))


def parts(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def mixed(token: str, alpha: int) -> str:
    """A colour laid over the ground of the chart."""
    over, ground = parts(current_theme().color(token)), parts(current_theme().color("surface"))
    return QColor(*(round((a * alpha + b * (255 - alpha)) / 255) for a, b in zip(over, ground, strict=True))).name()


def near(counted: Counter[str], wanted: str) -> int:
    """How many pixels have this colour, give or take the rounding of blending."""
    target = parts(QColor(wanted))
    return sum(
        count
        for name, count in counted.items()
        if max(abs(a - b) for a, b in zip(parts(QColor(name)), target, strict=True)) <= 2
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_usual_range_and_the_values_are_seen_in_the_picture(
    desk: Desk, pregnancy: Pregnancy, measured: None, light: QApplication, theme: str
) -> None:
    apply_theme(light, theme)
    counted = colours(picture(plot(opened(desk, pregnancy), Chart.FETAL_HEART_RATE)))
    assert near(counted, current_theme().hex("accent")) > 60
    assert near(counted, mixed("success", 48)) > 2000
    assert near(counted, current_theme().hex("surface")) > 5000


def test_a_change_of_theme_repaints_the_charts_that_stand_open(
    desk: Desk, pregnancy: Pregnancy, measured: None, light: QApplication
) -> None:
    shown = plot(opened(desk, pregnancy), Chart.BLOOD_PRESSURE)
    before = colours(picture(shown)).most_common(1)[0][0]
    apply_theme(light, "dark")
    after = colours(picture(shown)).most_common(1)[0][0]
    assert (before, after) == ("#ffffff", current_theme().hex("surface"))


def test_two_lines_differ_in_marker_and_line_and_carry_their_names(
    desk: Desk, pregnancy: Pregnancy, measured: None
) -> None:
    shown = plot(opened(desk, pregnancy), Chart.BLOOD_PRESSURE)
    drawn = [one for one in shown.getPlotItem().listDataItems() if one.opts["symbol"] is not None]
    assert len({one.opts["symbol"] for one in drawn}) == 2
    assert len({one.opts["pen"].style() for one in drawn}) == 2
    said = {one.toPlainText() for one in shown.getPlotItem().items if hasattr(one, "toPlainText")}
    assert {"sistólica", "diastólica", "sistólica 140", "diastólica 110"} <= said


def test_the_recommended_gain_is_drawn_at_term_alone(desk: Desk, pregnancy: Pregnancy, measured: None) -> None:
    section = opened(desk, pregnancy)
    image = picture(plot(section, Chart.WEIGHT_GAIN))
    soft = mixed("success", 48)
    columns = [x for x in range(image.width()) if _count(image, x, lambda name: near(Counter([name]), soft) > 0) > 3]
    assert columns
    assert min(columns) > image.width() * 0.85
    assert "A fonte não dá o ganho por semana." in words_in(view(section, Chart.WEIGHT_GAIN))


def _count(image: QImage, x: int, fits: Callable[[str], bool]) -> int:
    return sum(1 for y in range(image.height()) if fits(image.pixelColor(x, y).name()))


def test_arrow_keys_walk_through_the_points_and_read_them_out(desk: Desk, pregnancy: Pregnancy, measured: None) -> None:
    section = opened(desk, pregnancy)
    shown, said = plot(section, Chart.BLOOD_PRESSURE), view(section, Chart.BLOOD_PRESSURE).reading
    shown.setFocus()
    assert "145 mmHg" in said.text()
    assert "Hipertensão" in said.text()
    desk.press(Qt.Key.Key_Left)
    assert "118 mmHg" in said.text()
    assert "14s0d" in said.text()
    desk.press(Qt.Key.Key_Down)
    assert "diastólica 74 mmHg" in said.text()
    desk.press(Qt.Key.Key_Home)
    desk.press(Qt.Key.Key_Left)
    assert "diastólica 70 mmHg" in said.text()
    assert shown.accessibleDescription() == said.text()
    desk.press(Qt.Key.Key_End)
    assert "80 mmHg" in said.text()


def test_the_chart_under_the_keys_is_framed_and_its_point_ringed(
    desk: Desk, pregnancy: Pregnancy, measured: None
) -> None:
    section = opened(desk, pregnancy)
    shown = plot(section, Chart.FETAL_HEART_RATE)
    before = colours(picture(shown))
    shown.setFocus()
    framed = colours(picture(shown))
    assert near(framed, current_theme().hex("accent")) > near(before, current_theme().hex("accent")) + 500
    assert near(framed, current_theme().hex("focus")) > near(before, current_theme().hex("focus"))
    section.switch.setFocus()
    assert near(colours(picture(shown)), current_theme().hex("accent")) == near(before, current_theme().hex("accent"))


def test_the_mouse_reads_the_point_below_it_and_nothing_breaks_when_the_chart_goes(
    desk: Desk, pregnancy: Pregnancy, measured: None
) -> None:
    section = opened(desk, pregnancy)
    shown = plot(section, Chart.BLOOD_PRESSURE)
    spot = shown.mapFromScene(shown.getPlotItem().getViewBox().mapViewToScene(QPointF(8, 110)))
    _hover(shown, QPointF(spot))
    assert "110 mmHg" in view(section, Chart.BLOOD_PRESSURE).reading.text()
    desk.pregnancies.close_record()
    desk.settle()
    settle()


def _hover(shown: Plot, spot: QPointF) -> None:
    place = shown.viewport().mapToGlobal(spot)
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, spot, QPointF(place), none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(shown.viewport(), event)


def test_what_is_missing_for_the_weight_is_said_and_can_be_given_here(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    station.pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 63)])
    section = opened(desk, pregnancy)
    assert "Faltam o peso antes da gestação e a altura" in words_in(section)
    desk.tab_to("tell_body")
    desk.press(Qt.Key.Key_Space)
    sheet = desk.findChild(BodySheet)
    assert isinstance(sheet, BodySheet)
    desk.type("59,5")
    desk.press(Qt.Key.Key_Tab)
    desk.type("500")
    desk.press(Qt.Key.Key_Return)
    assert sheet.fields["height_cm"].error
    sheet.fields["height_cm"].control.line.setText("161")  # type: ignore[attr-defined]  # a number field
    sheet.submit()
    desk.settle()
    settle()
    assert "ganho +3,5 kg" in words_in(section)


def test_an_unlikely_height_is_asked_about_once(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    station.pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 63)])
    section = opened(desk, pregnancy)
    section.tell_body()
    sheet = desk.findChild(BodySheet)
    assert isinstance(sheet, BodySheet)
    height: Any = sheet.fields["height_cm"].control
    height.line.setText("120")
    sheet.submit()
    desk.settle()
    assert "salve de novo" in sheet.fields["height_cm"].error
    sheet.submit()
    desk.settle()
    assert [one.value for one in station.pregnancies.observations(nurse, pregnancy.id) if one.code == "height_cm"] == [
        120
    ]


def test_the_same_values_stand_in_a_table_and_escape_goes_back_to_the_pictures(
    desk: Desk, pregnancy: Pregnancy, measured: None
) -> None:
    section = opened(desk, pregnancy)
    section.switch.setFocus()
    desk.press(Qt.Key.Key_Right)
    assert section.switch.value() == FIGURES
    model = section.table.model_of_groups
    cells = [model.index(line, 2).data() for line in range(model.rowCount())]
    assert "sistólica 145 mmHg" in cells
    assert "ganho +5,0 kg" in cells
    assert section.step_back()
    assert section.ways.currentIndex() == 0
    assert not section.step_back()


def test_nothing_measured_says_where_values_come_from(desk: Desk, pregnancy: Pregnancy) -> None:
    section = opened(desk, pregnancy)
    assert section.states.state == "empty"
    assert "aparecem aqui" in words_in(section)


def test_values_of_an_undated_pregnancy_are_counted_and_the_reason_is_said(
    open_desk: OpenDesk, station: Station, nurse: Session, woman: Any
) -> None:
    undated = station.pregnancies.open(nurse, woman.id, None)
    station.exams.record(nurse, undated.id, NewResult("fetal_heart_rate", 150, date(2026, 2, 2)))
    said = words_in(opened(open_desk(nurse), undated))
    assert "Falta a idade gestacional" in said
    assert "1 valor sem semana não é desenhado." in said


def test_the_charts_are_named_and_reached_in_order_at_every_text_size(
    desk: Desk, pregnancy: Pregnancy, measured: None, light: QApplication
) -> None:
    assert complaints(opened(desk, pregnancy)) == []
    apply_theme(light, "light", 150)
    desk.pregnancies.close_record()
    desk.settle()
    assert complaints(opened(desk, pregnancy)) == []


def test_a_student_sees_the_charts_and_is_asked_for_nothing(
    open_desk: OpenDesk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    station.pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 63)])
    said = words_in(opened(open_desk(station.sign_in.sign_in("student", PASSWORD)), pregnancy))
    assert "Peso e ganho de peso" in said
    assert "Informar" not in said
