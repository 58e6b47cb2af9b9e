"""From a reply to the message that answers it."""

from pytestqt.qtbot import QtBot

from app.reminders.channels.interface import FeedbackKind, Outcome
from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import SignIn, press, settled
from tests.ui.reminders.sending.outgoing import OpenPage, Outgoing
from ui.reminders.planned.page import PlannedPage
from ui.reminders.planned.single_form import SingleForm


def test_an_answer_is_a_new_message_to_whoever_wrote(
    open_page: OpenPage,
    outgoing: Outgoing,
    station: Station,
    sign_in: SignIn,
    qtbot: QtBot,
    gone: list[tuple[str, str | None]],
) -> None:
    mail = {"host": "mail.example.org", "sender": "ubs@example.org"}
    station.reminders.channels.save(sign_in(Role.ADMINISTRATOR), "email", mail, {}, active=True)
    outgoing.heard(FeedbackKind.REPLY, outgoing.tried(Outcome.ACCEPTED), "Posso ir na quinta-feira?")
    window = open_page("inbox")
    press(window.page, "Responder")
    ((place, subject),) = gone
    assert place == "reminders"
    window.arrive(subject)
    settled(qtbot)
    assert isinstance(window.page, PlannedPage)
    (form,) = window.page.findChildren(SingleForm)
    assert (form.person_id, form.person_name) == (outgoing.people[0], "Maria Sintética 0")
    assert form.template.hasFocus()
    assert form.when.day.day() is not None
