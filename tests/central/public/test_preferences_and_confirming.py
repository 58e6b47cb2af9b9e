"""What she changes behind her own links: consents and language at once, telephone and e-mail never by themselves."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from app.central.public.pages import masked_email, masked_phone
from app.central.tables import event as event_table
from app.clinic.people.model import CONSENT_TEXT_VERSION
from app.kernel.canonical import canonical_json
from app.kernel.clock import to_text
from app.reminders.links import Purpose
from tests.central.public.conftest import EMAIL, PHONE, SHE, Site


def _checked(page: str) -> set[str]:
    """Name and value of the buttons that are chosen."""
    inputs = [part.partition(">")[0] for part in page.split("<input")[1:]]
    return {part.split('name="')[1].split('"')[0] + "=" + part.split('value="')[1].split('"')[0]
            for part in inputs if part.endswith(" checked")}  # fmt: skip


def test_the_page_shows_what_was_agreed_and_leaves_open_what_was_never_asked(site: Site) -> None:
    page = site.browser.get(site.path(Purpose.PREFERENCES)).text
    assert _checked(page) == {"channel_email=yes"}
    assert f"versão {CONSENT_TEXT_VERSION}" in page
    assert "A unidade pode avisar sobre consultas e exames" in page


def test_what_she_chose_is_kept_with_the_text_that_she_read(site: Site) -> None:
    path = site.path(Purpose.PREFERENCES)
    said = {"channel_email": "no", "channel_whatsapp": "yes", "language": "en"}
    answer = site.browser.post(path, said)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?l=pt&done=saved")
    kept = {one["channel"]: (one["given"], one["source"], one["text_version"]) for one in site.contents("consent")}
    assert kept == {"email": (0, "public_page", "1"), "whatsapp": (1, "public_page", "1")}
    (attribute,) = site.contents("person_attribute")
    assert (attribute["person_id"], attribute["code"], json.loads(attribute["value"])) == (SHE, "language", "en")
    page = site.browser.get(answer.headers["location"]).text
    assert "Guardamos a sua escolha" in page
    assert _checked(page) == {"channel_email=no", "channel_whatsapp=yes"}


def test_saving_what_stands_already_writes_nothing(site: Site) -> None:
    path = site.path(Purpose.PREFERENCES)
    for _ in range(2):
        site.browser.post(path, {"channel_email": "yes", "language": "pt"})
    assert site.rows("consent") == []
    assert len(site.rows("person_attribute")) == 1


@pytest.mark.parametrize("said", [{"channel_email": "perhaps"}, {"channel_pigeon": "yes"}, {"language": "tlh"}, {}])
def test_what_no_form_of_ours_sends_changes_nothing(site: Site, said: dict[str, str]) -> None:
    assert site.browser.post(site.path(Purpose.PREFERENCES), said).status_code == 303
    assert (site.rows("consent"), site.rows("person_attribute")) == ([], [])


def test_she_recognises_her_contact_and_nobody_else_learns_it(site: Site) -> None:
    page = site.browser.get(site.path(Purpose.CONFIRM)).text
    assert "••••-0012" in page
    assert "m•••@e•••.org" in page
    assert not any(secret in page for secret in (PHONE, PHONE[3:], EMAIL, "Maria", "example.org"))


def test_what_a_station_changed_is_what_is_shown(site: Site) -> None:
    site.push(site.writer.phone(SHE, "+5586999997777", 99))
    assert "••••-7777" in site.browser.get(site.path(Purpose.CONFIRM)).text


def test_that_it_is_right_is_noted_with_the_day(site: Site) -> None:
    answer = site.browser.post(site.path(Purpose.CONFIRM), {"answer": "right"})
    (attribute,) = site.contents("person_attribute")
    assert (attribute["code"], attribute["value"]) == ("contact_confirmed", '"2026-03-02"')
    assert "Anotamos que está certo" in site.browser.get(answer.headers["location"]).text
    assert site.rows("public_request") == []


def test_another_telephone_is_a_request_and_the_record_stays(site: Site) -> None:
    said = {"answer": "changed", "phone": "(86) 98888-1234", "email": ""}
    answer = site.browser.post(site.path(Purpose.CONFIRM), said)
    assert answer.status_code == 303
    (row,) = site.rows("public_request")
    assert (row["person_id"], row["unit"]) == (SHE, "1111111")
    (request,) = site.contents("public_request")
    assert request["kind"] == "contact"
    assert json.loads(request["content"]) == {"phone": "+5586988881234"}
    assert site.rows("person") == []
    assert "••••-0012" in site.browser.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("phone", "email", "told"),
    [
        ("12", "", "Escreva o telefone com DDD"),
        ("", "not an address", "Escreva o e-mail completo"),
        ("", "", "Escreva um telefone ou um e-mail"),
    ],
)
def test_what_cannot_be_reached_is_told_and_not_kept(site: Site, phone: str, email: str, told: str) -> None:
    answer = site.browser.post(site.path(Purpose.CONFIRM), {"answer": "changed", "phone": phone, "email": email})
    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{phone or email}"' in answer.text
    assert site.rows("public_request") == []


def test_what_is_typed_comes_back_as_text_and_never_as_page(site: Site) -> None:
    evil = '"><script>alert(1)</script>'
    answer = site.browser.post(site.path(Purpose.CONFIRM), {"answer": "changed", "email": evil})
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize(
    ("address", "shown"), [("a@b.br", "a•••@b•••.br"), ("x@sub.host.org", "x•••@s•••.org"), ("", None), (None, None)]
)
def test_an_address_is_shown_by_its_edges(address: str | None, shown: str | None) -> None:
    assert masked_email(address) == shown


def test_no_telephone_is_no_telephone() -> None:
    assert masked_phone(None) is None


def test_the_hour_of_another_place_is_kept_and_can_be_taken_back(site: Site) -> None:
    path = site.path(Purpose.PREFERENCES)
    page = site.browser.get(path).text
    assert '<option value="" selected>A mesma da unidade' in page
    site.browser.post(path, {"zone": "Europe/Lisbon"})
    site.browser.post(path, {"zone": "Europe/Lisbon"})
    assert '<option value="Europe/Lisbon" selected>Lisboa' in site.browser.get(path).text
    site.clock.advance(60)
    site.browser.post(path, {"zone": ""})
    kept = [(one["code"], one["value"]) for one in site.contents("person_attribute")]
    assert kept == [("time_zone", '"Europe/Lisbon"'), ("time_zone", None)]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "America/Fortaleza", "<b>"])
def test_a_zone_that_was_not_offered_is_not_kept(site: Site, zone: str) -> None:
    site.browser.post(site.path(Purpose.PREFERENCES), {"zone": zone})
    assert site.rows("person_attribute") == []


def test_a_zone_that_the_desk_had_set_is_offered_too(site: Site) -> None:
    author = {"recorded_at": "2026-01-02T00:00:00.000000Z", "recorded_by": "n"}
    told: dict[str, Any] = {"person_id": SHE, "code": "time_zone", "value": '"America/Cuiaba"', **author}
    site.push(site.writer.event("person_attribute", "zone-1", "append", **told))
    assert '<option value="America/Cuiaba" selected>Cuiaba' in site.browser.get(site.path(Purpose.PREFERENCES)).text


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_that_was_called_back_reveals_nothing_and_one_made_afterwards_opens(
    site: Site, purpose: Purpose
) -> None:
    before = site.path(purpose)
    assert site.browser.get(before).status_code == 200
    author = {"recorded_at": "2026-01-02T00:00:00.000000Z", "recorded_by": "n"}
    told: dict[str, Any] = {"person_id": SHE, "code": "links_called_back", "value": '"1 Celular perdido"', **author}
    site.push(site.writer.event("person_attribute", "call-1", "append", **told))
    refused, unknown = site.browser.get(before), site.browser.get(f"/p/{purpose.value}/x")
    assert (refused.status_code, refused.text.replace(before, "")) == (
        404,
        unknown.text.replace(f"/p/{purpose.value}/x", ""),
    )
    assert site.browser.post(before, {"answer": "right", "channel_email": "no"}).status_code == 404
    assert site.rows("consent") == []
    made = {"out": site.links.way_out, "preferences": site.links.preferences, "confirm": site.links.confirm}
    after = made[purpose.value](SHE, "email", 1).removeprefix("https://cuidar.example")
    assert site.browser.get(after).status_code == 200


def _writes_its_own_text(site: Site, version: str) -> None:
    """A station of her unit, in Administration, Privacy."""
    words = {"pt_BR": f"Podemos escrever? ({version})", "en": f"May we write? ({version})"}
    value = canonical_json({"version": version, "words": words})
    row: dict[str, Any] = {
        "code": "consent_text",
        "value": value,
        "recorded_at": to_text(site.clock.now()),
        "recorded_by": "x",
    }
    site.push(site.writer.event("unit_setting", f"setting-{version}", "append", **row))


def test_the_text_in_force_is_shown_and_what_is_agreed_is_kept_with_its_version(site: Site) -> None:
    _writes_its_own_text(site, "2-abcd")
    path = site.path(Purpose.PREFERENCES)
    page = site.browser.get(path).text
    assert "Podemos escrever? (2-abcd)" in page
    assert "versão 2-abcd" in page
    assert _checked(page) == set(), "a yes to another text is asked again"
    said = {"version": "2-abcd", "channel_email": "yes", "language": "pt"}
    assert site.browser.post(path, said).status_code == 303
    assert _versions(site)["email"] == (1, "2-abcd")
    assert _checked(site.browser.get(path).text) == {"channel_email=yes"}


def test_a_yes_to_a_text_that_is_not_in_force_any_more_is_asked_again_and_a_no_holds(site: Site) -> None:
    path = site.path(Purpose.PREFERENCES)
    _writes_its_own_text(site, "2-abcd")
    answer = site.browser.post(path, {"version": "1", "channel_whatsapp": "yes", "channel_email": "no"})
    assert (answer.status_code, "Podemos escrever? (2-abcd)" in answer.text) == (409, True)
    assert "Leia e responda" in answer.text
    found = _versions(site)
    assert "whatsapp" not in found
    assert found["email"] == (0, "2-abcd")


def _versions(site: Site) -> dict[str, tuple[int, str]]:
    with site.engine.connect() as connection:
        wanted = select(event_table.c.payload).where(event_table.c.entity == "consent")
        rows = [json.loads(one) for one in connection.execute(wanted.order_by(event_table.c.number)).scalars()]
    return {row["channel"]: (row["given"], row["text_version"]) for row in rows}
