"""Joining a network: the three lines that the server shows, pasted or typed; nothing is sent to anybody who is not the
server that they name."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea

from app.kernel.errors import KnownError
from app.sync.enrolling import StationEnrolment
from app.sync.joining import clean_code, read_joining_text
from app.sync.pinned import clean_address
from ui.administration.inline_form import InlineForm
from ui.administration.tab_order import in_reading_order
from ui.bridge import Op
from ui.errors import words_of
from ui.network.fingerprint import FingerprintCheck
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.progress_line import ProgressLine
from ui.widgets.text_fields import LongTextField, TextField

_WHERE = {"sync.bad_address": "address", "central.bad_code": "code", "sync.code_incomplete": "code"}


class Joining(Protocol):
    """What the form asks for, in a worker."""

    def look(self, address: str) -> str:
        """The fingerprint that is shown at an address."""
        ...

    def join(self, address: str, code: str, fingerprint: str) -> StationEnrolment:
        """Join."""
        ...


class JoinForm(InlineForm):
    """With all three lines one press joins; without the fingerprint a person compares it first. `joined` is called once
    the station is in."""

    def __init__(self, joining: Joining, joined: Callable[[StationEnrolment], object], *, minor: bool = False) -> None:
        super().__init__(tr("network.join_check"), self._begin, minor=minor, where=_WHERE)
        self._joining, self._joined = joining, joined
        self._pasted, self._seen, self._given = "", "", ""
        self._decided: Callable[[], tuple[str, str]] | None = None
        self.paste = LongTextField(lines=3)
        self.address = TextField()
        self.code = TextField(width="field_long")
        self.add("paste", Field(tr("network.join_paste"), self.paste, hint=tr("network.join_paste_hint")))
        self.add("address", Field(tr("network.join_address"), self.address, hint=tr("network.join_address_hint")))
        self.add("code", Field(tr("network.join_code"), self.code, hint=tr("network.join_code_hint")))
        self.check = FingerprintCheck()
        self.body.addWidget(self.check)
        self.progress = ProgressLine()
        self.body.addWidget(self.progress)
        self.paste.changed.connect(self._read_paste)
        self.address.changed.connect(lambda _text: self._forget())
        self.setFocusProxy(self.paste)

    def follow(self, address: str, code: str, decided: Callable[[], tuple[str, str]]) -> None:
        """The machine's administration has decided on the server. `decided` gives the fingerprint of whoever answers
        there, once it is the one that is trusted, and the code ("": it is typed); it is called in a worker."""
        self.address.set_value(address)
        self.address.setEnabled(False)
        self.code.set_value(code)
        self.fields["paste"].hide()
        self.fields["address"].set_hint("")
        self._decided, self._given = decided, code
        self.setFocusProxy(self.code)
        self.submit_button.set_text(tr("network.join_verb"))

    def begun(self) -> bool:
        """Whether somebody is filling it in."""
        return self.code.value() != self._given if self._decided else bool(self.address.value())

    def _join_as_decided(self, decided: Callable[[], tuple[str, str]]) -> None:
        typed, address = self.code.value(), self.address.value()

        def join(told: tuple[str, str]) -> None:
            fingerprint, code = told
            try:
                self._join(address, clean_code(typed or code), fingerprint)
            except KnownError as error:
                self.fail(error)

        self._wait(tr("network.join_looking"))
        Op(self, decided).on_success(join).on_failure(self.fail).start()

    def _read_paste(self, text: str) -> None:
        found = read_joining_text(text)
        self._pasted = found.fingerprint
        if found.address:
            self.address.set_value(found.address)
        if found.code:
            self.code.set_value(found.code)
        nothing = bool(text) and not (found.address or found.code)
        self.fields["paste"].set_error(tr("network.join_paste_nothing") if nothing else None)
        self._forget()

    def _forget(self) -> None:
        """Another address: what was seen before tells nothing about it."""
        self._seen = ""
        self.check.hide()
        self.submit_button.set_text(tr("network.join_verb" if self._pasted else "network.join_check"))

    def _begin(self) -> None:
        if self._decided is not None:
            self._join_as_decided(self._decided)
            return
        try:
            address = clean_address(self.address.value())
            code = clean_code(self.code.value())
        except KnownError as error:
            self.fail(error)
            return
        if not self._seen:
            self._wait(tr("network.join_looking"))
            seen = partial(self._compare, address, code)
            Op(self, partial(self._joining.look, address)).on_success(seen).on_failure(self.fail).start()
        elif self.check.same.isChecked():
            self._join(address, code, self._seen)
        else:
            words = (tr("network.join_same_needed"), tr("network.join_same_needed_next"))
            self.banner.show_message("warn", *words, closable=False)
            self.check.same.setFocus()

    def _compare(self, address: str, code: str, shown: str) -> None:
        if not self._pasted:
            self.settle()
            self._seen = shown
            self.check.show_fingerprint(shown)
            self.submit_button.set_text(tr("network.join_verb"))
            self.check.same.setFocus()
            QTimer.singleShot(0, self, self._bring_into_sight)
        elif self._pasted == shown:
            self._join(address, code, shown)
        else:
            self.settle()
            words = (tr("network.join_differs"), tr("network.join_differs_next"))
            self.banner.show_message("error", *words, closable=False)
            self.address.setFocus()

    def _join(self, address: str, code: str, fingerprint: str) -> None:
        self._wait(tr("network.join_joining"))
        call = partial(self._joining.join, address, code, fingerprint)
        Op(self, call).on_success(self._done).on_failure(self.fail).start()

    def _done(self, enrolment: StationEnrolment) -> None:
        self.settle()
        self._joined(enrolment)

    def _wait(self, words: str) -> None:
        self.wait()
        self.progress.begin(words)

    def _bring_into_sight(self) -> None:
        """What must be compared, and the verb below it."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self.submit_button)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        in_reading_order((self.code, self.check, self.submit_button))

    def settle(self) -> None:
        """As every form, and the line that said what is going on goes."""
        super().settle()
        self.progress.end()

    def fail(self, error: Exception) -> None:
        """At the field where it belongs, in the words of somebody who is not in yet."""
        code = error.code if isinstance(error, KnownError) else ""
        if code == "sync.unreachable" and isinstance(error, KnownError):
            self.settle()
            self.fields["address"].set_error(tr("network.join_no_server", address=error.values["address"]))
            self.address.setFocus()
        elif code == "sync.server_failed":
            self.settle()
            self.fields["address"].set_error(tr("network.join_not_this_server"))
            self.address.setFocus()
        elif code in _WHERE:
            super().fail(error)
        else:
            self.settle()
            self.banner.show_message("error", tr("network.join_failed"), words_of(error).together, closable=False)
