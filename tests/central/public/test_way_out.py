"""The one-click way out: looking changes nothing, one click is enough, and a bad link says nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from app.central.database import open_database
from app.reminders.links import Purpose
from tests.central.public.conftest import SHE, Site, fill
from tests.central.writer import AT


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Both databases: what is written here goes into the journal."""
    made = open_database(database_url)
    fill(made)
    yield made
    made.dispose()


def test_looking_at_the_page_changes_nothing(site: Site) -> None:
    answer = site.browser.get(site.path(Purpose.WAY_OUT))
    assert answer.status_code == 200
    assert '<button type="submit">Não quero mais receber</button>' in answer.text
    assert "por e-mail" in answer.text
    assert site.rows("consent") == []


def test_one_click_withdraws_and_comes_down_as_an_event_of_her_record(site: Site) -> None:
    answer = site.browser.post(site.path(Purpose.WAY_OUT), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Você não recebe mais mensagens por e-mail" in answer.text
    (row,) = site.rows("consent")
    assert (row["person_id"], row["unit"], row["verdict"], row["operation"]) == (SHE, "1111111", "accepted", "append")
    (said,) = site.contents("consent")
    assert (said["channel"], said["given"], said["source"], said["text_version"]) == ("email", 0, "public_page", "1")


def test_a_click_that_comes_twice_counts_once(site: Site) -> None:
    path = site.path(Purpose.WAY_OUT)
    assert [site.browser.post(path).status_code for _ in range(2)] == [200, 200]
    assert len(site.rows("consent")) == 1
    assert "Pronto" in site.browser.get(path).text


def test_who_agrees_again_at_the_desk_may_withdraw_again_with_the_same_link(site: Site) -> None:
    path = site.path(Purpose.WAY_OUT)
    site.browser.post(path)
    site.clock.advance(60)
    again: dict[str, Any] = {"person_id": SHE, "channel": "email", "given": 1, "source": "desk", "text_version": "1"}
    at = site.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    site.push(site.writer.event("consent", "again", "append", **again, recorded_at=at, recorded_by="n"))
    site.clock.advance(60)
    site.browser.post(path)
    assert len(site.rows("consent")) == 2


def test_a_station_whose_clock_is_ahead_does_not_outlive_her_click(site: Site) -> None:
    ahead: dict[str, Any] = {"person_id": SHE, "channel": "email", "given": 1, "source": "desk", "text_version": "1"}
    late = {"recorded_at": "2031-01-01T00:00:00.000000Z", "recorded_by": "n"}
    site.push(site.writer.event("consent", "ahead", "append", 0, **ahead, **late))
    path = site.path(Purpose.WAY_OUT)
    site.browser.post(path)
    (said,) = site.contents("consent")
    assert (said["given"], said["recorded_at"]) == (0, "2031-01-01T00:00:00.000001Z")
    assert "Pronto" in site.browser.get(path).text
    site.browser.post(site.path(Purpose.PREFERENCES), {"channel_email": "yes"})
    assert [one["given"] for one in site.contents("consent")] == [0, 1]


def test_only_the_channel_of_the_link_ends(site: Site) -> None:
    site.browser.post(site.path(Purpose.WAY_OUT, "sms"))
    assert [one["channel"] for one in site.contents("consent")] == ["sms"]


def test_whoever_was_merged_withdraws_for_the_record_that_stands(site: Site) -> None:
    other = "0198a000-0000-7000-8000-000000000002"
    merge: dict[str, Any] = {"number": 1, "losing_id": SHE, "surviving_id": other, "status": "merged", "reason": "x"}
    rest: dict[str, Any] = {
        "moved_pregnancies": "[]",
        "taken_fields": "{}",
        "recorded_at": AT,
        "recorded_by": "n",
    }
    site.push(site.writer.event("person", other, "create", full_name="Maria Sintética"))
    site.push(site.writer.event("person_merge", "merge-1", "create", **merge, **rest))
    site.browser.post(site.path(Purpose.WAY_OUT))
    assert [row["person_id"] for row in site.rows("consent")] == [other]
    undone = {"fields": {"status": "undone"}, "before": {"status": "merged"}}
    site.push(site.writer.event("person_merge", "merge-1", "change", site.rows("consent")[0]["number"], **undone))
    site.browser.post(site.path(Purpose.WAY_OUT))
    assert [row["person_id"] for row in site.rows("consent")] == [other, SHE]


def _altered(path: str) -> str:
    place = path.rindex("/") + 20
    return f"{path[:place]}{'A' if path[place] != 'A' else 'B'}{path[place + 1 :]}"


def _bad_links(site: Site, purpose: Purpose) -> dict[str, str]:
    other = next(one for one in Purpose if one is not purpose)
    stranger = "0198a000-0000-7000-8000-00000000ffff"
    return {
        "unknown": f"/p/{purpose.value}/{'A' * 56}",
        "no link": f"/p/{purpose.value}/x",
        "very long": f"/p/{purpose.value}/{'x' * 5000}",
        "altered": _altered(site.path(purpose)),
        "expired": site.sealed(SHE, purpose, days=-1),
        "for another page": f"/p/{purpose.value}/{site.path(other).rpartition('/')[2]}",
        "of nobody": site.sealed(stranger, purpose),
        "of a unit that has not this person": site.sealed(SHE, purpose, cnes="2222222"),
    }


@pytest.mark.parametrize("purpose", list(Purpose))
def test_all_bad_links_get_the_same_answer_and_change_nothing(site: Site, purpose: Purpose) -> None:
    for asking in (site.browser.get, site.browser.post):
        pages = {}
        for name, path in _bad_links(site, purpose).items():
            answer = asking(path)
            pages[name] = (answer.status_code, answer.text.replace(path[:80], ""), sorted(answer.headers))
        assert len({str(page) for page in pages.values()}) == 1, pages
        assert pages["unknown"][0] == 404
    assert [site.rows(entity) for entity in ("consent", "person_attribute", "public_request")] == [[], [], []]


def test_a_link_ends_when_its_time_is_over(site: Site) -> None:
    path = site.path(Purpose.WAY_OUT)
    site.clock.advance(399 * 86400)
    assert site.browser.get(path).status_code == 200
    site.clock.advance(3 * 86400)
    assert site.browser.get(path).status_code == 404


def test_a_link_says_nothing_about_whom_it_is_for(site: Site) -> None:
    paths = [site.path(Purpose.WAY_OUT), site.path(Purpose.WAY_OUT, "sms"), site.path(Purpose.PREFERENCES)]
    tokens = [path.rpartition("/")[2] for path in paths]
    assert len({len(one) for one in tokens}) == 1
    assert not any(SHE.replace("-", "")[:8] in one for one in tokens)
    # The sealed parts have nothing in common.
    assert len({one[6:30] for one in tokens}) == len(tokens)
