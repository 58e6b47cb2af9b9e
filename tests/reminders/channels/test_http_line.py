"""HTTP to a provider: one request, and an honest word on whether it can have arrived."""

import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.kernel.errors import KnownError
from app.reminders.channels.http_gateway import DESCRIPTION
from app.reminders.channels.http_line import Answered, HttpLine, Unanswered, seconds_to_wait
from app.reminders.channels.interface import Outcome
from app.reminders.channels.reading import base_address
from tests.reminders.channels.certificates import Certificates
from tests.reminders.channels.local_http import Provider, free_port, provider


def _post(line: HttpLine, address: str) -> Answered | Unanswered:
    return line.call("POST", f"{address}/send", json={"to": "x"})


def test_an_answer_comes_back_with_its_status_and_json(http: Provider) -> None:
    http.says(418, {"is": "a teapot"}, Retry_After="7")
    line = HttpLine()
    answer = _post(line, http.address)
    line.close()
    assert isinstance(answer, Answered)
    assert (answer.status, answer.data, answer.retry_after) == (418, {"is": "a teapot"}, 7.0)


def test_a_line_cut_after_the_request_leaves_the_end_unknown(http: Provider) -> None:
    http.hangs_up()
    line = HttpLine()
    assert _post(line, http.address) == Unanswered(True, "broken")
    line.close()


def test_silence_after_the_request_leaves_the_end_unknown(http: Provider) -> None:
    http.is_silent()
    line = HttpLine(read_seconds=0.1)
    assert _post(line, http.address) == Unanswered(True, "timeout")
    line.close()


def test_a_line_that_is_kept_and_then_cut_leaves_the_end_unknown(http: Provider) -> None:
    line = HttpLine()
    assert isinstance(_post(line, http.address), Answered)
    http.hangs_up()
    assert _post(line, http.address) == Unanswered(True, "broken")
    line.close()
    assert http.connections == 1


def test_a_closed_door_means_that_nothing_was_sent() -> None:
    line = HttpLine()
    found = _post(line, f"http://127.0.0.1:{free_port()}")
    line.close()
    assert found == Unanswered(False, "refused")
    assert isinstance(found, Unanswered)
    assert found.attempted().outcome is Outcome.TRANSIENT


def test_a_name_that_nobody_knows_means_that_nothing_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    line = HttpLine()
    assert _post(line, "https://provider.invalid") == Unanswered(False, "no_name")
    line.close()


def test_a_certificate_of_a_stranger_means_that_nothing_was_sent(certificates: Certificates) -> None:
    with provider(certificates.server) as strange:
        line = HttpLine()
        assert _post(line, strange.address) == Unanswered(False, "no_tls")
        line.close()
        assert strange.asked == []


def test_a_server_that_speaks_no_tls_means_that_nothing_was_sent(http: Provider) -> None:
    line = HttpLine()
    assert _post(line, http.address.replace("http:", "https:")) == Unanswered(False, "no_tls")
    line.close()


def test_an_authority_of_ones_own_is_trusted_where_it_is_named(certificates: Certificates) -> None:
    with provider(certificates.server) as known:
        line = HttpLine(str(certificates.authority))
        assert isinstance(_post(line, known.address), Answered)
        line.close()


def test_a_redirect_is_not_followed(http: Provider) -> None:
    http.says(302, None, Location=f"{http.address}/elsewhere")
    line = HttpLine()
    answer = line.call("POST", f"{http.address}/send", json={}, headers={"Authorization": "Bearer abc"})
    line.close()
    assert isinstance(answer, Answered)
    assert (answer.status, len(http.asked)) == (302, 1)


def test_there_are_no_more_lines_than_calls_at_once(http: Provider) -> None:
    line = HttpLine()
    threads = [threading.Thread(target=lambda: [_post(line, http.address) for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    line.close()
    assert len(http.asked) == 20
    assert http.connections <= 4


def test_a_line_that_rested_long_is_not_trusted_with_a_message(http: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    line = HttpLine()
    _post(line, http.address)
    later = time.monotonic() + 31
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert isinstance(_post(line, http.address), Answered)
    line.close()
    assert http.connections == 2


def test_nothing_is_called_after_closing(http: Provider) -> None:
    line = HttpLine()
    line.close()
    assert _post(line, http.address) == Unanswered(False, "closed")
    assert http.asked == []


def test_neither_proxy_nor_netrc_of_the_machine_is_used(http: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    line = HttpLine()
    assert isinstance(_post(line, http.address), Answered)
    line.close()


def test_the_wait_that_is_asked_for_is_seconds_or_a_date_and_at_most_a_day() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    assert seconds_to_wait({"Retry-After": "30"}) == 30
    assert 90 < (seconds_to_wait({"Retry-After": later}) or 0) <= 100
    assert seconds_to_wait({"Retry-After": "9999999999"}) == 86_400
    assert seconds_to_wait({"Retry-After": "soon"}) is None
    assert seconds_to_wait({}) is None


@pytest.mark.parametrize(("status", "code"), [(401, "not_admitted"), (403, "not_admitted"), (500, "unreachable")])
def test_a_trial_call_says_what_is_wrong(http: Provider, status: int, code: str) -> None:
    http.says(status)
    line = HttpLine()
    with pytest.raises(KnownError) as caught:
        line.ask("GET", http.address)
    line.close()
    assert caught.value.code == f"channels.{code}"


@pytest.mark.parametrize(
    "text", ["http://gateway.example", "ftp://a.b", "https://", "https://me:pw@a.b", "https://[", ""]
)
def test_only_an_address_that_keeps_secrets_is_taken(text: str) -> None:
    with pytest.raises(KnownError, match=r"channels\.bad_setting"):
        base_address(DESCRIPTION, "address", text)


def test_plain_http_is_for_this_machine_or_by_choice() -> None:
    assert base_address(DESCRIPTION, "address", "http://127.0.0.1:99/") == "http://127.0.0.1:99"
    assert (
        base_address(DESCRIPTION, "address", "http://phone.local:8080", allow_plain=True) == "http://phone.local:8080"
    )
