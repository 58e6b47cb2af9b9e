"""The help beside the screen: topics of a place and of a part of a record, search, contents, guides on paper."""

from collections.abc import Callable
from typing import Final

from app.security.roles import Role
from ui.about.sheet import AboutSheet
from ui.commands.screenshots import clinic_scenes
from ui.commands.screenshots.clinic_scenes import PAGE_WIDTH
from ui.commands.screenshots.stage import Stage
from ui.help.guide import GUIDES, GuideCover
from ui.help.panel import HelpPanel
from ui.papers.printing import picture
from ui.practice.mode import begin_practice, end_practice
from ui.shell.window import Shell


def beside(stage: Stage) -> None:
    """The topic of the reception, the search, every topic."""
    shell = stage.enter(Role.NURSE, "reception")
    panel = _open(stage, shell)
    stage.shoot("help-reception")
    panel.search.setText("pressao")
    stage.shoot("help-search")
    panel.search.setText("xyzw")
    stage.shoot("help-nothing")
    panel.show_contents()
    stage.shoot("help-contents")


def of_a_part(stage: Stage) -> None:
    """The topic of the part of a record that is on show."""
    clinic_scenes.open_class(stage, "ARCE")
    shell = stage.window.centralWidget()
    assert isinstance(shell, Shell)
    _open(stage, shell)
    stage.shoot("help-record")


def manual(stage: Stage) -> None:
    """The administrator's manual beside the page of the backups."""
    shell = stage.enter(Role.ADMINISTRATOR, "administration", "backups")
    panel = _open(stage, shell)
    stage.shoot("help-backups")
    panel.open_topic("manual-troubles")
    stage.shoot("help-troubles")


def guides(stage: Stage) -> None:
    """The preview of the nurse's guide, and the sheet of each role."""
    shell = stage.enter(Role.NURSE, "reception")
    shell.print_guide()
    stage.until(lambda: shell.findChild(GuideCover) is not None, "the guide")
    stage.shoot("guide-preview")
    cover = shell.findChild(GuideCover)
    assert isinstance(cover, GuideCover)
    cover.leave()
    for name in GUIDES:
        shell.help.print_guide(name)
        stage.settle()
        cover = next(one for one in shell.findChildren(GuideCover) if one.isVisible())
        stage.keep(name, picture(cover.preview.paper, 0, PAGE_WIDTH))
        cover.leave()
        stage.settle()


def licences(stage: Stage) -> None:
    """What the program is made of, and the text of one licence."""
    stage.enter(Role.NURSE).show_about()
    stage.until(lambda: stage.window.findChild(AboutSheet) is not None, "the about sheet")
    about = stage.window.findChild(AboutSheet)
    assert isinstance(about, AboutSheet)
    stage.shoot("about-parts")
    about.read("Qt")
    stage.shoot("about-licence")


def practice(stage: Stage) -> None:
    """The mark of a practice on a place, on the locked screen and on paper."""
    begin_practice()
    try:
        shell = stage.enter(Role.NURSE, "reception")
        stage.shoot("practice-reception")
        shell.lock()
        stage.shoot("practice-locked")
        shell = stage.enter(Role.NURSE, "reception")
        shell.print_guide()
        stage.settle()
        cover = shell.findChild(GuideCover)
        assert isinstance(cover, GuideCover)
        stage.keep("practice-paper", picture(cover.preview.paper, 0, PAGE_WIDTH))
        cover.leave()
    finally:
        end_practice()


def _open(stage: Stage, shell: Shell) -> HelpPanel:
    shell.show_help()
    stage.settle()
    panel = shell.help.panel
    assert panel is not None
    return panel


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("help", beside),
    ("help of a part", of_a_part),
    ("manual", manual),
    ("guides", guides),
    ("licences", licences),
    ("practice", practice),
)
