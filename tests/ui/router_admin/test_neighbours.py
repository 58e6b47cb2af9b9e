"""Other stations on the screen: how each stands, a code that is shown or typed, one removed and put back."""

import msgspec
import pytest
from pytestqt.qtbot import QtBot
from zmq.utils import z85

from app.kernel.errors import KnownError
from app.router.neighbours import DoorStands, Neighbour, NeighbourCode
from app.router.node.items import LinkLoad, NodeRoutes
from app.router.settings import RouterSettings
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationRole
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import OpenSection, SignIn, settled, words_in
from tests.ui.router_admin.told import NETWORK, NONE, ToldRouter
from ui.router_admin.neighbours.forms import JoinForm, ShowCodeForm
from ui.router_admin.neighbours.section import NeighboursSection
from ui.widgets.confirm_sheet import ConfirmSheet

STATION_ROLE = StationRole.WARD
KEY = z85.encode(bytes(32)).decode()
LISTED = tuple(f"central-{name} 192.0.2.{at}:7413:7414 {KEY}" for at, name in enumerate("bcd", 21))
MESHED = msgspec.structs.replace(
    NETWORK,
    links=(NETWORK.links[0], *(LinkLoad(f"central-{name}", "node", up=False, discarded=NONE) for name in "cd")),
    routes=(NETWORK.routes[0], NodeRoutes("central-c", (("central-a", "central-b", "central-c"),))),
)


def opened(open_section: OpenSection) -> NeighboursSection:
    page = open_section(Role.ADMINISTRATOR, "neighbours").page
    assert isinstance(page, NeighboursSection)
    return page


def listed(station: Station, session: Session) -> None:
    station.router_settings.change(session, RouterSettings(node="central-a"))
    for line in LISTED:
        station.neighbours.put_back(session, Neighbour(line.split()[0], "", "", line))


def test_a_station_without_others_says_what_to_do_and_that_none_reaches_it(
    open_section: OpenSection, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    ToldRouter(station, monkeypatch)
    page = opened(open_section)
    assert page.states.state == "empty"
    assert "numa delas mostre um código; na outra, digite-o" in words_in(page)
    assert "Esta central só atende este computador" in words_in(page)


def test_each_other_station_says_how_it_stands_and_by_which_ways_it_is_reached(
    open_section: OpenSection, station: Station, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(station, sign_in(Role.ADMINISTRATOR))
    router = ToldRouter(station, monkeypatch)
    router.tell(MESHED)
    page = opened(open_section)
    page._show_lines()
    assert [page.table.words_at(line)[:2] for line in range(3)] == [
        ["central-b", "Ligada"],
        ["central-c", "Só por outra central"],
        ["central-d", "Fora de alcance"],
    ]
    page.open_subject("central-c")
    assert page.panel is not None
    assert "central-a → central-b → central-c" in words_in(page.panel) and "o cabo ou a rede" in words_in(page.panel)
    assert not complaints(page)
    router.silent = True
    page._show_lines()
    assert {page.table.words_at(line)[1] for line in range(3)} == {"Não se sabe"}


def test_a_code_is_shown_until_the_other_came_in(
    open_section: OpenSection, station: Station, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    ToldRouter(station, monkeypatch)
    stands, asked = [DoorStands(is_open=True)], []

    def shown(_session: Session, name: str) -> NeighbourCode:
        asked.append(name)
        return NeighbourCode("K7QM-RT4X-WZPA", station.clock.now(), "192.0.2.20:7412")

    monkeypatch.setattr(station.neighbours, "open", shown)
    monkeypatch.setattr(station.neighbours, "stands", lambda: stands[0])
    page = opened(open_section)
    page.open_code()
    (form,) = page.findChildren(ShowCodeForm)
    form.submit()
    assert form.fields["name"].error, "a station without a name is not found"
    form.name.setText("uti-norte")
    form.submit()
    settled(qtbot)
    assert asked == ["uti-norte"] and page.code is not None
    assert page.code.code.text() == "K7QM\nRT4X\nWZPA" and page.code.address.text() == "192.0.2.20:7412"
    page.code.is_over = False
    stands[0] = DoorStands(is_open=False, came=Neighbour("sul", "192.0.2.21:1:2", "0" * 16, LISTED[0]))
    page._look_at_door()
    settled(qtbot)
    assert "sul e esta central estão ligadas." in words_in(page)


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (KnownError("router_links.named_as_another", name="norte"), "já é o de uma delas"),
        (None, "tentado errado vezes demais"),
    ],
)
def test_a_code_that_nobody_can_use_says_why_and_offers_another(
    open_section: OpenSection,
    station: Station,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    refused: KnownError | None,
    words: str,
) -> None:
    ToldRouter(station, monkeypatch)
    stands = DoorStands(is_open=False, refused=refused)
    monkeypatch.setattr(station.neighbours, "stands", lambda: stands)
    page = opened(open_section)
    page._show_code(NeighbourCode("K7QM-RT4X-WZPA", station.clock.now().replace(year=2099), "192.0.2.20:7412"))
    assert page.code is not None and not page.code.is_over
    page._look_at_door()
    settled(qtbot)
    assert words in words_in(page.code) and not page.code.again.isHidden()


def test_what_is_typed_wrong_stands_at_its_field(
    open_section: OpenSection, station: Station, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    ToldRouter(station, monkeypatch)
    page = opened(open_section)
    page.open_join()
    (form,) = page.findChildren(JoinForm)
    form.submit()
    assert {name for name, field in form.fields.items() if field.error} == {"address", "code", "name"}
    form.address.setText("central-b")
    form.code.setText("K7QM-RT4X-WZPA")
    form.name.setText("central-a")
    form.submit()
    settled(qtbot)
    assert {name for name, field in form.fields.items() if field.error} == {"address"}


def test_one_is_removed_when_asked_twice_and_put_back_by_undo(
    open_section: OpenSection, station: Station, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    session = sign_in(Role.ADMINISTRATOR)
    listed(station, session)
    ToldRouter(station, monkeypatch)
    page = opened(open_section)
    page.open_subject("central-d")
    assert page.panel is not None
    page.panel.ask_remove()
    (sheet,) = page.window().findChildren(ConfirmSheet)
    assert len(station.neighbours.around(session).others) == 3
    sheet.yes.click()
    settled(qtbot)
    assert [one.name for one in station.neighbours.around(session).others] == ["central-b", "central-c"]
    assert "Desligue também na outra central." in words_in(page)
    page.banner._act()
    settled(qtbot)
    assert len(station.neighbours.around(session).others) == 3
