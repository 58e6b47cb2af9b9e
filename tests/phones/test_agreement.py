"""The agreement of confidentiality on a telephone: behind the alarms, accepted in one act, never in their way."""

from typing import Any

import msgspec
import pytest

from app.router.requests import Agree, Agreement
from app.router.words import Response
from tests.conftest import ExpectedLogs
from tests.phones.conftest import PlainPhone, Ward
from tests.phones.router_for_phones import until
from tests.phones.telephone import Telephone, agreement, one

__all__ = ["agreement", "one"]
"""The browser of these tests, and what its person has still to accept."""
HERE = "phone-1"
AGREEMENT = Agreement(
    "1", "2026-11-22", {"pt_BR": "Termo", "en": "Agreement"}, {"pt_BR": ("Segredo.",), "en": ("Secret.",)}
)


@pytest.fixture(autouse=True)
def _refusals_are_logged(expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("app.router.links.refusals", "refused")


def _agreements(phone: PlainPhone) -> list[dict[str, Any]]:
    """All that the page was told of it, up to now."""
    return [one for one in phone.kept if one["t"] == "agreement"]


def test_the_agreement_is_told_behind_the_alarms_accepted_in_the_page_s_language_and_not_told_again(ward: Ward) -> None:
    ward.router.agreement = AGREEMENT
    phone = ward.open(HERE, language="en")
    (told,) = _agreements(phone)
    assert (told["title"], told["paragraphs"], told["issued"]) == ("Agreement", ["Secret."], "22/11/2026")
    ward.router.alarm(HERE)
    row = phone.row()
    phone.paint(row)
    assert phone.hear("rows")["set"][0]["answers"] == ["accepted", "present", "rejected"]
    phone.say("answer", bed="L1", alarm="spo2_low", response="accepted")
    until(lambda: ward.router.answers(HERE) == [Response.ACCEPTED])
    phone.say("agree", version="0")
    phone.say("speak", language="pt")
    assert phone.hear("agreement", version="1")["paragraphs"] == ["Segredo."]
    phone.say("agree", version="1")
    phone.hear("agreement", version="")
    phone.hear("reply", to="agree", ok=True)
    assert ward.router.requests(HERE, Agree) == [Agree("0", "en"), Agree("1", "pt_BR")]
    answered = [one for one in phone.kept if one["t"] == "reply" and one["to"] == "agree"]
    assert len(answered) == 1, "what was not kept is not said to be"


def test_after_a_broken_line_it_is_still_asked_for_until_it_is_accepted(ward: Ward) -> None:
    ward.router.agreement = AGREEMENT
    phone = ward.open(HERE)
    assert [one["version"] for one in _agreements(phone)] == ["1"]
    resume = phone.state["resume"]
    phone.close()
    back = ward.open(HERE, sign_in=False, resume=resume)
    assert [one["version"] for one in _agreements(back)] == ["1"]
    back.say("lock")
    back.hear("state", locked=True)
    back.say("agree", version="1")
    assert back.hear("reply", to="agree")["ok"] is False
    assert ward.router.requests(HERE, Agree) == []


def test_the_agreement_is_read_and_accepted_in_one_act_and_an_alarm_takes_its_place_at_once(
    one: Telephone, agreement: Agreement
) -> None:
    one.open("agrees")
    one.see("#view-agreement h1")
    assert one.find("#view-agreement h1").text == agreement.title("pt_BR")
    assert all(paragraph in one.text() for paragraph in agreement.read("pt_BR"))
    one.ward.router.alarm("agrees")
    one.see(".alarm .primary:enabled")
    one.until(lambda: one.shown() == 1)
    assert not one.find("#view-agreement").is_displayed()
    assert not one.find("#agreement-notice").is_displayed(), "nothing else is asked while an alarm asks"
    one.tap(".answers .primary")
    until(lambda: one.ward.router.answers("agrees") == [Response.ACCEPTED])
    one.ward.router.taken_by("Ana Sintética", "agrees")
    one.see("#agreement-notice")
    one.press("#agreement-notice")
    one.see("#view-agreement .plain")
    one.press("#view-agreement .plain")
    one.see(".alarm")
    one.press("#agreement-notice")
    one.see("#view-agreement .primary")
    one.press("#view-agreement .primary")
    until(lambda: one.ward.router.requests("agrees", Agree) == [Agree("1", "pt_BR")])
    one.until(lambda: "Termo aceito" in one.find("#said").text)
    one.see(".alarm")
    assert not one.find("#agreement-notice").is_displayed()


def test_whoever_signs_in_while_an_alarm_asks_sees_the_alarm_and_not_the_agreement(
    one: Telephone, agreement: Agreement
) -> None:
    one.open("called", sign_in=False)
    one.see("#login")
    one.ward.router.alarm("called")
    one.sign_in()
    one.see(".alarm")
    one.until(lambda: one.shown() == 1)
    one.until(lambda: one.all("#view-agreement .reading"))
    assert one.find("#view-alarms").is_displayed()
    assert not one.find("#view-agreement").is_displayed()


def test_a_text_that_changed_meanwhile_is_shown_anew_and_says_so(one: Telephone, agreement: Agreement) -> None:
    one.open("changed")
    one.see("#view-agreement .primary")
    newer = msgspec.structs.replace(agreement, version="2", paragraphs={"pt_BR": ("Outro texto.",)})
    one.ward.router.agreement = newer
    one.press("#view-agreement .primary")
    one.until(lambda: "Outro texto." in one.text())
    assert "O texto mudou" in one.find("#view-agreement .refused").text
    one.press("#view-agreement .primary")
    one.until(lambda: one.find("#no-alarms").is_displayed())
    assert one.ward.router.requests("changed", Agree) == [Agree("1", "pt_BR"), Agree("2", "pt_BR")]
