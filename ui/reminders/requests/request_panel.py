"""One request beside the list: what was asked, what it would change, who it may be, what can be done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clinic.people.model import LikelyDuplicate, PersonRecord
from app.reminders.request_content import RequestKind
from app.reminders.requests import PublicRequest
from ui.papers.identity import phone_words
from ui.reception.hits import identity_line, origin_line
from ui.reminders.requests.request_table import asked
from ui.texts import has_text, tr
from ui.texts.formats import show_date, show_instant
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, hairline


@dataclass(frozen=True)
class Offers:
    """What the reader may do; None: it is not offered. `same(likely)`: the request is that person's."""

    accept: Callable[[], object] | None = None
    register: Callable[[], object] | None = None
    same: Callable[[LikelyDuplicate], object] | None = None
    dismiss: Callable[[], object] | None = None
    open_record: Callable[[], object] | None = None


class RequestPanel(QWidget):
    """The content of the side panel; `show_now` and `show_likely` when they have been read."""

    def __init__(self, one: PublicRequest, zone: str, offers: Offers) -> None:
        super().__init__()
        self.request = one
        self._offers = offers
        layout = column(self, gap=3)
        layout.addWidget(Text(asked(one), "strong", wrap=True))
        self._read = QWidget()
        self._lines: QVBoxLayout = column(self._read, gap=3)
        if one.kind is RequestKind.CONTACT:
            self.show_now(None)
        else:
            layout.addWidget(KeyValues(_typed(one)))
            layout.addWidget(hairline())
        layout.addWidget(self._read)
        if offers.dismiss is None:
            layout.addWidget(Text(tr("requests_page.not_yours"), "muted", wrap=True))
        buttons = QWidget()
        self._buttons: list[QWidget] = []
        self._add_buttons(FlowLayout(buttons, gap=2))
        layout.addWidget(buttons)
        layout.addWidget(hairline())
        layout.addWidget(KeyValues([(tr("requests_page.column_when"), show_instant(one.at, zone))]))
        layout.addStretch(1)

    def show_now(self, record: PersonRecord | None) -> None:
        """What stands in the record, and what is proposed instead of it; None: it is not shown here."""
        content = self.request.content
        clear(self._lines)
        for code, new in (("phone", phone_words(content.phone)), ("email", content.email)):
            if not new:
                continue
            group = QWidget()
            body = column(group, gap=1)
            body.addWidget(Text(tr(f"requests_page.new_{code}"), "label"))
            body.addWidget(Text(new, "heading", wrap=True))
            self._lines.addWidget(group)
            if record is not None:
                now = phone_words(record.phone) if code == "phone" else record.email or ""
                words = tr("requests_page.now", value=now) if now else tr("requests_page.now_none")
                body.addWidget(Text(words, "muted", wrap=True))
        if record is None and self._offers.open_record is not None:
            self._lines.addWidget(Text(tr("requests_page.now_in_record"), "muted", wrap=True))

    def show_likely(self, likely: Sequence[LikelyDuplicate]) -> None:
        """Who is registered already and may be the one who asks."""
        clear(self._lines)
        words = tr("requests_page.likely" if likely else "requests_page.nobody_like")
        self._lines.addWidget(Text(words, "strong" if likely else "muted", wrap=True))
        for one in likely:
            self._lines.addWidget(self._likely(one))
        for before, after in pairwise([*self._read.findChildren(SecondaryButton), *self._buttons]):
            # What comes late stands above the buttons, and Tab reaches it before them.
            QWidget.setTabOrder(before, after)

    def _likely(self, one: LikelyDuplicate) -> QWidget:
        line = QWidget()
        body = column(line, gap=1)
        person = one.person
        evidence = ", ".join(tr(f"people.evidence_{code}") for code in one.evidence)
        body.addWidget(Text(person.shown_name, "strong", wrap=True))
        body.addWidget(Text(identity_line(person), "small", wrap=True))
        body.addWidget(Text(origin_line(person), "small", wrap=True))
        body.addWidget(Text(evidence[:1].upper() + evidence[1:], "accent", wrap=True))
        if self._offers.same is not None:
            same = SecondaryButton(tr("reception.is_this"), icon_name="check", on_press=partial(self._offers.same, one))
            same.setAccessibleName(f"{tr('reception.is_this')}: {person.shown_name}")
            place = QWidget()
            FlowLayout(place, gap=2).addWidget(same)
            body.addWidget(place)
        return line

    def _add_buttons(self, flow: FlowLayout) -> None:
        offered = (
            (PrimaryButton, "accept", "check", self._offers.accept),
            (PrimaryButton, "register", "user-plus", self._offers.register),
            (SecondaryButton, "open_record", "id-card", self._offers.open_record),
            (SecondaryButton, "dismiss", "x", self._offers.dismiss),
        )
        for kind, word, icon, do in offered:
            if do is not None:
                button = kind(tr(f"requests_page.{word}"), icon_name=icon, on_press=do)
                self._buttons.append(button)
                flow.addWidget(button)


def _typed(one: PublicRequest) -> list[tuple[str, str]]:
    """What she typed to be registered; what she left out stands as a dash."""
    content = one.content
    agreed = ", ".join(tr(f"person.channel_{code}") for code in content.agreed if has_text(f"person.channel_{code}"))
    language = f"administration.language_{content.language}"
    facts = [
        (tr("person.birth_date"), show_date(content.birth_date) if content.birth_date else ""),
        (tr("person.phone"), phone_words(content.phone)),
        (tr("person.email"), content.email),
        (tr("requests_page.agreed"), agreed or tr("requests_page.agreed_none")),
    ]
    if has_text(language):
        facts.append((tr("requests_page.language"), tr(language)))
    if content.sent_by:
        facts.append((tr("requests_page.sent_by"), content.sent_by))
    return facts
