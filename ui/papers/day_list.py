"""The list of the day: who has come, who is expected, whom to call; for the desk, the corridor and the telephone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.clinic.dating import completed_years
from app.clinic.papers import PaperKind, PaperOut
from app.clinic.prenatal.calls import Call
from app.clinic.prenatal.planner import VisitStatus
from app.clinic.reception.model import ArrivalState, Board, BoardFilter, BoardRow
from ui.board.looks import colour_look, state_words
from ui.papers.blocks import Align, Block, Column, Heading, Note, PaperText, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.identity import phone_words
from ui.papers.issue import Issue, issue_now, paper_text
from ui.papers.paper import PaperOffer
from ui.papers.words import professional_words
from ui.pregnancy.words import gestational_words
from ui.shell.context import UiContext
from ui.texts import has_text, tr, tr_count
from ui.texts.formats import show_date, show_instant

_SEEN = frozenset(state for state in ArrivalState if state is not ArrivalState.WITHDRAWN)


@dataclass(frozen=True)
class DayList:
    """One day: `board` with everybody who came, whatever became of her; `waiting`: whose visit is due or overdue."""

    issue: Issue
    board: Board
    waiting: tuple[Call, ...]

    @property
    def expected(self) -> tuple[Call, ...]:
        """Whose visit is due and who may still come by herself; those of today first."""
        due = (one for one in self.waiting if one.visit.status is VisitStatus.DUE and not self._has_come(one))
        return tuple(sorted(due, key=lambda one: (one.days_late, one.shown_name, one.pregnancy_id)))

    @property
    def to_call(self) -> tuple[Call, ...]:
        """Whose visit is overdue and whom nobody has reached yet."""
        return tuple(
            one
            for one in self.waiting
            if one.visit.status is VisitStatus.OVERDUE
            and not one.is_settled(self.board.day)
            and not self._has_come(one)
        )

    def _has_come(self, one: Call) -> bool:
        return any(row.arrival.person_id == one.person_id for row in self.board.rows)


def read_day_list(context: UiContext) -> Callable[[], DayList]:
    """The reading of today, for a worker thread: `Op(self, read_day_list(context)).on_success(show)`."""
    station, session = context.station, context.session

    def read() -> DayList:
        return DayList(
            issue=issue_now(context, station.profile),
            board=station.reception.board(session, BoardFilter(states=_SEEN)),
            waiting=station.visits.to_call(session, also_due=True),
        )

    return read


def day_list_paper(day: DayList) -> PaperOffer:
    """The paper of a day that was read; show it by `PaperPreview(context, day_list_paper(day), on_close=…)`."""
    return PaperOffer(
        heading=tr("paper_day.title"),
        make=lambda size: BlockPaper(day_list_text(day), size),
        out=PaperOut(PaperKind.DAY_LIST, "station", "day_list", part=day.board.day.isoformat()),
    )


def day_list_text(day: DayList) -> PaperText:
    """What stands on it, in the language that is spoken."""
    date_words = show_date(day.board.day)
    blocks: list[Block] = [
        Note(tr("paper_day.keep"), framed=True),
        Heading(tr("paper_day.came", count=len(day.board.rows))),
        _came(day),
        Heading(tr("paper_day.expected", count=len(day.expected))),
        _expected(day.expected),
        Heading(tr("paper_day.to_call", count=len(day.to_call))),
        _to_call(day.to_call),
    ]
    return paper_text(
        day.issue,
        tr("paper_day.title"),
        tr("paper_day.file_name", day=day.board.day.isoformat()),
        blocks,
        about=date_words,
        synthetic=any(row.synthetic for row in day.board.rows) or any(one.synthetic for one in day.waiting),
    )


def _came(day: DayList) -> Table:
    columns = (
        Column(tr("paper_day.urgency"), 4.2, 4.4),
        Column(tr("paper_day.at"), 2.5, 3),
        Column(tr("paper_day.name"), 6.2, 8),
        Column(tr("paper_day.age"), 2.6, 3),
        Column(tr("paper_day.risk"), 5.2, 0),
        Column(tr("paper_day.why"), 5.4, 0),
        Column(tr("paper_day.state"), 4.2, 4.6),
    )
    zone = day.issue.profile.time_zone
    return Table(columns, tuple(_arrival(one, day, zone) for one in day.board.rows), blank_rows=4)


def _arrival(one: BoardRow, day: DayList, zone: str) -> Row:
    words, _, shape = colour_look(one.arrival.colour)
    years = completed_years(one.birth_date, day.board.day)
    arrived = show_instant(one.arrival.arrived_at, zone).split(" ")[-1]
    key = f"common.risk_{one.class_code}"
    risk = tr(key) if one.class_code and has_text(key) else one.class_code or ""
    name = tr("paper_day.name_age", name=one.shown_name, years=years)
    return Row(
        (
            tr("paper_day.danger", colour=words) if one.danger else words,
            arrived,
            name,
            gestational_words(one.gestational_age) if one.gestational_age else "",
            risk,
            one.arrival.reason or "",
            state_words(one.arrival.state, heard=one.arrival.colour is not None),
        ),
        strong=one.danger,
        shape=shape,
    )


def _expected(women: tuple[Call, ...]) -> Table:
    columns = (
        Column(tr("paper_day.name"), 8),
        Column(tr("paper_day.phone"), 5, 5.4),
        Column(tr("paper_day.age"), 2.6, 3),
        Column(tr("paper_day.due_on"), 3.4, 4),
        Column(tr("paper_day.with"), 3.6, 0),
        Column(tr("paper_day.has_come"), 3, 3, Align.CENTER),
    )
    rows = tuple(
        Row(
            (
                one.shown_name,
                phone_words(one.phone) or tr("paper_day.no_phone"),
                gestational_words(one.age) if one.age else "",
                show_date(one.visit.day),
                professional_words(one.visit.professional),
                "",
            ),
            to_write=True,
        )
        for one in women
    )
    return Table(columns, rows, empty=tr("paper_day.nobody_expected"))


def _to_call(women: tuple[Call, ...]) -> Table:
    columns = (
        Column(tr("paper_day.name"), 7, 8),
        Column(tr("paper_day.phone"), 5, 6),
        Column(tr("paper_day.age"), 2.6, 3),
        Column(tr("paper_day.late"), 3.4, 4),
        Column(tr("paper_day.last_call"), 4.6, 0),
        Column(tr("paper_day.call_result"), 7, 8),
    )
    return Table(columns, tuple(_calls(women)), empty=tr("paper_day.nobody_to_call"))


def _calls(women: tuple[Call, ...]) -> Iterator[Row]:
    for one in women:
        late = tr_count("paper_day.days_late", one.days_late)
        if one.missed:
            late = f"{late}\n{tr_count('paper_day.missed', one.missed)}"
        last = one.last_call
        called = f"{show_date(last.day)}: {tr(f'prenatal.call_{last.outcome.value}')}" if last else ""
        phone = phone_words(one.phone) or tr("paper_day.no_phone")
        age = gestational_words(one.age) if one.age else ""
        yield Row((one.shown_name, phone, age, late, called, ""), to_write=True)
