"""Every change of a template is a version of its own; two people cannot change the same one unnoticed."""

from typing import Any

import pytest

from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.reminders.attributes import stored_value
from app.reminders.composing import Unit
from app.reminders.template_model import VARIANTS, from_stored, read_content, to_stored
from app.reminders.template_service import TemplateService
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import person_attribute
from tests.clinic.conftest import session_of

COORDINATOR = session_of(Role.COORDINATOR)


def content(*bodies: str, subject: str = "") -> dict[str, Any]:
    return {"variants": [{"texts": {"pt_BR": {"body": body, "subject": subject}}} for body in bodies]}


@pytest.fixture
def templates(store: Store) -> TemplateService:
    return TemplateService(store, lambda: Unit("UBS Fictícia"))


def test_a_change_is_a_new_version_and_the_old_one_stays(templates: TemplateService) -> None:
    first = templates.save(COORDINATOR, "Lembrete", content("Olá"))
    second = templates.save(COORDINATOR, "Lembrete", content("Oi"), replaces=first.id)
    assert (second.template_id, second.number) == (first.template_id, 2)
    assert [one.number for one in templates.versions(COORDINATOR, first.template_id)] == [2, 1]
    assert [one.id for one in templates.list(COORDINATOR)] == [second.id]


def test_who_changes_an_older_version_is_told(templates: TemplateService) -> None:
    first = templates.save(COORDINATOR, "Lembrete", content("Olá"))
    templates.save(COORDINATOR, "Lembrete", content("Oi"), replaces=first.id)
    with pytest.raises(KnownError, match=r"templates\.changed_meanwhile"):
        templates.save(COORDINATOR, "Lembrete", content("Alô"), replaces=first.id)


def test_a_retired_template_is_offered_no_more(templates: TemplateService) -> None:
    first = templates.save(COORDINATOR, "Lembrete", content("Olá"))
    last = templates.retire(COORDINATOR, first.id)
    assert templates.list(COORDINATOR) == ()
    assert templates.list(COORDINATOR, with_retired=True) == (last,)
    with pytest.raises(KnownError, match=r"templates\.retired"):
        templates.retire(COORDINATOR, last.id)


def test_a_text_is_shown_as_one_person_would_read_it(templates: TemplateService, people: tuple[str, ...]) -> None:
    wanted = content("Olá, {{first_name}}, da {{unit_name}}", subject="Para {{patient_name}}")
    shown = templates.render(COORDINATOR, wanted, people[0], "A", "pt_BR")
    assert (shown.subject, shown.body) == ("Para Maria Sintética 0", "Olá, Maria, da UBS Fictícia")
    assert templates.example_people(COORDINATOR)[0] == (people[0], "Maria Sintética 0")


def test_a_refusal_names_variant_language_and_place(templates: TemplateService) -> None:
    with pytest.raises(KnownError) as refused:
        templates.save(COORDINATOR, "Lembrete", content("Olá", "Oi {{nome}}"))
    shown = refused.value.values
    assert (shown["variant"], shown["language"], shown["line"], shown["column"]) == ("B", "pt_BR", 1, 4)


@pytest.mark.parametrize(
    ("name", "wrong", "code"),
    [
        ("", content("x"), "templates.name_missing"),
        ("x" * 81, content("x"), "templates.name_too_long"),
        ("x", {"variants": []}, "templates.no_text"),
        ("x", {"variants": [{"texts": {"en": {"body": "x"}}}]}, "templates.no_text"),
        ("x", {"variants": [{"texts": {"pt_BR": {"body": "x"}}, "weight": 0}]}, "templates.bad_weight"),
    ],
)
def test_what_is_no_template_is_refused(
    templates: TemplateService, name: str, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(KnownError) as refused:
        templates.save(COORDINATOR, name, wrong)
    assert refused.value.code == code


def test_variants_share_the_messages_by_their_weights_and_each_message_keeps_its_own() -> None:
    raw = content("a", "b")
    raw["variants"][1]["weight"] = 3
    read = read_content(raw)
    drawn = [read.variant_for(f"campaign/x/{number}") for number in range(4000)]
    assert drawn == [read.variant_for(f"campaign/x/{number}") for number in range(4000)]
    assert {code: drawn.count(code) > 0 for code in VARIANTS} == {"A": True, "B": True}
    assert 2850 <= drawn.count("B") <= 3150


def test_a_stored_content_reads_back_as_it_was() -> None:
    raw = content("Olá {{first_name}}", "Oi", subject="Lembrete")
    raw["variants"][0]["approved"] = {"name": "lembrete_1", "values": ["first_name"]}
    assert from_stored(to_stored(read_content(raw))) == read_content(raw)


def test_a_text_says_words_of_its_own_language_and_never_our_codes(
    store: Store, templates: TemplateService, people: tuple[str, ...]
) -> None:
    with store.write(PROGRAM) as writing:
        row = {"code": "treatment_phase", "value": stored_value("treatment_phase", "follow_up")}
        writing.append(person_attribute, {"person_id": people[0], **row})
    words = {"body": "{{treatment_phase}}", "subject": ""}
    wanted = {"variants": [{"texts": {"pt_BR": words, "en": words}}]}
    told = [templates.render(COORDINATOR, wanted, people[0], "A", language).body for language in ("pt_BR", "en")]
    assert told == ["Acompanhamento", "Follow-up"]


@pytest.mark.parametrize(
    ("approved", "code"),
    [({"name": " ", "values": []}, "no_approved_name"), ({"name": "x", "values": ["nobody"]}, "unknown_value")],
)
def test_an_approved_template_has_a_name_and_values_that_there_are(
    templates: TemplateService, approved: dict[str, Any], code: str
) -> None:
    wanted = content("Olá")
    wanted["variants"][0]["approved"] = approved
    with pytest.raises(KnownError, match=rf"templates\.{code}"):
        templates.save(COORDINATOR, "Lembrete", wanted)
