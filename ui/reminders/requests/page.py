"""What patients asked for on the public pages: nothing of it stands in a record before somebody here has decided."""

from collections.abc import Sequence
from functools import partial

from app.clinic import municipalities
from app.clinic.people.model import LikelyDuplicate, NewPerson, PersonRecord
from app.reminders.request_content import RequestContent, RequestKind
from app.reminders.requests import DECIDES, PublicRequest
from app.security.roles import Action
from ui.errors import words_of
from ui.papers.identity import phone_words
from ui.reception.person_form import DRAFT_NEW
from ui.reminders.parts.list_page import ListPage
from ui.reminders.requests.decide_sheet import DecideSheet, accepting, dismissing
from ui.reminders.requests.request_panel import Offers, RequestPanel
from ui.reminders.requests.request_table import MINOR, RequestTable, who
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_date


class RequestsPage(ListPage[RequestPanel]):
    """The list at the left, one request in the panel beside it."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_requests"), tr("reminders_page.explain_requests"))
        self._requests: tuple[PublicRequest, ...] = ()
        self._records: dict[str, PersonRecord] = {}
        self.sheet: DecideSheet | None = None
        self.table = RequestTable(self._zone)
        self.lay_out(self.table, MINOR, tr("requests_page.keys"))
        self.table.chosen.connect(lambda _id: self.show_chosen())
        self.refresh()

    @property
    def request(self) -> PublicRequest | None:
        """The one under the cursor."""
        return next((one for one in self._requests if one.id == self.table.current_id()), None)

    def refresh(self) -> None:
        """Read the requests again; a list that is shown stays in sight meanwhile."""
        call = partial(self.context.station.reminders.requests.list, self.context.session)
        self.read_again(call, self._show)

    def open_subject(self, subject: str) -> None:
        """Show one request."""
        self._wanted = subject
        self.refresh()

    def _show(self, requests: Sequence[PublicRequest]) -> None:
        before = self.panel
        self._requests = tuple(requests)
        if not requests:
            self.shut_panel()
            self.states.show_empty("user-plus", tr("requests_page.empty"), tr("requests_page.empty_next"))
            return
        self.states.show_full()
        self.table.show_requests(requests)
        if self._wanted and self.table.select_request(self._wanted):
            self._wanted = ""
        self.show_chosen()
        if self.panel is not None and self.panel is before:
            # She may have been registered at the desk meanwhile.
            self._read_beside(self.panel)

    # the panel

    def show_chosen(self) -> None:
        """What is under the cursor, beside the list."""
        one = self.request
        if one is None or self._closed or (self.panel is not None and self.panel.request == one):
            return
        panel = self.panel = RequestPanel(one, self._zone, self._offers(one))
        self.beside.open(who(one), panel)
        self._read_beside(panel)

    def _read_beside(self, panel: RequestPanel) -> None:
        """What is known here already about who asks."""
        one, may = panel.request, self.context.may
        if one.kind is RequestKind.REGISTRATION and may(Action.FIND_PERSON):
            people, person = self.context.station.people, _person(one.content)
            self.does(
                partial(people.likely_duplicates, self.context.session, person), partial(self._tell_likely, panel)
            )
        elif one.person_id is not None and may(Action.CHANGE_PERSON) and may(Action.VIEW_PERSON):
            self._read_now(panel, one.person_id)

    def _read_now(self, panel: RequestPanel, person_id: str) -> None:
        """Whoever looks at what stands in the record opens it, once: that is written down."""
        if person_id in self._records:
            panel.show_now(self._records[person_id])
            return
        people, reason = self.context.station.people, self.context.reason_for(person_id)
        call = partial(people.open, self.context.session, person_id, reason=reason)
        # Where the record asks why it is opened, it is opened by its own button, and not in passing.
        self.does(call, partial(self._tell_now, panel), lambda _error: None)

    def _tell_now(self, panel: RequestPanel, record: PersonRecord) -> None:
        self._records[record.id] = record
        if panel is self.panel:
            panel.show_now(record)

    def _tell_likely(self, panel: RequestPanel, likely: Sequence[LikelyDuplicate]) -> None:
        if panel is self.panel:
            panel.show_likely(likely)

    def _offers(self, one: PublicRequest) -> Offers:
        may, registration = self.context.may, one.kind is RequestKind.REGISTRATION
        decides = may(DECIDES[one.kind])
        return Offers(
            accept=self.ask_contact if decides and not registration else None,
            register=self._register if decides and registration else None,
            same=self._ask_same if decides and registration else None,
            dismiss=self._ask_dismiss if decides else None,
            open_record=self._open_record if one.person_id is not None and may(Action.VIEW_PERSON) else None,
        )

    # what can be done

    def ask_contact(self) -> None:
        """Another telephone or e-mail: once more before the record is changed."""
        one = self.request
        if one is None:
            return
        call = partial(self._accept, one.id, None)
        title = tr("requests_page.accept_title", name=who(one))
        new = " · ".join(part for part in (phone_words(one.content.phone), one.content.email) if part)
        explanation = tr("requests_page.accept_explanation", value=new)
        self.sheet = accepting(
            self, title, explanation, tr("requests_page.accept"), call, partial(self._decided, "accepted"), self._gone
        )

    def _ask_same(self, likely: LikelyDuplicate) -> None:
        one = self.request
        if one is None:
            return
        call = partial(self._accept, one.id, likely.person.person_id)
        title = tr("requests_page.same_title", name=likely.person.shown_name)
        explanation = tr("requests_page.same_explanation")
        self.sheet = accepting(
            self, title, explanation, tr("requests_page.do_same"), call, partial(self._decided, "accepted"), self._gone
        )

    def _ask_dismiss(self) -> None:
        one = self.request
        if one is not None:
            call = partial(self.context.station.reminders.requests.dismiss, self.context.session, one.id)
            self.sheet = dismissing(self, who(one), call, partial(self._decided, "dismissed"), self._gone)

    def _accept(self, request_id: str, person_id: str | None, reason: str) -> str:
        return self.context.station.reminders.requests.accept(self.context.session, request_id, reason, person_id)

    def _decided(self, how: str) -> None:
        self._records.clear()
        self.banner.hide()
        left = len(self._requests) - 1
        words = tr_count("requests_page.left", left) if left else tr("requests_page.none_left")
        self.context.message("success", f"{tr(f'requests_page.{how}')} {words}")
        self.table.setFocus()
        self.refresh()

    def _gone(self, error: Exception) -> None:
        self.banner.show_message("info", words_of(error).together)
        self.refresh()

    def _open_record(self) -> None:
        one = self.request
        if one is not None:
            self.context.navigate("reception", one.person_id)

    def _register(self) -> None:
        """The desk's own form begins with what was typed; one that was begun there already is left alone."""
        one = self.request
        if one is None:
            return
        drafts, session, content = self.context.station.drafts, self.context.session, self._draft(one.content)

        def keep() -> bool:
            if drafts.get(session, DRAFT_NEW) is not None:
                return False
            drafts.keep(session, DRAFT_NEW, "", content)
            return True

        self.banner.hide()
        self.does(keep, self._begun)

    def _begun(self, kept: bool) -> None:
        if kept:
            self.context.navigate("reception", None)
            return
        action = (tr("requests_page.to_reception"), partial(self.context.navigate, "reception", None))
        title, next_step = tr("requests_page.form_begun"), tr("requests_page.form_begun_next")
        self.banner.show_message("warn", title, next_step, action=action)

    def _draft(self, content: RequestContent) -> dict[str, object]:
        here = municipalities.by_code(self.context.station.profile.municipality_code)
        return {
            "full_name": content.full_name,
            "birth_date": show_date(content.birth_date) if content.birth_date else "",
            "phone": phone_words(content.phone),
            "email": content.email,
            "municipality": f"{here.name} ({here.state})" if here else "",
        }


def _person(content: RequestContent) -> NewPerson:
    return NewPerson(
        full_name=content.full_name, birth_date=content.birth_date, phone=content.phone, email=content.email
    )
