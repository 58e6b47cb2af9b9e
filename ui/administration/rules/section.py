"""The rules of the classification: those in force, and every version that this station knows."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.clinic.rule_admin.service import RuleVersion
from app.kernel.errors import KnownError
from app.security.roles import Action
from ui.administration.frame import SectionPage
from ui.administration.rules.in_force_list import InForceList
from ui.administration.rules.problems_page import ProblemsPage
from ui.administration.rules.rule_file import read_rule_file
from ui.administration.rules.version_page import VersionPage
from ui.administration.rules.versions_list import VersionsList
from ui.administration.rules.words import waits_for
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.layouts import clear, column
from ui.widgets.tabs import Tabs

_VERSIONS = 1


class RulesSection(SectionPage):
    """A version, or what is wrong in a file, takes the whole section; Esc leads back to the list."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("administration.rules_title"), tr("administration.rules_about"))
        self.may_manage = context.may(Action.MANAGE_RULES)
        self.load_button = SecondaryButton(tr("rule_admin.load"), icon_name="upload", on_press=self._ask_file)
        self.add_action(self.load_button)
        if not self.may_manage:
            self.load_button.hide()
        self.waiting = Banner()
        self.list = InForceList(context.station.rules)
        self.versions = VersionsList(self.open_version, context.station.profile.time_zone)
        self.tabs = Tabs()
        self.pages = QStackedWidget()
        self._known: tuple[RuleVersion, ...] = ()
        self._wanted = ""
        self._build()
        self.refresh()

    def _build(self) -> None:
        holder = QWidget()
        self._holder = column(holder, gap=0)
        self._holder.addWidget(self.list)
        self.tabs.add(tr("rule_admin.tab_in_force"), holder)
        self.tabs.add(tr("rule_admin.tab_versions"), self.versions)
        lists = QWidget()
        layout = column(lists, gap=3)
        layout.addWidget(self.waiting)
        layout.addWidget(self.tabs, 1)
        self.pages.addWidget(lists)
        self.body.addWidget(self.pages, 1)

    @property
    def version(self) -> VersionPage | None:
        """The version that is open."""
        page = self.pages.currentWidget()
        return page if isinstance(page, VersionPage) else None

    def open_line(self, line: int) -> None:
        """Show the rule in this line of the list of those in force."""
        self.list.open_line(line)

    def refresh(self) -> None:
        """Read the versions again; where other rules came into force meanwhile, show those."""
        call = partial(self.context.station.rule_admin.versions, self.context.session)
        self.loads(self.versions.states, call, self._show)

    def open_subject(self, subject: str) -> None:
        """Open a version, by its SHA-256."""
        self._wanted = subject
        self._open_wanted()

    def open_version(self, sha256: str) -> None:
        """Open one of the versions in the list."""
        found = next((one for one in self._known if one.sha256 == sha256), None)
        if found is None:
            return
        page = VersionPage(self, found, self.show_lists, self.refresh)
        self._put(page)
        page.first_focus().setFocus()

    def show_lists(self) -> None:
        """Back to the lists."""
        self._put(None)
        self.versions.table.setFocus()

    def step_back(self) -> bool:
        if not self.pages.currentIndex():
            return False
        self.show_lists()
        return True

    def load_file(self, path: Path) -> None:
        """Load a rule base from a file; what is wrong in it is shown line by line."""
        admin, session = self.context.station.rule_admin, self.context.session
        self.load_button.setEnabled(False)
        self.banner.hide()
        self.does(lambda: admin.load(session, read_rule_file(path)), self._loaded, partial(self._refused, path))

    def _loaded(self, version: RuleVersion) -> None:
        self.load_button.setEnabled(True)
        self._wanted = version.sha256
        self.show_done(tr("rule_admin.loaded", version=version.version), tr("rule_admin.loaded_next"))
        self.refresh()

    def _refused(self, path: Path, error: Exception) -> None:
        self.load_button.setEnabled(True)
        if isinstance(error, KnownError) and error.code == "risk.rule_base_refused":
            page = ProblemsPage(path.name, error, self.show_lists, self._ask_file)
            self._put(page)
            page.table.setFocus()
        else:
            self.show_error(error)

    def _show(self, known: Sequence[RuleVersion]) -> None:
        self._known = tuple(known)
        self.versions.show_versions(self._known)
        self.tabs.set_words(_VERSIONS, tr("rule_admin.tab_versions_count", count=len(self._known)))
        if next(one.sha256 for one in self._known if one.in_force) != self.list.rules.sha256:
            self._replace_list()
        self._tell_waiting()
        if self.version is not None:
            self._wanted = self._wanted or self.version.shown.sha256
        self._open_wanted()

    def _replace_list(self) -> None:
        """Other rules are in force than when the section was opened."""
        clear(self._holder)
        self.list = InForceList(self.context.station.rules)
        self._holder.addWidget(self.list)

    def _tell_waiting(self) -> None:
        waiting = [one for one in self._known if waits_for(one, self.context.session.account_id)]
        offered = [one for one in waiting if one.shipped]
        if not waiting or not self.context.may(Action.APPROVE_RULES):
            self.waiting.hide()
            return
        one = (offered or waiting)[0]
        words = "rule_admin.offered" if one.shipped else "rule_admin.waits"
        action = (tr("rule_admin.look"), partial(self.open_version, one.sha256))
        self.waiting.show_message("info", tr(words, version=one.version), action=action, closable=False)

    def _open_wanted(self) -> None:
        if self._wanted and any(one.sha256 == self._wanted for one in self._known):
            wanted, self._wanted = self._wanted, ""
            self.open_version(wanted)

    def _put(self, page: QWidget | None) -> None:
        while (old := self.pages.widget(1)) is not None:
            if isinstance(old, VersionPage):
                old.leave()
            self.pages.removeWidget(old)
            old.deleteLater()
        if page is not None:
            self.pages.addWidget(page)
        self.pages.setCurrentIndex(self.pages.count() - 1)
        # What takes the whole section brings a heading of its own.
        for part in (self.title, self.explanation):
            part.setVisible(page is None)
        self.load_button.setVisible(page is None and self.may_manage)

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("rule_admin.load"), "", "YAML (*.yaml *.yml)")
        if chosen:
            self.load_file(Path(chosen))
