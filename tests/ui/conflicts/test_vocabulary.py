"""Every column and every content that can disagree has a word in both languages, and values read as people write."""

import json
from collections.abc import Mapping
from datetime import date

import pytest

from app.central.ownership import KNOWN
from app.clinic.pregnancies.kinds import kinds
from app.clinic.prenatal.facts import Kind
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.visit_content import NewVisit, content_of
from app.clinic.reception.model import EventKind
from app.clinic.referral.model import Kind as Step
from app.store.tables import metadata
from app.sync.conflicts import Conflict, ConflictKind, Side
from app.sync.events import Event
from app.sync.guards import guards
from tests.sync.test_referral_simulation import ANSWER
from ui.conflicts.lines import Line, Read, lines_of, title_of
from ui.conflicts.values import ValueContext
from ui.conflicts.vocabulary import COLUMNS, CONTENT, SILENT_CONTENT, is_silent
from ui.texts import LANGUAGES, choose_language, has_text

READ = Read(ValueContext("America/Fortaleza"))
APPENDED = (
    "observation",
    "assessment",
    "prenatal_fact",
    "arrival_event",
    "dating_choice",
    "referral",
    "referral_event",
    "template_version",
)
CHANGED = ("person", "pregnancy", "account", "person_merge", "reminder_rule", "campaign")


def event(entity: str, operation: str, content: Mapping[str, object]) -> Event:
    return Event("e", "o", 1, entity, "x", operation, json.dumps(content), "", "2026-03-02T11:00:00.000000Z", "n", 0)


def conflict(entity: str, kind: ConflictKind, stands: Mapping[str, object], other: Mapping[str, object]) -> Conflict:
    return Conflict("e", kind, entity, "x", "p", None, Side(stands), Side(other), True, False, ("e",), {}, ())


def lines(entity: str, kind: ConflictKind, stands: Mapping[str, object], other: Mapping[str, object]) -> list[Line]:
    return list(lines_of(conflict(entity, kind, stands, other), READ))


def test_every_table_whose_rows_can_disagree_is_known() -> None:
    can = set()
    for entity in KNOWN:
        columns = [one.name for one in metadata.tables[entity].columns]
        row = {"id": "x", "supersedes": "y", **{name: "x" for name in columns if name.endswith("_id")}}
        row |= {"status": "current", "kind": "answered", "priority": "urgent"}
        plain = {name: value for name, value in row.items() if name in columns}
        if guards(event(entity, "append", plain)):
            can.add(entity)
    assert can | set(CHANGED) == set(COLUMNS)
    assert can >= set(APPENDED)


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("entity", list(COLUMNS))
def test_every_column_has_a_word_or_says_nothing_to_a_person(entity: str, language: str) -> None:
    choose_language(language)
    for name in [one.name for one in metadata.tables[entity].columns]:
        said = COLUMNS[entity].get(name)
        assert (said is not None) != is_silent(entity, name), f"{entity}.{name}"
        assert said is None or has_text(said.label), f"{entity}.{name}"


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_part_of_a_content_and_every_title_has_a_word(language: str) -> None:
    choose_language(language)
    assert set(CONTENT) == {*Kind, "arrival_event", "referral_event", "template_version"}
    for parts in CONTENT.values():
        assert all(has_text(said.label) for said in parts.values())
    titles = [title_of(ConflictKind.FACT, "observation", (code,)) for code in kinds()]
    titles += [title_of(ConflictKind.FACT, "prenatal_fact", (kind.value, "x")) for kind in Kind]
    titles += [title_of(ConflictKind.FACT, "arrival_event", (kind.value,)) for kind in EventKind]
    titles += [title_of(ConflictKind.FACT, "referral_event", (kind.value,)) for kind in Step]
    titles += [
        title_of(ConflictKind.FACT, one, ()) for one in ("dating_choice", "assessment", "referral", "template_version")
    ]
    titles += [title_of(kind, "pregnancy", ()) for kind in (ConflictKind.PREGNANCY, ConflictKind.MERGE)]
    assert not [one for one in titles if "[" in one]


def test_what_the_services_write_into_a_content_is_worded() -> None:

    visit = content_of(NewVisit(date(2026, 3, 2), Professional.NURSE))
    assert set(visit) <= set(CONTENT["visit"]) | SILENT_CONTENT
    assert set(ANSWER) <= set(CONTENT["referral_event"]) | SILENT_CONTENT


