"""One receiver beside the list: how it stands, its name, what it may show, its post, and taking it away."""

from functools import partial
from typing import Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.router.duty.model import Post
from app.router.receivers.model import StoredReceiver
from ui.administration.host import SectionHost
from ui.administration.inline_form import InlineForm
from ui.router_admin.receivers.pairing import Capabilities
from ui.router_admin.receivers.words import Line, by_priority_words, standing_words, who_words
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.buttons import SecondaryButton
from ui.widgets.confirm_sheet import ask
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline
from ui.widgets.text_fields import TextField

_NO_POST: Final = ""


class ReceiversHost(SectionHost, Protocol):
    """The section of the receivers."""

    def settled(self, words: str, *, close: bool = False) -> None:
        """Something was changed: say so and read again."""
        ...


class ReceiverPanel(QWidget):
    """`show_line` follows what the router tells, without touching what is being typed."""

    def __init__(self, host: ReceiversHost, line: Line) -> None:
        super().__init__()
        self._host, self.receiver = host, line.receiver
        layout = column(self, gap=4)
        self.facts = KeyValues()
        layout.addWidget(self.facts)
        layout.addWidget(hairline())
        self.form = ReceiverForm(host, line.receiver)
        layout.addWidget(self.form)
        layout.addWidget(hairline())
        layout.addWidget(Text(tr("router_receivers_page.revoke_about"), "muted", wrap=True))
        press = SecondaryButton(tr("router_receivers_page.revoke"), icon_name="trash", on_press=self.ask_revoke)
        layout.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self._said: list[tuple[str, str]] = []
        self.show_line(line)

    def show_line(self, line: Line) -> None:
        """How it stands now."""
        zone = self._host.context.station.profile.time_zone
        one = line.receiver
        facts = [
            (tr("router_receivers_page.standing"), standing_words(line)),
            (tr("router_receivers_page.who"), who_words(line)),
            (tr("router_receivers_page.waiting"), by_priority_words(line.state.waiting) if line.state else ""),
            (tr("router_receivers_page.kind"), tr(f"router_receivers.kind_{one.kind}")),
        ]
        if one.admitted_at is not None:
            since = f"{show_instant(one.admitted_at, zone)} · {one.admitted_by}"
            facts.append((tr("router_receivers_page.admitted"), since))
        if facts != self._said:
            self._said = facts
            self.facts.show_pairs(facts)

    def ask_revoke(self) -> None:
        """It is lost or retired: asked once."""
        context, one = self._host.context, self.receiver
        said = tr("router_receivers_page.revoked", name=one.name)
        call = partial(context.station.router.revoke, context.session, one.receiver)
        ask(
            self,
            tr("router_receivers_page.revoke_question", name=one.name),
            tr("router_receivers_page.revoke"),
            lambda: self._host.does(call, lambda _none: self._host.settled(said, close=True)),
            explanation=tr("router_receivers_page.revoke_about"),
            danger=True,
        )


class ReceiverForm(InlineForm):
    """Name, what it may show, post."""

    def __init__(self, host: ReceiversHost, one: StoredReceiver) -> None:
        where = {
            "router_receivers.name": "name",
            "router_receivers.text": "capabilities",
            "router_receivers.machine": "post",
        }
        super().__init__(tr("router_receivers_page.save"), self._submit, where=where)
        self._host, self._one = host, one
        self.name = TextField(one.name)
        self.add("name", Field(tr("router_receivers_page.name"), self.name))
        self.capabilities = Capabilities()
        self.capabilities.set_value(one.capabilities)
        self.add("capabilities", Field(tr("router_receivers_page.can"), self.capabilities))
        posts: list[tuple[object, str]] = [(post.value, tr(f"router.post_{post.value}")) for post in Post]
        self.post = Dropdown([(_NO_POST, tr("router_receivers_page.no_post")), *posts])
        self.post.set_value(one.post.value if one.post is not None else _NO_POST)
        self.add("post", Field(tr("router_receivers_page.post"), self.post, hint=tr("router_receivers_page.post_hint")))

    def _submit(self) -> None:
        if not self.require_filled("name"):
            return
        service, session, receiver = (
            self._host.context.station.receivers,
            self._host.context.session,
            self._one.receiver,
        )
        name, capabilities, post = self.name.value(), self.capabilities.value(), self.post.value()

        def save() -> None:
            service.rename(session, receiver, name)
            service.allow(session, receiver, capabilities)
            service.place(session, receiver, Post(str(post)) if post else None)

        self.wait()
        said = tr("router_receivers_page.saved", name=name)
        self._host.does(save, lambda _none: self._host.settled(said), self.fail)
