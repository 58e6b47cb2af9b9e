"""Who was found, each with how many decisions wait about that person: for the lists that search people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.clinic.people.model import PersonHit, SearchResult
from ui.shell.context import UiContext
from ui.texts import tr_count


@dataclass(frozen=True)
class Found:
    """`counts`: person → decisions that wait; whoever waits for none is left out."""

    result: SearchResult
    counts: Mapping[str, int]

    def words(self, hit: PersonHit) -> str:
        """`1 divergência`; empty where nothing disagrees."""
        return count_words(self.counts.get(hit.person_id, 0))


def count_words(count: int) -> str:
    """The words of the badge."""
    return tr_count("conflicts.badge", count) if count else ""


def search_people(context: UiContext, text: str, limit: int = 50) -> Callable[[], Found]:
    """The search, for a worker thread."""
    station, session = context.station, context.session

    def search() -> Found:
        result = station.people.search(session, text, limit)
        ids = [one.person_id for one in result.hits]
        return Found(result, station.sync.open_counts(session, ids) if ids else {})

    return search
