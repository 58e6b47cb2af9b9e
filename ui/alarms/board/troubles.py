"""What is wrong with the path of the alarms itself, over the board: silence, the ward, the black box, troubles."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.router.node.items import Paths, TroubleState
from ui.alarms.words import ago_words, what_words
from ui.errors import words_of
from ui.texts import has_text, tr
from ui.widgets.banner import Banner
from ui.widgets.layouts import column

_MOST = 4
"""Troubles that are named; how many there are beyond is said."""


class PathTroubles(QWidget):
    """`look` brings it up to date; nothing is shown where all is well."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[Banner, tuple[str, str, str]] = {}
        layout = column(self, gap=0)
        self.silence, self.ward, self.recording, self.path = Banner(), Banner(), Banner(), Banner()
        for banner in (self.silence, self.ward, self.recording, self.path):
            layout.addWidget(banner)

    def look(
        self,
        paths: Paths | None,
        age: float | None,
        label_of: Callable[[str], str],
        *,
        silent: bool,
        problem: KnownError | None = None,
    ) -> None:
        """How the path stands, as it was told `age` seconds ago; `silent`: the router is not heard."""
        since = tr("alarms.silent_since", since=ago_words(age)) if age is not None else ""
        # That it does not speak is said already; why it cannot be started is worth more.
        known = problem is not None and problem.code != "router.silent"
        why = words_of(problem).together if problem is not None and known else tr("alarms.silent_next")
        self._tell(self.silence, silent, "error", tr("alarms.silent"), " ".join(part for part in (since, why) if part))
        told = paths is not None and not silent
        deaf = told and paths is not None and not paths.ward_heard
        self._tell(self.ward, deaf, "error", tr("alarms.ward_gone"), tr("alarms.ward_gone_next"))
        mute = told and paths is not None and not paths.recording
        self._tell(self.recording, mute, "warn", tr("alarms.not_recording"), tr("alarms.not_recording_next"))
        troubles = paths.troubles if paths is not None and told else ()
        names = {one.receiver: one.name for one in paths.receivers} if paths is not None else {}
        lines = [_words(one, age or 0.0, names, label_of) for one in troubles[:_MOST]]
        if len(troubles) > _MOST:
            lines.append(tr("alarms.more_troubles", count=len(troubles) - _MOST))
        title = tr("alarms.trouble_one") if len(troubles) == 1 else tr("alarms.trouble_many", count=len(troubles))
        self._tell(self.path, bool(troubles), "error", title, "\n".join(lines))

    def _tell(self, banner: Banner, wanted: bool, tone: str, title: str, body: str) -> None:
        said = (tone, title, body) if wanted else ("", "", "")
        if self._said.get(banner, ("", "", "")) == said:
            return
        self._said[banner] = said
        if wanted:
            banner.show_message(tone, title, body, closable=False)
        else:
            banner.hide()


def _words(one: TroubleState, age: float, names: Mapping[str, str], label_of: Callable[[str], str]) -> str:
    key = f"router.trouble_{one.trouble}"
    about = [label_of(one.bed)] if one.bed else []
    if one.receiver:
        about.append(names.get(one.receiver, one.receiver))
    what = tr(key) if has_text(key) else str(one.trouble)
    if one.alarm:
        code, _, subject = one.alarm.partition(":")
        about.append(what_words(code, subject))
    parts = dict.fromkeys([*about, what, tr("alarms.for_time", time=ago_words(one.ago + age))])
    return " · ".join(parts)