def test_a_field_reads_as_people_write_it() -> None:
    found = lines("person", ConflictKind.FIELDS, {"cpf": "52998224725", "birth_date": "1990-02-01"}, {"cpf": None})
    assert Line("CPF", "529.982.247-25", "") in found
    assert any(one.stands == "01/02/1990" for one in found)


def test_two_corrections_of_a_weight_differ_in_the_weight_first_and_why_comes_last() -> None:
    same = {"code": "weight_kg", "observed_at": "2026-03-02T11:00:00.000000Z"}
    found = lines(
        "observation",
        ConflictKind.FACT,
        {**same, "value": "60.5", "reason": "engano"},
        {**same, "value": "null", "reason": "de outra"},
    )
    assert [(one.stands, one.other, one.differs) for one in found] == [
        ("60,5 kg", "riscado: não vale", True),
        ("engano", "de outra", True),
        ("02/03/2026 08:00", "02/03/2026 08:00", False),
    ]
    assert found[1].minor


def test_a_visit_a_result_and_an_answer_are_read_from_their_content() -> None:
    visit = {"professional": "nurse", "note": "Bem", "complaints": "", "oedema": "1+", "next_on": "2026-04-01"}
    row = {"kind": "visit", "code": "visit", "day": "2026-03-02"}
    other = {**row, "content": json.dumps({**visit, "next_on": "2026-04-08"})}
    found = lines("prenatal_fact", ConflictKind.FACT, {**row, "content": json.dumps(visit)}, other)
    assert (found[0].stands, found[0].other) == ("01/04/2026", "08/04/2026")
    answer = {"verdict": "inconclusive", "causes": ["clinical_data"], "sources": ["CAB 32"], "by": "Dra. X"}
    step = {"kind": "answered", "content": json.dumps(answer)}
    told = lines("referral_event", ConflictKind.FACT, step, {**step, "content": json.dumps({**answer, "sources": []})})
    assert told[0].stands == "CAB 32" and not any("Dra. X" in one.stands for one in told)


def test_a_content_that_no_version_knows_is_shown_all_the_same() -> None:
    row = {"kind": "outcome", "code": "birth", "day": "2026-03-02", "content": json.dumps({"details": "", "new": "x"})}
    found = lines("prenatal_fact", ConflictKind.FACT, row, {**row, "content": json.dumps({"details": "", "new": "y"})})
    assert (found[0].label, found[0].stands, found[0].other) == ("new", "x", "y")


def test_a_template_a_rule_and_a_campaign_are_read_as_people_wrote_them() -> None:
    texts = {"pt_BR": {"body": "Olá", "subject": "Consulta"}, "en": {"body": "Hello", "subject": ""}}
    told = {"name": "Lembrete", "content": json.dumps({"variants": [{"texts": texts, "weight": 1}]}), "retired": 0}
    found = lines("template_version", ConflictKind.FACT, told, {**told, "name": "Aviso"})
    assert found[0] == Line("Nome", "Lembrete", "Aviso")
    texts_in_words = "A · Português: Consulta — Olá\nA · English: Hello"
    assert Line("Textos", texts_in_words, texts_in_words) in found
    rule = {"offset_minutes": -7 * 1440, "window_minutes": 1500, "channels": '["email", "telegram"]', "active": 1}
    rule |= {"criteria": '{"all":[{"field":"pregnant","yes":true}]}', "anchor": "surgery_date"}
    found = lines("reminder_rule", ConflictKind.FIELDS, rule, {**rule, "offset_minutes": 90})
    assert (found[0].stands, found[0].other) == ("7 dias antes", "01:30 depois")
    shown = {one.label: one.stands for one in found}
    assert shown["Canais"] == "E-mail, Telegram"
    assert shown["Por quanto tempo ainda sai"] == "1 dia + 01:00"
    assert shown["Para quem"] == "Gestante agora: sim"
    stopped = lines("campaign", ConflictKind.FIELDS, {"status": "cancelled"}, {"status": "confirmed"})
    assert stopped == [Line("Situação", "Cancelada", "Confirmada")]
