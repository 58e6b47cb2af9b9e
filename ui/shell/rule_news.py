"""Nobody classifies under rules that changed without being told: a band above every place until it was read."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.clinic.rule_admin.updates import RuleNews
from app.security.roles import Action
from ui.administration.rules.changes_view import ChangeLines
from ui.bridge import Latest
from ui.shell.context import UiContext
from ui.shell.sheet import Sheet
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column

_LIST_STEPS = 50


class RuleNewsBand(QWidget):
    """Without height while there is nothing to tell; it stays until the person says that the change was read."""

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__()
        self._context = context
        self._window = window
        self._latest = Latest(self)
        self.news: RuleNews | None = None
        self.banner = Banner()
        layout = column(self, gap=0, margin=2, sides=4)
        layout.addWidget(self.banner)
        self.hide()

    def look(self) -> None:
        """Ask whether there is something to tell; who may not even try a classification is not asked."""
        if self._context.may(Action.TRY_CLASSIFICATION):
            admin, session = self._context.station.rule_admin, self._context.session
            # What goes wrong here goes wrong in the place too, and is told there.
            self._latest.ask(partial(admin.news, session), self._show, lambda _error: None)

    def look_closer(self) -> "RuleNewsSheet | None":
        """Show what changed; None where nothing did."""
        return None if self.news is None else RuleNewsSheet(self._window, self._context, self.news, self.look)

    def _show(self, news: RuleNews | None) -> None:
        self.news = news
        if news is not None:
            title, body = news_words(news, self._context.station.profile.time_zone)
            action = (tr("rule_admin.news_look"), self.look_closer)
            self.banner.show_message("warn", title, body, action=action, closable=False)
        self.setVisible(news is not None)


class RuleNewsSheet(Sheet):
    """What changed, sentence by sentence; "I have read this" is kept in the audit trail."""

    def __init__(self, host: QWidget, context: UiContext, news: RuleNews, done: Callable[[], object]) -> None:
        title = tr("rule_admin.news_title", before=news.version_before, version=news.version)
        said, _ = news_words(news, context.station.profile.time_zone)
        super().__init__(host, title, said, width="palette_width")
        if news.reason:
            self.body.addWidget(Text(tr("rule_admin.news_reason", reason=news.reason), wrap=True))
        self.lines = ChangeLines()
        self.lines.show_changes(news.changes)
        scroll = Scroll(self.lines, width=None)
        theme = current_theme()
        scroll.setFixedHeight(min(self.lines.sizeHint().height() + theme.gap(4), theme.gap(_LIST_STEPS)))
        self.body.addWidget(scroll)
        admin, session = context.station.rule_admin, context.session
        read = partial(self.run, partial(admin.note_seen, session, news.number), done)
        self.add_buttons(tr("rule_admin.news_seen"), read, tr("common.close"))
        self.open()


def news_words(news: RuleNews, zone: str) -> tuple[str, str]:
    """Since when which rules hold and through whom; how many of the changes can move somebody."""
    at = show_instant(news.since, zone)
    if news.by_program:
        title = tr("rule_admin.news_update", at=at, version=news.version)
    else:
        title = tr("rule_admin.news_people", at=at, version=news.version, name=news.by)
    moving = sum(one.moves_points for one in news.changes)
    return title, tr_count("rule_admin.news_moving", moving) if moving else tr("rule_admin.news_wording")
