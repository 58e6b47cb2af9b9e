"""One row of the audit trail in full, and the search for the person whose rows are wanted."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.clinic.people.model import PersonHit, SearchResult
from app.security.audit_service import AuditRow
from app.security.roles import Action, Role, allowed
from app.security.session import Session
from ui.administration.audit.filters import PersonChoice
from ui.administration.audit.host import AuditHost
from ui.administration.audit.words import action_words, details_words, subject_words
from ui.texts import tr
from ui.texts.formats import show_date, show_instant
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column
from ui.widgets.text_fields import SearchField

_MOST_HITS = 8


class AuditDetails(QWidget):
    """Who, what, when, with every detail that was written down."""

    def __init__(self, section: AuditHost, one: AuditRow) -> None:
        super().__init__()
        layout = column(self, gap=4)
        layout.addWidget(Text(action_words(one.action), "strong", wrap=True))
        facts = [
            (tr("administration.audit_at"), show_instant(one.at, section.zone)),
            (tr("administration.audit_who"), one.account_name),
            (tr("administration.audit_subject"), subject_words(one)),
            *details_words(one),
        ]
        layout.addWidget(KeyValues(facts))
        by_account = SecondaryButton(
            tr("administration.audit_only_account"), on_press=partial(section.only_account, one.account_id)
        )
        layout.addWidget(by_account)
        if one.subject_kind == "person":
            name = one.subject_name or tr("administration.audit_this_person")
            choice = PersonChoice(one.subject_id, name)
            press = partial(section.only_person, choice)
            layout.addWidget(SecondaryButton(tr("administration.audit_only_person"), on_press=press))
        layout.addStretch(1)


class PersonPicker(QWidget):
    """Find a person by name, document or birth date, as everywhere else."""

    def __init__(self, section: AuditHost) -> None:
        super().__init__()
        self._section = section
        layout = column(self, gap=3)
        hint = tr("administration.audit_person_hint")
        self.search = SearchField(placeholder=hint, name=hint)
        layout.addWidget(self.search)
        self.hits = column(gap=1)
        layout.addLayout(self.hits)
        layout.addStretch(1)
        self.setFocusProxy(self.search)
        self.search.searched.connect(self._find)

    @staticmethod
    def may_be_used(session: Session) -> bool:
        """Whether the reader may look for people at all; an administrator may not."""
        return allowed(Role(session.role), Action.FIND_PERSON)

    def _find(self, text: str) -> None:
        if not text:
            clear(self.hits)
            return
        context = self._section.context
        call = partial(context.station.people.search, context.session, text, _MOST_HITS)
        self._section.does(call, partial(self._show, text))

    def _show(self, text: str, result: SearchResult) -> None:
        if text != self.search.value():
            return
        clear(self.hits)
        for hit in result.hits:
            self.hits.addWidget(self._button(hit))
        if not result.hits:
            self.hits.addWidget(Text(tr("administration.audit_person_none"), "muted", wrap=True))

    def _button(self, hit: PersonHit) -> QuietButton:
        words = f"{hit.shown_name} · {show_date(hit.birth_date)}"
        return QuietButton(
            words, on_press=partial(self._section.only_person, PersonChoice(hit.person_id, hit.shown_name))
        )
