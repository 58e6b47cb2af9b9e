"""The tours of the desk and of the ward, from their first step to their end, by somebody who does what they say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import cast

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app.router.delivery.model import Standing
from app.router.node.items import BoardHolder
from app.router.service import RouterService
from app.router.words import Response
from app.security.session import Session
from app.station import Station
from app.ward.node.keys import forget_link, write_link
from app.ward.node.node import WardNode
from app.ward.signals import DeviceAlert, Phase, Source
from tests.ui.alarms.fakes import FakeRouter, entry, taken
from tests.ui.tour.conftest import Walker
from tests.ui.tour.walking import Deed, child, lock, read_help, walk
from tests.ui.ward.desk import BEDS
from ui.commands.screenshots.ward_scenes import Played
from ui.reception.person_form import PersonForm
from ui.ward.beds.page import BedsPage
from ui.ward.page import WardPage


def _find_maria(walker: Walker) -> None:
    walker.keys.press("F3")
    walker.keys.write("maria")
    walker.keys.press("Down", "Return")


def _arrive(walker: Walker) -> None:
    walker.press("board.do_arrive")
    walker.keys.write("febre")
    walker.keys.press("Return")


def _call(walker: Walker) -> None:
    walker.press("board.do_call")
    walker.keys.write("Sala 2")
    walker.keys.press("Return")


def _register(walker: Walker) -> None:
    walker.keys.press("F3")
    walker.keys.write("Zulmira Inventada da Silva")
    walker.press("reception.register_this")
    form = child(walker, PersonForm)
    assert isinstance(form, PersonForm)
    fields = form.fields
    fields.sex.set_value("female")
    fields.birth.set_day(date(1994, 3, 12))
    fields.lines["mother_name"].setText("Rute Inventada")
    fields.no_document.click()
    walker.settle()
    fields.lines["no_document_reason"].setText("Documento perdido")
    walker.press("reception.save_person")


def _change_phone(walker: Walker) -> None:
    walker.press("reception.change")
    form = child(walker, PersonForm)
    assert isinstance(form, PersonForm)
    form.fields.lines["phone"].setText("84 90000-1234")
    form.reason.setText("Trocou de telefone")
    walker.press("reception.save_person")


def test_the_desk_of_the_reception(at_clinic: Walker) -> None:
    walk(
        at_clinic,
        "reception",
        [_find_maria, _arrive, _call, _register, _change_phone, lock, read_help],
    )


class _Router(FakeRouter):
    """Its alarms are had by whoever takes them, and by nobody else."""

    def answer(self, session: Session, bed: str, alarm: str, response: Response) -> None:
        super().answer(session, bed, alarm, response)
        me = BoardHolder(session.account_id, session.name, "ward", 0.0)
        standing = Standing.PRESENT if response is Response.PRESENT else Standing.ACCEPTED
        self.say(taken(bed, alarm, 0, standing=standing, holders=(me,)), taken("b2", "spo2_low"))


@pytest.fixture
def ward(hospital: Station) -> Iterator[Station]:
    """Three beds with a monitor that alarms, and a router that calls people for two alarms."""
    played = Played(hospital.clock.monotonic)
    node = WardNode(BEDS, (played,), lambda _changes: None, hospital.clock)
    write_link(hospital.folders.home, node.start())
    now = hospital.clock.monotonic()
    played.deliver(
        DeviceAlert(
            *(Source("m1", simulated=True), now, "alert-1", "MDC_EVT_ECG_ASYSTOLE", "ASYSTOLE", Phase.START),
            state="active",
            priority="PH",
        )
    )
    router = _Router()
    router.say(entry("b1"), taken("b2", "spo2_low"))
    yield replace(hospital, router=cast(RouterService, router))
    forget_link(hospital.folders.home)
    node.stop()
    hospital.ward.stop()


@pytest.fixture
def at_ward(ward: Station, qtbot: QtBot, light: QApplication, practice: None) -> Iterator[Walker]:
    """Before the window of the hospital whose ward alarms."""
    walker = Walker(ward, qtbot)
    yield walker
    walker.end()


def _page(walker: Walker) -> WardPage:
    place = walker.place
    assert isinstance(place, WardPage)
    return place


def _acknowledge(walker: Walker) -> None:
    walker.until(lambda: any(bed.alarms for bed in walker.station.ward.picture.beds))
    _page(walker).look()
    _page(walker).open_bed("b1")
    walker.press("ward.do_acknowledge")


def _new_bed(walker: Walker) -> None:
    walker.see()
    walker.press("ward_toolbar.back")
    walker.press("ward_toolbar.beds")
    walker.press("ward_beds.new_bed")
    walker.keys.write("Leito 60")
    walker.keys.press("Return")


def _admit(walker: Walker) -> None:
    page = child(walker, BedsPage)
    assert isinstance(page, BedsPage)
    page.open_admission()
    walker.at("ward_beds.identifier")
    walker.keys.write("PUL-77")
    walker.keys.press("Return")
    walker.keys.write("1")
    walker.keys.press("Return")


def _accept(walker: Walker) -> None:
    walker.at("alarms.board_name")
    walker.keys.press("Home", "A")


def _tab(key: str) -> Deed:
    def chosen(walker: Walker) -> None:
        tab = walker.find(key)
        assert isinstance(tab, QAbstractButton)
        tab.click()

    return chosen


def test_the_ward(at_ward: Walker) -> None:
    walk(
        at_ward,
        "ward-nurse",
        [
            _acknowledge,
            lambda one: one.press("ward.do_pause_audio"),
            lambda one: one.press("ward_bed.open"),
            _new_bed,
            _admit,
            _accept,
            lambda one: one.keys.press("L"),
            _tab("duty_beds.tab"),
            _tab("alarms.tab_history"),
            read_help,
        ],
    )
