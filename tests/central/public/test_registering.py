"""Asking to be registered: a request for one unit, never a record, and the same answer for everybody."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import select

from app.central.paging import Reader
from app.central.tables import event as event_table
from app.central.tables import scope
from app.kernel.canonical import canonical_json
from tests.central.public.conftest import EMAIL, PHONE, Site

WHO = {
    "unit": "1111111",
    "full_name": "Rosa Fictícia de Souza",
    "birth_date": "1990-05-06",
    "phone": "86 99999-1111",
    "email": "",
}


def _form(site: Site) -> str:
    found = re.search(r'name="form" value="([^"]+)"', site.browser.get("/p/register").text)
    assert found
    return found.group(1)


def test_a_request_goes_to_the_unit_that_was_chosen_and_makes_no_record(site: Site) -> None:
    answer = site.browser.post("/p/register", {**WHO, "form": _form(site), "agree": ["whatsapp", "phone"]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/p/register/done?l=pt")
    (request,) = site.contents("public_request")
    assert (request["kind"], request["person_id"]) == ("registration", None)
    assert json.loads(request["content"]) == {
        "agreed": ["phone", "whatsapp"],
        "birth_date": "1990-05-06",
        "full_name": "Rosa Fictícia de Souza",
        "language": "pt_BR",
        "phone": "+5586999991111",
        "text_version": "1",
    }
    with site.engine.connect() as connection:
        assert len(connection.execute(select(scope)).all()) == 1
        people = select(event_table.c.id).where(event_table.c.entity == "person")
        assert len(connection.execute(people).all()) == 1
    reader = Reader(site.engine)
    assert [one.event.entity for one in reader.page("2222222", 0).events] == []
    assert reader.page("1111111", 0).events[-1].event.entity == "public_request"


def test_whoever_is_known_already_gets_the_same_answer_as_a_stranger(site: Site) -> None:
    stranger = site.browser.post("/p/register", {**WHO, "form": _form(site)})
    known = {**WHO, "full_name": "Maria Sintética", "phone": PHONE, "email": EMAIL, "birth_date": "1990-01-01"}
    she = site.browser.post("/p/register", {**known, "form": _form(site)})
    assert (she.status_code, she.headers["location"]) == (stranger.status_code, stranger.headers["location"])
    pages = {site.browser.get(one.headers["location"]).text for one in (stranger, she)}
    assert len(pages) == 1


def test_a_form_that_is_sent_twice_is_one_request(site: Site) -> None:
    said = {**WHO, "form": _form(site)}
    assert [site.browser.post("/p/register", said).status_code for _ in range(3)] == [303] * 3
    assert len(site.rows("public_request")) == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"unit": ""}, "Escolha a unidade"),
        ({"unit": "3333333"}, "Escolha a unidade"),
        ({"unit": "9999999"}, "Escolha a unidade"),
        ({"full_name": "Rosa"}, "Escreva nome e sobrenome"),
        ({"full_name": "R" * 300 + " S"}, "Escreva nome e sobrenome"),
        ({"birth_date": ""}, "Escreva a data de nascimento"),
        ({"birth_date": "2999-01-01"}, "Escreva a data de nascimento"),
        ({"birth_date": "31/02/1990"}, "Escreva a data de nascimento"),
        ({"phone": ""}, "Escreva um telefone ou um e-mail"),
        ({"phone": "123"}, "Escreva o telefone com DDD"),
        ({"agree": "email"}, "Escreva o e-mail completo"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(site: Site, wrong: dict[str, str], told: str) -> None:
    answer = site.browser.post("/p/register", {**WHO, "form": _form(site), **wrong})
    assert answer.status_code == 422
    assert told in answer.text
    assert "Rosa" in answer.text or "full_name" in wrong
    assert site.rows("public_request") == []


def test_a_day_may_be_written_as_people_write_it(site: Site) -> None:
    site.browser.post("/p/register", {**WHO, "birth_date": "06/05/1990", "form": _form(site)})
    assert json.loads(site.contents("public_request")[0]["content"])["birth_date"] == "1990-05-06"


@pytest.mark.parametrize("form", ["", "a.1.b", "x" * 300, "é.1.2"])
def test_a_form_that_is_none_of_ours_is_given_anew(site: Site, form: str) -> None:
    answer = site.browser.post("/p/register", {**WHO, "form": form})
    assert answer.status_code == 422
    assert site.rows("public_request") == []


def test_a_form_lasts_half_a_day(site: Site) -> None:
    form = _form(site)
    site.clock.advance(12 * 3600 + 1)
    answer = site.browser.post("/p/register", {**WHO, "form": form})
    assert "ficou aberta muito tempo" in answer.text
    assert site.rows("public_request") == []


def test_a_link_may_name_the_unit_and_the_switch_of_languages_keeps_it(site: Site) -> None:
    page = site.browser.get("/p/register?unit=2222222").text
    assert '<option value="2222222" selected>' in page
    assert 'href="/p/register?l=en&amp;unit=2222222"' in page


def test_hospitals_register_nobody(site: Site) -> None:
    assert "Hospital Sintético" not in site.browser.get("/p/register").text


def test_one_address_cannot_flood_a_unit_with_requests(site: Site) -> None:
    answers = []
    for _ in range(12):
        answers.append(site.browser.post("/p/register", {**WHO, "form": _form(site)}).status_code)
        site.clock.advance(1)
    assert answers == [303] * 10 + [429] * 2
    site.browser.address = "203.0.113.8"
    assert site.browser.post("/p/register", {**WHO, "form": _form(site)}).status_code == 303


def test_who_agrees_with_a_unit_that_asks_by_its_own_text_is_shown_it_first(site: Site) -> None:
    words = {"pt_BR": "Podemos escrever à senhora?", "en": "May we write to you?"}
    value = canonical_json({"version": "2-abcd", "words": words})
    row: dict[str, Any] = {"code": "consent_text", "value": value, "recorded_at": "2026-01-02T00:00:00.000000Z"}
    row["recorded_by"] = "x"
    site.push(site.writer.event("unit_setting", "setting-1", "append", **row))
    asked = {**WHO, "form": _form(site), "agree": ["whatsapp"], "version": "1"}
    shown = site.browser.post("/p/register", asked)
    assert (shown.status_code, "Podemos escrever à senhora?" in shown.text) == (422, True)
    assert site.contents("public_request") == []
    assert site.browser.post("/p/register", {**asked, "form": _form(site), "version": "2-abcd"}).status_code == 303
    (request,) = site.contents("public_request")
    assert json.loads(request["content"])["text_version"] == "2-abcd"
