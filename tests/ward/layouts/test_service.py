"""Layouts of a station: kept in its settings, changed with the right, read by a wall without anybody signed in."""

import pytest

from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.store.tables import audit, change_log
from app.ward.layouts.model import USUAL, WallLayout, WallScreen
from app.ward.layouts.service import MOST_LAYOUTS, LayoutService
from tests.clinic.conftest import session_of

DAY = WallLayout("Dia", (WallScreen(("b2", "b1"), 3), WallScreen(("b3",))), 2)


@pytest.fixture
def layouts(store: Store) -> LayoutService:
    return LayoutService(store)


@pytest.fixture
def nurse() -> Session:
    return session_of(Role.NURSE)


def test_a_station_begins_with_all_beds_in_their_order(layouts: LayoutService) -> None:
    known = layouts.known()
    assert known.layouts == () and known.named(known.default) == USUAL


def test_a_layout_is_kept_and_a_wall_begins_with_the_default(layouts: LayoutService, nurse: Session) -> None:
    layouts.keep(nurse, DAY)
    assert layouts.known().named(layouts.known().default) == USUAL
    layouts.use_always(nurse, "Dia")
    known = layouts.known()
    assert known.named(known.default) == DAY


def test_a_layout_takes_the_place_of_the_one_with_its_name(layouts: LayoutService, nurse: Session) -> None:
    layouts.keep(nurse, DAY, default=True)
    layouts.keep(nurse, WallLayout(" Dia ", traces=1))
    known = layouts.known()
    assert known.layouts == (WallLayout("Dia", traces=1),) and known.default == "Dia"


def test_a_wall_whose_default_was_removed_shows_all_beds(layouts: LayoutService, nurse: Session) -> None:
    layouts.keep(nurse, DAY, default=True)
    layouts.remove(nurse, "Dia")
    known = layouts.known()
    assert known.layouts == () and known.named(known.default) == USUAL


def test_a_layout_that_nobody_kept_cannot_be_the_default(layouts: LayoutService, nurse: Session) -> None:
    with pytest.raises(KnownError, match=r"layouts\.not_found"):
        layouts.use_always(nurse, "Noite")


def test_there_is_an_end_to_layouts(layouts: LayoutService, nurse: Session) -> None:
    for number in range(MOST_LAYOUTS):
        layouts.keep(nurse, WallLayout(f"L{number}"))
    with pytest.raises(KnownError, match=r"layouts\.too_many"):
        layouts.keep(nurse, WallLayout("one more"))
    layouts.keep(nurse, WallLayout("L0", traces=1))


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADMINISTRATOR])
def test_who_may_not_manage_beds_changes_no_layout(layouts: LayoutService, role: Role) -> None:
    session = session_of(role)
    with pytest.raises(KnownError):
        layouts.keep(session, DAY)
    with pytest.raises(KnownError):
        layouts.use_always(session, "")
    with pytest.raises(KnownError):
        layouts.remove(session, "Dia")
    assert layouts.known().layouts == ()


def test_a_change_is_audited_and_nothing_of_it_travels(layouts: LayoutService, nurse: Session, store: Store) -> None:
    layouts.keep(nurse, DAY)
    layouts.keep(nurse, DAY)
    with store.read() as connection:
        assert connection.execute(change_log.select()).first() is None
        acts = [row.action for row in connection.execute(audit.select()) if row.action == "ward_layouts_changed"]
    assert len(acts) == 1, "a layout that is kept unchanged is no change"
