"""What somebody agreed to is tied to the text that was read: the sheet says so, and another text is asked anew."""

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from app.clinic.people.model import Channel, Consent, ConsentSource
from app.clinic.people.service import PeopleService
from app.kernel.clock import FakeClock
from app.privacy.consent_texts import ConsentText, ConsentTextService
from app.security.roles import Role
from app.settings import StationProfile, StationRole
from app.store.store import Store
from tests.privacy.histories import add_person
from tests.security.staff import fill, services
from tests.store.rows import NURSE
from ui.papers.blocks import Note, Pairs, SignHere, Table, Ticks
from ui.papers.issue import Issue
from ui.privacy.consent_paper import ConsentSheet, consent_text
from ui.reception.consent_questions import ConsentQuestions
from ui.texts import has_text, speaking, tr

PROFILE = StationProfile(StationRole.PRIMARY_CARE, "Unidade", "1234567", "2408102", "Natal")
NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
OWN = ConsentText("2-abcd", {"pt_BR": "Podemos escrever?", "en": "May we write?"}, "Célia", NOW)


def test_the_sheet_says_text_version_answers_and_who_printed_it_in_both_languages(
    store: Store, fake_clock: FakeClock
) -> None:
    fill(store)
    staff = services(store)
    nurse, people = staff.session(Role.NURSE), PeopleService(store)
    with store.write(NURSE) as writing:
        hers = add_person(writing)
    people.set_consent(nurse, hers, Channel.EMAIL, True)
    fake_clock.advance(5)
    texts = ConsentTextService(store)
    own = texts.change(staff.session(Role.COORDINATOR), {"pt_BR": "Podemos escrever?", "en": "May we write?"})
    people.set_consent(nurse, hers, Channel.WHATSAPP, True, text_version=own.version)
    sheet = ConsentSheet(people.open(nurse, hers), texts.versions(), people.consents(nurse, hers))
    for language, words in (("pt_BR", "Podemos escrever?"), ("en", "May we write?")):
        with speaking(language):
            paper = consent_text(Issue(PROFILE, "Célia", NOW), sheet)
        notes = [one.words for one in paper.blocks if isinstance(one, Note)]
        assert words in notes
        assert len([one for one in notes if one != words]) == 2, "the rights, and the earlier text that she was read"
        (facts,) = (one for one in paper.blocks if isinstance(one, Pairs))
        assert any(pair.value.startswith(f"{own.version}, ") for pair in facts.pairs)
        ticked = [choice.ticked for one in paper.blocks if isinstance(one, Ticks) for choice in one.choices]
        assert ticked.count(True) == 1, "the yes to the earlier text is asked again"
        (table,) = (one for one in paper.blocks if isinstance(one, Table))
        assert [row.cells[3] for row in table.rows] == ["1", own.version]
        assert [len(one.labels) for one in paper.blocks if isinstance(one, SignHere)] == [2]
        assert "Célia" in paper.printed


def test_a_yes_to_another_text_is_asked_again_at_the_desk_and_what_was_typed_stays(qtbot: QtBot) -> None:
    questions = ConsentQuestions()
    qtbot.addWidget(questions)
    said = {
        channel: Consent(channel, given, ConsentSource.DESK, "1", NOW, "Célia")
        for channel, given in ((Channel.EMAIL, True), (Channel.SMS, False), (Channel.PHONE, True))
    }
    questions.show_consents(said)
    assert questions.chips[Channel.EMAIL].value() == "yes"
    assert questions.again.isHidden()
    questions.chips[Channel.PHONE].set_value("no")
    questions.show_text(OWN)
    shown = {channel: questions.chips[channel].value() for channel in said}
    assert shown == {Channel.EMAIL: "not_asked", Channel.SMS: "no", Channel.PHONE: "no"}
    assert not questions.again.isHidden()
    told_before = ", ".join(tr(f"person.channel_{one.value}") for one in (Channel.EMAIL, Channel.PHONE))
    assert told_before in questions.again.text(), "what she agreed to before is said, though it has to be asked again"
    assert OWN.words["pt_BR"] in questions.text.text()
    questions.chips[Channel.EMAIL].set_value("yes")
    told = {one.channel: (one.given, one.text_version) for one in questions.answers()}
    assert told == {Channel.PHONE: (False, "2-abcd"), Channel.EMAIL: (True, "2-abcd")}


def test_the_words_on_the_sheet_are_those_that_are_read_aloud() -> None:
    for language in ("pt_BR", "en"):
        with speaking(language):
            assert tr("privacy.consent_words_1") in tr("person.consent_text_1")


def test_every_way_of_answering_has_a_word_on_the_sheet() -> None:
    assert all(has_text(f"privacy.value_{one.value}") for one in ConsentSource)
