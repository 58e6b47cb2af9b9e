"""Admitting by bracelet: how many keys, whom the records know, and what a bracelet that is read twice must not do."""

import pytest
from PySide6.QtCore import Qt

from app.ward.alarms.limits import AgeClass
from app.ward.beds.model import DeviceClass
from app.ward.service import UnplacedDevice
from tests.ui.administration.office import press, words_in
from tests.ui.spoken.hearing import Hearing
from tests.ui.ward.beds.conftest import CPF, NAME, BedsDesk
from ui.ward.beds.details import BedDetails


def details(desk: BedsDesk) -> BedDetails:
    (found,) = [one for one in desk.page.findChildren(BedDetails) if one.isVisible()]
    return found


def test_a_person_of_the_records_is_admitted_by_the_bracelet_and_two_keys(desk: BedsDesk) -> None:
    desk.add_beds()
    desk.register()
    desk.open()
    keys = desk.keys(CPF, Qt.Key.Key_Return)
    assert NAME in words_in(desk.page) and "nasceu em 02/01/1994" in words_in(desk.page) and desk.lies(0) == ""
    keys += desk.keys(Qt.Key.Key_Return)
    assert (keys, desk.lies(0)) == (2, CPF)
    assert details(desk).bed.label == "Leito 01"


def test_whoever_no_record_knows_needs_the_age_class_and_three_keys(desk: BedsDesk) -> None:
    desk.add_beds()
    desk.open()
    keys = desk.keys("pulseira-77", Qt.Key.Key_Return)
    assert "Ninguém com este código" in words_in(desk.page)
    keys += desk.keys(Qt.Key.Key_3, Qt.Key.Key_Return)
    assert (keys, desk.lies(0)) == (3, "pulseira-77")
    one = desk.station.beds.beds(desk.nurse)[0].occupant
    assert one is not None and one.age.value == "newborn"


def test_without_the_age_class_nobody_is_admitted_and_the_field_says_so(desk: BedsDesk) -> None:
    desk.add_beds()
    page = desk.open()
    desk.keys("pulseira-77", Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert desk.lies(0) == "" and page.admission is not None
    assert page.admission.fields["age"].error


def test_somebody_without_any_document_is_admitted_under_a_mark_of_the_moment(desk: BedsDesk) -> None:
    desk.add_beds()
    page = desk.open()
    press(page, "Pessoa sem identificação")
    desk.keys(Qt.Key.Key_1, Qt.Key.Key_Return)
    assert desk.lies(0).startswith("Sem identificação")


@pytest.mark.parametrize("code", [CPF, "1213", "11144477735"])
def test_a_bracelet_that_is_read_twice_asks_again_and_admits_nobody_by_itself(desk: BedsDesk, code: str) -> None:
    desk.add_beds()
    desk.register()
    page = desk.open()
    desk.keys(code, Qt.Key.Key_Return)
    for sign in code:
        desk.type_at_once(sign)
    desk.keys(Qt.Key.Key_Return)
    assert desk.lies(0) == "" and page.admission is not None
    assert page.admission.identifier.value() == code and page.admission.who.isVisible()


def test_a_digit_alone_chooses_the_age_class_though_nothing_follows(desk: BedsDesk) -> None:
    desk.add_beds()
    page = desk.open()
    desk.keys("pulseira-77", Qt.Key.Key_Return, Qt.Key.Key_2)
    form = page.admission
    assert form is not None
    desk.qtbot.waitUntil(lambda: form.age.value() is AgeClass.CHILD)
    assert form.identifier.value() == "pulseira-77"


def test_enter_on_a_free_bed_admits_into_that_bed(desk: BedsDesk) -> None:
    desk.add_beds()
    page = desk.open()
    page.table.setFocus()
    page.table.choose(desk.bed[2])
    desk.keys(Qt.Key.Key_Return, "pulseira-9", Qt.Key.Key_Return, Qt.Key.Key_1, Qt.Key.Key_Return)
    assert (desk.lies(0), desk.lies(2)) == ("", "pulseira-9")


def test_whoever_lies_in_a_bed_already_is_said_at_the_bracelet_and_not_admitted_twice(desk: BedsDesk) -> None:
    desk.add_beds()
    desk.register()
    desk.admit(1, CPF)
    page = desk.open()
    desk.keys(CPF, Qt.Key.Key_Return)
    assert page.admission is not None and "Leito 02" in page.admission.fields["identifier"].error
    desk.keys(Qt.Key.Key_Return)
    assert desk.lies(0) == "" and "Leito 02" in page.admission.fields["identifier"].error


def test_the_device_that_names_the_bed_is_put_on_with_two_keys_after_the_admission(desk: BedsDesk) -> None:
    desk.add_beds()
    desk.unplaced = (UnplacedDevice("monitor-9", "9", "", 1.0), UnplacedDevice("monitor-1", "01", "", 4.0))
    desk.open()
    desk.keys("pulseira-1", Qt.Key.Key_Return, Qt.Key.Key_1, Qt.Key.Key_Return)
    assert "diz que está aqui" in words_in(desk.page)
    assert desk.keys(Qt.Key.Key_Return, Qt.Key.Key_Return) == 2
    one = desk.station.beds.beds(desk.nurse)[0].occupant
    assert one is not None
    assert [(each.device, each.device_class) for each in one.devices] == [("monitor-1", DeviceClass.A)]


def test_reading_again_leaves_what_is_typed_where_it_is(desk: BedsDesk) -> None:
    desk.add_beds()
    page = desk.open()
    desk.keys("529")
    desk.look()
    assert page.admission is not None and page.admission.identifier.value() == "529"


@pytest.mark.parametrize(
    ("code", "who"),
    [("pulseira-77", "Ninguém com este código. "), (CPF, f"{NAME}. nasceu em 02/01/1994. ")],
)
def test_whom_a_code_means_and_which_bed_waits_is_said_before_the_age_is_answered(
    desk: BedsDesk, heard: Hearing, code: str, who: str
) -> None:
    desk.add_beds()
    desk.register()
    page = desk.open()
    assert page.beside.panel.accessibleName() == "Internar, Leito 01"
    desk.keys(code, Qt.Key.Key_Return)
    ((words, urgent),) = heard.hear()
    assert words.startswith(who) and words.endswith("Internar no Leito 01.") and urgent
