"""The network map: is it large enough, which ways there are, what changed; the list says what the drawing shows."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.router.node.items import BoxSending, LinkLoad, NodeRoutes
from app.security.roles import Role
from app.settings import StationRole
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import OpenSection, SignIn, settled, words_in
from tests.ui.conftest import settle
from tests.ui.router_admin.told import HERE, NETWORK, NONE, ToldRouter, paths, state
from ui.router_admin.network.page import NetworkMap, build
from ui.router_admin.network.words import changes_between, discarded_words, rate_words
from ui.shell.context import UiContext
from ui.texts import choose_language
from ui.theme import apply_theme

STATION_ROLE = StationRole.WARD


@pytest.fixture
def router(station: Station, monkeypatch: pytest.MonkeyPatch) -> ToldRouter:
    return ToldRouter(station, monkeypatch)


def opened(open_section: OpenSection) -> NetworkMap:
    page = open_section(Role.ADMINISTRATOR, "router_network").page
    assert isinstance(page, NetworkMap)
    return page


def test_a_router_that_is_not_heard_says_what_is_safe_and_what_to_do(
    open_section: OpenSection, router: ToldRouter
) -> None:
    router.silent = True
    page = opened(open_section)
    assert page.states.state == "empty" and "Os alarmes continuam na central." in words_in(page)
    router.silent = False
    page.look()
    assert page.states.state == "loading"
    router.tell(NETWORK)
    page.look()
    assert page.states.state == "full"
    router.silent = True
    page.look()
    assert "isto é o que se sabia por último" in words_in(page)


def test_the_budget_is_the_formula_with_the_station_s_own_numbers_beside_what_the_link_gives(
    open_section: OpenSection, router: ToldRouter
) -> None:
    router.tell(NETWORK)
    page = opened(open_section)
    said = words_in(page.budget)
    assert "A rede está no limite" in said and "O enlace dá 5,4 Mbit/s: sobram 600 kbit/s." in said
    assert "8 pessoas × 20 leitos × (31,25 × 2 curvas + 6 valores) × 471,11 bit/s = 4,8 Mbit/s" in said
    assert page.budget.bars.accessibleName() == "Para tudo 4,8 Mbit/s, Só alarmes 38,0 kbit/s, O enlace dá 5,4 Mbit/s"
    router.tell(msgspec.structs.replace(NETWORK, given_bits=3e6, verdict="only_alarms"))
    page.look()
    assert "A rede só dá conta dos alarmes" in words_in(page.budget) and "faltam 1,8 Mbit/s" in words_in(page.budget)
    router.tell(msgspec.structs.replace(NETWORK, given_bits=None, verdict="unknown"))
    page.look()
    assert "Ninguém disse quanto o enlace mais lento dá" in words_in(page.budget)


def test_routes_are_told_best_first_and_a_new_way_is_seen(
    open_section: OpenSection, router: ToldRouter, qtbot: QtBot
) -> None:
    router.tell(NETWORK)
    router.tell(paths(state("phone-1", "Celular do grupo A")))
    page = opened(open_section)
    assert page.routes.text().splitlines()[1:] == [
        f"1ª: {HERE} → central-b",
        f"2ª: {HERE} → central-c → central-b",
    ]
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert "Caminhos até central-c" in page.routes.text()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.routes.text() == ("Celular do grupo A: 12,0 kbit/s; descartados: 720 (prior. 6), 3 (prior. 9).")
    assert page.table.words_at(2)[0] == "Celular do grupo A"
    assert page.table.words_at(2)[-1] == "720 (prior. 6), 3 (prior. 9)"
    broken = msgspec.structs.replace(
        NETWORK,
        links=(LinkLoad("central-b", "node", False, None, 0.0, NONE), *NETWORK.links[1:]),
        routes=(NodeRoutes("central-b", ((HERE, "central-c", "central-b"),)), *NETWORK.routes[1:]),
    )
    router.tell(broken)
    page.look()
    said = page.changes.text()
    assert "central-b ficou sem ligação." in said and f"agora se vai por: {HERE} → central-c → central-b." in said
    assert page.table.words_at(0)[:2] == ["▲ central-b", "Sem ligação"]


def test_the_drawing_differs_where_a_link_is_down_or_another_node_is_chosen(
    open_section: OpenSection, router: ToldRouter
) -> None:
    router.tell(NETWORK)
    page = opened(open_section)
    settle()

    def drawn() -> bytes:
        picture = page.drawing.grab().toImage()
        return bytes(picture.constBits())

    first = drawn()
    page.drawing.choose("central-c")
    second = drawn()
    page.drawing.choose("")
    assert len({first, second, drawn()}) == 3


def test_words_of_rates_discards_and_changes() -> None:
    assert [rate_words(bits) for bits in (900, 38_000, 4_800_000, 250_000_000)] == [
        "900 bit/s",
        "38,0 kbit/s",
        "4,8 Mbit/s",
        "250 Mbit/s",
    ]
    assert discarded_words(NONE) == ""
    assert changes_between(NETWORK, NETWORK, {}) == []
    gone = msgspec.structs.replace(NETWORK, links=NETWORK.links[:2])
    assert changes_between(NETWORK, gone, {"phone-1": "Celular"}) == ["Celular ficou sem ligação."]
    assert changes_between(gone, NETWORK, {"phone-1": "Celular"}) == ["Celular está ligado."]


def test_the_black_box_says_what_waits_since_when_and_what_is_in_the_way(
    open_section: OpenSection, router: ToldRouter
) -> None:
    router.tell(NETWORK)
    page = opened(open_section)
    said = []
    for sending in (
        BoxSending(),
        BoxSending(reached_ago=20.0),
        BoxSending(1, 90.0, reached_ago=20.0),
        BoxSending(1_204, 3 * 3600.0, "sync.unreachable", {"address": "https://central:8443"}, 4 * 3600.0),
        BoxSending(7, 90.0, "sync.not_enrolled"),
        BoxSending(7, 90.0, "central.box_refused", {"number": "21"}, 3.0),
    ):
        router.tell(msgspec.structs.replace(paths(), sending=sending))
        page.look()
        said.append((page.box.text(), page.box.property("role")))
    assert said[0] == ("Nenhum registro espera.", "body")
    assert said[1] == ("Todos os registros estão lá. Última resposta: agora.", "body")
    assert said[2][0].endswith("continua guardado neste computador: há 1 min.")
    assert said[3][0].startswith("1.204 registros ainda não chegaram lá") and "o mais antigo, há 3 h." in said[3][0]
    assert "O servidor central não responde em https://central:8443." in said[3][0] and said[3][1] == "body"
    assert "Esta estação ainda não está ligada a um servidor central." in said[4][0] and said[4][1] == "body"
    assert said[5][0].startswith("▲ ") and "recusou o registro 21 da caixa-preta" in said[5][0]
    assert said[5][1] == "error"


def test_a_nurse_sees_it_among_the_alarms_without_the_way_to_the_receivers(
    station: Station, sign_in: SignIn, router: ToldRouter, qtbot: QtBot, light: QApplication
) -> None:
    router.tell(NETWORK)
    screen = build(UiContext(station, sign_in(Role.NURSE), lambda _p, _s: None, lambda _t, _w: None))
    qtbot.addWidget(screen)
    screen.resize(1158, 620)
    screen.show()
    screen.arrive(None)
    settled(qtbot)
    assert "Receptores" not in words_in(screen) and screen.first_focus() is not None
    screen.leave()


def test_the_map_is_complete_for_the_keyboard_and_fits_in_large_text(
    open_section: OpenSection, router: ToldRouter, qapp: QApplication
) -> None:
    choose_language("en")
    apply_theme(qapp, "dark", 150)
    router.tell(NETWORK)
    page = opened(open_section)
    settle()
    assert complaints(page) == [] and "[" not in words_in(page)
    assert page.minimumSizeHint().width() <= page.width()
