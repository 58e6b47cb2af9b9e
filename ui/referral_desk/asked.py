"""What the hospital is asked: the emergency first, what is new, the request in words, latest figures, readings."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from app.clinic.danger_signs.signs import SignList, cab_32_emergencies, who_danger_signs
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.referral.case import Case
from app.clinic.referral.case_record import CaseRecord, Seen
from app.clinic.referral.model import Happened, Kind, Priority
from ui.pregnancy.exams.words import exam_words, result_words
from ui.referral_desk.figures import figure_pairs
from ui.referral_desk.pairs import Pairs
from ui.referrals.answer_view import AnswerView
from ui.referrals.words import priority_words, reason_words, verdict_look, version_words
from ui.texts import chosen_language, tr, tr_count
from ui.texts.formats import show_date, show_hour, show_instant
from ui.widgets.banner import Banner
from ui.widgets.cards import Card
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row


class AskedPage(QWidget):
    """One scrolled column, the most pressing thing first."""

    def __init__(self, case: Case, zone: str) -> None:
        super().__init__()
        self._zone = zone
        content = QWidget()
        self._body = column(content, gap=4, margin=4, sides=5)
        for part in (
            self._answered(case),
            self._newer(case),
            self._emergency(case),
            self._replied(case),
            self._request(case),
            self._figures(case),
            self._signs(case),
            self._readings(case),
        ):
            if part is not None:
                self._body.addWidget(part)
        self._body.addStretch(1)
        column(self, gap=0).addWidget(Scroll(content, width=None))

    def _answered(self, case: Case) -> QWidget | None:
        """The answer that stands, and one that did not know of it."""
        answer = case.course.answer
        if answer is None or case.before is not None:
            return None
        card = Card(margin=4, gap=3)
        card.body.addWidget(AnswerView(answer, self._zone))
        for other in case.other_answers:
            verdict = verdict_look(other.verdict).words
            words = Banner()
            words.show_message(
                "warn",
                tr("referral_desk.other_answer", name=other.by, verdict=verdict),
                other.guidance or tr("referral_desk.other_answer_next"),
                closable=False,
            )
            card.body.addWidget(words)
        return card

    def _newer(self, case: Case) -> QWidget | None:
        if not case.newer:
            return None
        banner = Banner()
        banner.show_message(
            "info",
            tr_count("referral_desk.newer", case.newer),
            tr("referral_desk.newer_next", version=version_words(case.course.version)),
            closable=False,
        )
        return banner

    def _emergency(self, case: Case) -> QWidget | None:
        record = case.record
        if not (record.emergencies or record.signs) or case.course.referral.priority is not Priority.EMERGENCY:
            return None
        card = Card(margin=4, gap=3)
        head = row(gap=2)
        head.addWidget(IconLabel("siren", "error", "icon"))
        head.addWidget(Text(tr("referral_desk.emergency"), "heading", wrap=True), 1)
        card.body.addLayout(head)
        card.body.addWidget(Text(tr("referral_desk.emergency_next"), wrap=True))
        lists = (who_danger_signs(), cab_32_emergencies())
        seen = [sign_line(one, lists, self._zone) for one in (*record.signs, *record.emergencies)]
        done = [step_line(one, lists, self._zone) for one in record.steps]
        _part(card, tr("referral_desk.signs_seen"), seen)
        _part(card, tr("referral_desk.steps_done"), done or [tr("referral_desk.no_steps")])
        return card

    def _replied(self, case: Case) -> QWidget | None:
        said = [one for one in case.course.events if one.kind is Kind.COUNTER_REPLY]
        if not said or case.before is None:
            return None
        card = Card(margin=4, gap=3)
        card.body.addWidget(Text(tr("referral_desk.replied"), "heading", wrap=True))
        card.body.addWidget(Text(str(said[-1].content.get("text", "")), wrap=True))
        card.body.addWidget(Text(f"{said[-1].by} · {show_instant(said[-1].at, self._zone)}", "small", wrap=True))
        _part(card, tr("referral_desk.new_since"), new_lines(case.record, case.before))
        answer = case.course.answer
        if answer is not None:
            said_before = tr("referral_desk.answered_before", verdict=verdict_look(answer.given.verdict).words)
            _part(card, said_before, [answer.given.guidance or "—"])
        return card

    def _request(self, case: Case) -> QWidget:
        asked = case.course.referral
        part = QWidget()
        layout = column(part, gap=3)
        layout.addWidget(Text(asked.hypothesis, "title", wrap=True))
        layout.addWidget(Text(asked.justification, wrap=True))
        sent = f"{asked.by}, {show_instant(asked.sent_at, self._zone)}"
        pairs = [
            (tr("referring.reason"), reason_words(asked.reason)),
            (tr("referring.priority"), priority_words(asked.priority)),
            (tr("referring.sent_by"), sent),
            (tr("referring.version"), version_words(case.course.version)),
        ]
        layout.addWidget(Pairs(pairs, most=2))
        return part

    def _figures(self, case: Case) -> QWidget:
        card = Card(margin=4, gap=2)
        card.body.addWidget(Text(tr("referral_desk.figures"), "label"))
        pairs = figure_pairs(case.record, self._zone)
        if not pairs:
            card.body.addWidget(Text(tr("referral_desk.no_figures"), "muted", wrap=True))
        else:
            card.body.addWidget(Pairs(pairs, most=3))
        return card

    def _signs(self, case: Case) -> QWidget | None:
        if case.course.referral.priority is Priority.EMERGENCY:
            return None
        lists = (who_danger_signs(), cab_32_emergencies())
        seen = [sign_line(one, lists, self._zone) for one in (*case.record.signs, *case.record.emergencies)]
        part = QWidget()
        layout = column(part, gap=1)
        layout.addWidget(Text(tr("referral_desk.signs"), "label"))
        for words in seen or [tr("referral_desk.no_signs")]:
            layout.addWidget(Text(words, wrap=True))
        return part

    def _readings(self, case: Case) -> QWidget | None:
        found = [
            (tr("referrals.kind_first_reading"), case.first_reading),
            (tr("referrals.kind_second_reading"), case.second_reading),
        ]
        if not any(one for _, one in found):
            return None
        part = QWidget()
        layout = column(part, gap=2)
        for label, one in found:
            if one is not None:
                layout.addWidget(_reading(label, one, self._zone))
        return part


def sign_line(one: Seen, lists: Iterable[SignList], zone: str) -> str:
    """`Sangramento vaginal · 12:03`."""
    found = next((signs.signs[one.code] for signs in lists if one.code in signs.signs), None)
    words = found.label.in_language(chosen_language()) if found else one.code
    return f"{words} · {show_instant(one.at, zone)}"


def step_line(one: Seen, lists: Iterable[SignList], zone: str) -> str:
    """`Chame o SAMU: 192 · feito às 12:05`."""
    found = next((signs.actions[one.code] for signs in lists if one.code in signs.actions), None)
    words = found.label.in_language(chosen_language()) if found else one.code
    return tr("referral_desk.done_at", what=words, at=show_hour(one.at, zone))


def new_lines(record: CaseRecord, before: CaseRecord) -> list[str]:
    """What came with the counter-reply: each result by name, the rest counted."""
    order = list(exams())
    results = sorted((one for one in record.results if one.id not in before.ids), key=lambda one: order.index(one.code))
    lines = [f"{exam_words(one.code)}: {result_words(one)}" for one in results]
    visits = [one for one in record.visits if one.id not in before.ids]
    lines += [tr("referral_desk.new_visit", day=show_date(one.day)) for one in visits]
    rest = len(record.ids - before.ids) - len(results) - len(visits)
    if rest > 0:
        lines.append(tr_count("referral_desk.new_rest", rest))
    return lines or [tr("referral_desk.nothing_new")]


def _part(card: Card, label: str, lines: Iterable[str]) -> None:
    part = column(gap=0)
    part.addWidget(Text(label, "label"))
    for words in lines:
        part.addWidget(Text(f"• {words}", wrap=True))
    card.body.addLayout(part)


def _reading(label: str, one: Happened, zone: str) -> QWidget:
    holder = QWidget()
    inside = column(holder, gap=0)
    inside.addWidget(Text(label, "label"))
    inside.addWidget(Text(str(one.content.get("text", "")), wrap=True))
    inside.addWidget(Text(f"{one.by} · {show_instant(one.at, zone)}", "small", wrap=True))
    return holder
