"""Every channel with a provider behind it, in one form, so that what holds for all can be asked of each."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType

from app.reminders.channels.interface import Outgoing, Sender
from app.reminders.channels.registry import open_channel
from tests.reminders.channels.local_http import Provider, provider
from tests.reminders.channels.local_smtp import Behaviour, MailRoom, mail_server
from tests.reminders.channels.messages import MESSAGE, PHONE

SECRET = "geheim-7731-geheim"
"""A part of every secret that the channels are opened with."""


class Desk(ABC):
    """One channel and its provider. `to`: an address that it takes; `settings`, `secrets`: what opens it."""

    code: str
    to: str = PHONE
    settings: Mapping[str, str]
    secrets: Mapping[str, str]

    def open(self) -> Sender:
        return open_channel(self.code, self.settings, self.secrets)

    def message(self, message_id: str = MESSAGE.message_id) -> Outgoing:
        return replace(MESSAGE, message_id=message_id, to=self.to)

    @abstractmethod
    def will_refuse(self, code: str, words: str) -> None:
        """Lay ready what the provider says to the next message, in the form that it documents."""

    @abstractmethod
    def will_break(self) -> None:
        """Let the line break once the next message has been handed over."""

    @abstractmethod
    def arrived(self) -> list[str]:
        """The text of each message that came in."""


class HttpDesk(Desk):
    """A channel whose provider speaks HTTP."""

    accepted: Mapping[str, object] = MappingProxyType({})

    def __init__(self, http: Provider) -> None:
        self.http = http
        http.always(200, dict(self.accepted))
        self.settings = {"address": http.address}

    def will_break(self) -> None:
        self.http.hangs_up()

    def arrived(self) -> list[str]:
        return [f"{asked.path} {asked.body.decode()}" for asked in self.http.asked if asked.method == "POST"]


class _WhatsApp(HttpDesk):
    code = "whatsapp_cloud"
    secrets = MappingProxyType({"access_token": f"EAAG{SECRET}", "app_secret": SECRET, "verify_token": SECRET})
    accepted = MappingProxyType({"messages": [{"id": "wamid.1"}]})

    def __init__(self, http: Provider) -> None:
        super().__init__(http)
        self.settings = {"address": http.address, "phone_number_id": "1055"}

    def will_refuse(self, code: str, words: str) -> None:
        self.http.says(400, {"error": {"code": int(code), "message": words, "error_data": {"details": words}}})


class _Twilio(HttpDesk):
    code = "sms_twilio"
    secrets = MappingProxyType({"auth_token": SECRET})
    accepted = MappingProxyType({"sid": "SM1"})

    def __init__(self, http: Provider) -> None:
        super().__init__(http)
        self.settings = {
            "address": http.address,
            "account_sid": "AC1",
            "sender": "+15005550006",
            "callback_address": "https://central.example/hooks",
        }

    def will_refuse(self, code: str, words: str) -> None:
        self.http.says(400, {"code": int(code), "message": words})


class _Gateway(HttpDesk):
    code = "http_gateway"
    secrets = MappingProxyType({"key": SECRET})

    def __init__(self, http: Provider) -> None:
        super().__init__(http)
        self.settings = {"address": http.address, "sign_in": "bearer"}

    def will_refuse(self, code: str, words: str) -> None:
        self.http.says(int(code), words.encode())


class _Android(HttpDesk):
    code = "android_gateway"
    secrets = MappingProxyType({"password": SECRET})

    def __init__(self, http: Provider) -> None:
        super().__init__(http)
        self.settings = {"address": http.address, "user": "sms"}

    def will_refuse(self, code: str, words: str) -> None:
        self.http.says(int(code), {"message": words})
        if code == "500":
            self.http.says(404)

    def will_break(self) -> None:
        self.http.hangs_up()
        self.http.says(404)


class _Telegram(HttpDesk):
    code = "telegram"
    to = "771188123"
    secrets = MappingProxyType({"bot_token": f"110201543:{SECRET}"})
    accepted = MappingProxyType({"ok": True, "result": {"message_id": 1}})

    def will_refuse(self, code: str, words: str) -> None:
        status, _, told = code.partition(" ")
        self.http.says(int(status), {"ok": False, "error_code": int(status), "description": f"{told} {words}"})

    def message(self, message_id: str = MESSAGE.message_id) -> Outgoing:
        # Telegram's form has no place for our id.
        found = super().message(message_id)
        return found if message_id == MESSAGE.message_id else replace(found, text=message_id)


class _Email(Desk):
    code = "email"
    to = "maria.teste@example.org"
    secrets = MappingProxyType({"password": SECRET})

    def __init__(self, room: MailRoom) -> None:
        self.room = room
        self.settings = {
            "host": "127.0.0.1",
            "port": str(room.port),
            "security": "none",
            "user": "ubs-user",
            "sender": "lembretes@ubs.example",
            "return_path": "retorno@ubs.example",
        }

    def will_refuse(self, code: str, words: str) -> None:
        self.room.behaviour.replies["RCPT"] = [f"{code} {words}"]

    def will_break(self) -> None:
        self.room.behaviour.replies["DOT"] = [""]

    def arrived(self) -> list[str]:
        return [letter.raw.decode() for letter in self.room.letters]


_HTTP_DESKS: dict[str, type[HttpDesk]] = {one.code: one for one in HttpDesk.__subclasses__()}
CODES = ["email", *_HTTP_DESKS]


@contextmanager
def desk(code: str) -> Iterator[Desk]:
    """The channel of this code with its provider."""
    if code == "email":
        with mail_server(Behaviour(users={"ubs-user": SECRET})) as room:
            yield _Email(room)
    else:
        with provider() as http:
            yield _HTTP_DESKS[code](http)
