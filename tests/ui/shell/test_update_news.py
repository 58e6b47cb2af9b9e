"""A new version is told calmly to who may act, in full on request, and never again once it was put aside."""

from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.fleet.errand import OFFERED
from app.fleet.versions import Offer
from app.security.audit_service import AuditFilter
from app.security.session import Session
from app.station import Station
from app.sync.enrolling import keep_told
from tests.ui.accessibility import complaints
from tests.ui.administration.office import words_in
from tests.ui.shell.conftest import finish
from ui.shell.update_news import UpdateSheet
from ui.shell.window import Shell

OpenShell = Callable[[Session], Shell]
OFFER = Offer("999.4.0", "Busca mais rápida.", {"plantao.deb": "0123abcd" * 8}, "2026-03-01T11:00:00.000000Z")


@pytest.fixture
def offered(station: Station) -> Callable[[Offer], None]:
    """What a round of sync heard from the server."""
    return lambda offer: keep_told(station.updates._store, OFFERED, asdict(offer))


def sheet(shell: Shell) -> UpdateSheet:
    opened = shell.watches.updates.open_sheet()
    assert opened is not None
    return opened


def test_who_may_act_is_told_and_others_are_not(
    open_shell: OpenShell, administrator: Session, nurse: Session, offered: Callable[[Offer], None], qtbot: QtBot
) -> None:
    offered(OFFER)
    shell = open_shell(nurse)
    finish(qtbot)
    assert shell.watches.updates.isHidden()
    shell = open_shell(administrator)
    finish(qtbot)
    band = shell.watches.updates
    assert band.isVisible() and "999.4.0" in words_in(band) and "Nada é instalado sozinho" in words_in(band)
    assert complaints(band) == []


def test_the_sheet_shows_the_sum_to_compare_and_copies_it_whole(
    open_shell: OpenShell, administrator: Session, offered: Callable[[Offer], None], qtbot: QtBot
) -> None:
    offered(OFFER)
    shell = open_shell(administrator)
    finish(qtbot)
    opened = sheet(shell)
    finish(qtbot)
    (shown,) = opened.sums
    assert shown.text().replace(" ", "").replace("\n", "") == OFFER.packages["plantao.deb"]
    assert "Busca mais rápida." in words_in(opened) and complaints(opened) == []
    opened._copy(OFFER.packages["plantao.deb"])
    assert QGuiApplication.clipboard().text() == OFFER.packages["plantao.deb"]
    opened.leave()


def test_closed_it_stays_away_until_the_next_sign_in_and_put_aside_until_another_is_offered(
    open_shell: OpenShell, administrator: Session, station: Station, offered: Callable[[Offer], None], qtbot: QtBot
) -> None:
    offered(OFFER)
    shell = open_shell(administrator)
    finish(qtbot)
    shell.watches.updates.banner._put_away()
    shell.watches.updates.look()
    finish(qtbot)
    assert shell.watches.updates.isHidden()
    shell = open_shell(administrator)
    finish(qtbot)
    sheet(shell).aside.click()
    finish(qtbot)
    assert shell.watches.updates.isHidden()
    (noted,) = station.audit.page(administrator, AuditFilter(actions=frozenset(("update_put_aside",))), None, 5)
    assert noted.subject_id == "999.4.0"
    offered(replace(OFFER, version="999.5.0"))
    shell = open_shell(administrator)
    finish(qtbot)
    assert "999.5.0" in words_in(shell.watches.updates)
