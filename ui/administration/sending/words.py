"""How the sending stands, in words. Pure."""

from app.reminders.grant import GrantState
from app.reminders.grant_service import GrantStatus
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant


def headline(status: GrantStatus) -> str:
    """Who sends, as large as it matters."""
    if status.state is GrantState.NOT_HERE:
        key = "elsewhere" if status.holder else "nobody"
        return tr(f"administration_sending.head_{key}", holder=status.holder)
    return tr(f"administration_sending.head_{status.state.value}")


def meaning(status: GrantStatus) -> str:
    """What that means for the messages, and what comes next."""
    if status.state is GrantState.GIVING_BACK and status.in_flight:
        return tr_count("administration_sending.means_in_flight", status.in_flight)
    if status.state is GrantState.NOT_HERE and not status.holder:
        return tr(f"administration_sending.means_{'asks' if status.asks else 'asks_not'}")
    return tr(f"administration_sending.means_{status.state.value}")


def facts(status: GrantStatus, station_name: str, zone: str) -> list[tuple[str, str]]:
    """What can be said in figures. `station_name`: of this station in its network, "" where there is none."""
    if status.state is GrantState.ALONE:
        return []
    pairs = [(tr("administration_sending.this_station"), station_name)]
    if status.until is not None:
        pairs.append((tr("administration_sending.until"), show_instant(status.until, zone)))
    if status.state in (GrantState.HELD, GrantState.GIVING_BACK):
        pairs.append((tr("administration_sending.in_flight"), str(status.in_flight)))
    return pairs
