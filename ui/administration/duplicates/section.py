"""The section: likely pairs and merges done; a pair opens side by side in their place."""

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.people.merges import Merge, PairPage
from app.clinic.people.model import PersonHit
from app.clinic.people.pairs import LikelyPair, PairCursor
from ui.administration.duplicates.compare import ComparePage, Record
from ui.administration.duplicates.merges_list import MergesList, UndoSheet
from ui.administration.duplicates.pairs_list import PairsList
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.corrections.person_choice import PersonChoice
from ui.shell.context import UiContext
from ui.shell.opening_reason import ask_for_reason
from ui.texts import tr
from ui.widgets.layouts import column
from ui.widgets.skeleton import Skeleton
from ui.widgets.tabs import Tabs

PAGE = 30


class DuplicatesSection(SectionPage):
    """Pairs, merges, and one pair compared."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("duplicates.title"), tr("duplicates.about"))
        self.pairs = PairsList()
        self.merges = MergesList(context.station.profile.time_zone)
        self.pair_states, self.merge_states = States(), States()
        self.pair_states.full.addWidget(self.pairs)
        self.merge_states.full.addWidget(self.merges)
        self.tabs = Tabs()
        self.tabs.add(tr("duplicates.likely"), self.pair_states)
        self.tabs.add(tr("duplicates.done"), self.merge_states)
        self.compare: ComparePage | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)
        self.pairs.compared.connect(self._compare_pair)
        self.pairs.more_wanted.connect(lambda cursor: self._read_pairs(cursor))
        self.merges.undo_wanted.connect(self._ask_undo)
        self.refresh()

    def refresh(self) -> None:
        """Read pairs and merges anew."""
        self._read_pairs(None)
        merges, session = self.context.station.duplicates.merges, self.context.session
        self.loads(self.merge_states, partial(merges, session), self._show_merges)

    def open_subject(self, subject: str) -> None:
        """`subject` is a person: find the other record of hers."""
        page = QWidget()
        body = column(page, gap=3)
        choice = PersonChoice(self.context, tr("duplicates.find_other"))
        choice.chosen.connect(partial(self._compare_chosen, subject))
        body.addWidget(choice)
        body.addStretch(1)
        self._show_beyond(page)
        choice.setFocus()

    def step_back(self) -> bool:
        if self._stack.currentWidget() is self.tabs:
            return False
        self._show_lists()
        return True

    def open_pair(self, one_id: str, other_id: str) -> None:
        """Put two records side by side; where one is not in this unit's care, the reason is asked first."""
        self.banner.hide()
        self._show_beyond(Skeleton(12))
        self.does(
            lambda: (self._record(one_id), self._record(other_id)),
            self._show_compare,
            partial(self._not_opened, one_id, other_id),
        )

    def _record(self, person_id: str) -> Record:
        station, session = self.context.station, self.context.session
        person = station.people.open(session, person_id, reason=self.context.reason_for(person_id))
        return Record(person, station.pregnancies.of_person(session, person_id))

    def _compare_pair(self, pair: LikelyPair) -> None:
        self.open_pair(pair.first.person_id, pair.second.person_id)

    def _compare_chosen(self, person_id: str, other: PersonHit) -> None:
        self.open_pair(person_id, other.person_id)

    def _show_compare(self, records: tuple[Record, Record]) -> None:
        page = ComparePage(*records, self.context.station.profile.time_zone)
        page.merged.connect(self._merge)
        page.distinct.connect(self._note_distinct)
        page.back.connect(self._show_lists)
        self._show_beyond(page)
        self.compare = page

    def _not_opened(self, one_id: str, other_id: str, error: Exception) -> None:
        again = partial(self.open_pair, one_id, other_id)
        question = ask_for_reason(error, self.context, again, self._show_lists, one_id)
        if question is not None:
            self._show_beyond(question)
            return
        self._show_lists()
        self.show_error(error)

    def _merge(self, wanted: tuple[str, str, str, frozenset[str]]) -> None:
        duplicates, session = self.context.station.duplicates, self.context.session
        self.does(lambda: duplicates.merge(session, *wanted), self._merged, self._refused)

    def _merged(self, merge: Merge) -> None:
        self._show_lists()
        self.show_done(tr("duplicates.merged", name=merge.surviving_name), tr("duplicates.merged_next"))
        self.refresh()

    def _note_distinct(self, told: tuple[str, str, str]) -> None:
        duplicates, session = self.context.station.duplicates, self.context.session
        self.does(lambda: duplicates.note_distinct(session, *told), self._noted, self._refused)

    def _noted(self, _answer: None) -> None:
        self._show_lists()
        self.show_done(tr("duplicates.noted"))
        self.refresh()

    def _refused(self, error: Exception) -> None:
        if self.compare is not None:
            self.compare.fail(error)

    def _ask_undo(self, merge: Merge) -> None:
        duplicates, session = self.context.station.duplicates, self.context.session
        UndoSheet(self, merge, lambda reason: duplicates.undo(session, merge.id, reason), self._undone)

    def _undone(self) -> None:
        self.show_done(tr("duplicates.undone_done"))
        self.refresh()

    def _read_pairs(self, after: PairCursor | None) -> None:
        duplicates, session = self.context.station.duplicates, self.context.session
        call = partial(duplicates.likely_pairs, session, after, PAGE)
        if after is None:
            self.loads(self.pair_states, call, partial(self._show_pairs, anew=True))
        else:
            self.does(call, partial(self._show_pairs, anew=False))

    def _show_pairs(self, page: PairPage, *, anew: bool) -> None:
        self.pairs.show_page(page, anew=anew)
        if self.pairs.pairs:
            self.pair_states.show_full()
        else:
            self.pair_states.show_empty("users", tr("duplicates.none"), tr("duplicates.none_next"))

    def _show_merges(self, merges: tuple[Merge, ...]) -> None:
        self.merges.show_merges(merges)
        if merges:
            self.merge_states.show_full()
        else:
            self.merge_states.show_empty("users", tr("duplicates.no_merges"), tr("duplicates.no_merges_next"))

    def _show_beyond(self, page: QWidget) -> None:
        """In the place of the lists."""
        self._drop_beyond()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _show_lists(self) -> None:
        self.banner.hide()
        self._drop_beyond()
        self._stack.setCurrentWidget(self.tabs)

    def _drop_beyond(self) -> None:
        self.compare = None
        while (old := self._stack.widget(1)) is not None:
            self._stack.removeWidget(old)
            old.hide()
            old.deleteLater()
