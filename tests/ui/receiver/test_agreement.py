"""The agreement of confidentiality beside the alarms: opens by itself, keeps nothing back, is accepted in one act."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.demo.playing_node import ANA, asked_to_agree
from app.privacy.confidentiality import agreement_text
from app.router.requests import Agree
from app.router.words import Response
from tests.router.receiver.told import note
from tests.ui.receiver.conftest import Desktop
from ui.receiver.parts import AGREEMENT
from ui.texts import choose_language, tr

_TEXT = agreement_text()


@pytest.fixture(autouse=True)
def _still_to_accept(desktop: Desktop) -> Iterator[None]:
    desktop.node.signed_in = asked_to_agree()
    yield
    choose_language("pt_BR")


def test_it_opens_beside_the_alarms_is_accepted_in_one_act_and_goes(desktop: Desktop) -> None:
    desktop.start()
    desk = desktop.sign_in()
    part = desk.parts.agreement
    desktop.until(part.accept.isEnabled)
    assert desk.parts.opened() == AGREEMENT
    assert (part.title.text(), part.words()) == (_TEXT.title("pt_BR"), list(_TEXT.read("pt_BR")))
    assert desk.agreement.title.text() == tr("receiver.agreement_waits")
    part.accept.click()
    desktop.until(lambda: desk.parts.opened() == "")
    assert desktop.node.asked(Agree) == [Agree(_TEXT.version, "pt_BR")]
    assert desk.agreement.isHidden()
    assert desk.banner.title.text() == tr("receiver.agreement_done")


def test_an_alarm_is_shown_and_answered_while_it_waits_and_while_it_is_read(desktop: Desktop) -> None:
    desktop.start()
    desk = desktop.sign_in()
    desktop.until(lambda: desk.parts.opened() == AGREEMENT)
    number = desktop.node.tell(note())
    desktop.until(lambda: number in desktop.node.shown)
    assert desk.parts.opened() == AGREEMENT, "nobody who reads is interrupted: the alarm stands beside it"
    desktop.until(desk.answers.buttons[Response.ACCEPTED].isEnabled)
    QTest.keyClick(desk.alarms, Qt.Key.Key_A)
    desktop.until(lambda: desktop.node.answers == [(Response.ACCEPTED, number)])
    desk.step_back()
    assert (desk.parts.opened(), desk.agreement.isHidden()) == ("", False)
    second = desktop.node.tell(note("asystole"))
    desktop.until(lambda: second in desktop.node.shown)
    assert desktop.node.asked(Agree) == []


def test_whoever_does_not_want_to_read_it_now_finds_it_again_and_other_parts_open(desktop: Desktop) -> None:
    desktop.start()
    desk = desktop.sign_in()
    desktop.until(lambda: desk.parts.opened() == AGREEMENT)
    desk.parts.agreement.later.click()
    assert desk.parts.opened() == ""
    desk.parts.open("limits")
    desk.look(None)
    assert desk.parts.opened() == "limits", "offered once, never forced"
    desk.agreement._act()
    assert desk.parts.opened() == AGREEMENT
    desktop.window.leave()
    assert desk.agreement.isHidden()
    assert desktop.sign_in() is desk
    desktop.until(lambda: desk.parts.opened() == AGREEMENT)


def test_a_text_that_changed_meanwhile_is_read_anew(desktop: Desktop) -> None:
    choose_language("en")
    desktop.start()
    desk = desktop.sign_in()
    part = desk.parts.agreement
    desktop.until(part.accept.isEnabled)
    asked = asked_to_agree().agreement
    assert asked is not None
    newer = msgspec.structs.replace(asked, version="2", paragraphs={"en": ("Another text.",)})
    desktop.node.signed_in = msgspec.structs.replace(ANA, agreement=newer)
    part.accept.click()
    desktop.until(lambda: part.words() == ["Another text."])
    assert desk.parts.opened() == AGREEMENT
    assert part.banner.title.text() == tr("receiver.agreement_changed")
    part.accept.click()
    desktop.until(lambda: desk.parts.opened() == "")
    assert desktop.node.asked(Agree) == [Agree("1", "en"), Agree("2", "en")]


def test_without_a_link_it_cannot_be_accepted_and_whatever_is_refused_is_said(desktop: Desktop) -> None:
    desktop.start()
    desk = desktop.sign_in()
    part = desk.parts.agreement
    desktop.until(part.accept.isEnabled)
    part.refused("Não deu")
    assert part.banner.title.text() == "Não deu"
    desktop.node.stop()
    desktop.until(lambda: not part.accept.isEnabled())
    desktop.node.start()
    desktop.until(part.accept.isEnabled)
