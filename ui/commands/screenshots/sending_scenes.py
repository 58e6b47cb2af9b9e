"""The channels that messages go out by, as the administrator sees them."""

from collections.abc import Callable
from typing import Final

from app.security.roles import Role
from ui.administration.channels.channel_page import ChannelPage
from ui.administration.channels.secret_field import SecretField
from ui.administration.channels.section import ChannelsSection
from ui.administration.page import AdministrationPage
from ui.commands.screenshots.stage import Stage
from ui.widgets.text_fields import TextField

_MAIL: Final = {"host": "127.0.0.1", "port": "9", "sender": "ubs@example.org", "user": "ubs"}


def channels(stage: Stage) -> None:
    """The list; a form with what is missing; a test that reaches nobody; the list afterwards."""
    section = _channels(stage)
    stage.shoot("channels")
    page = _open(stage, section, "email")
    stage.shoot("channels-email")
    page.form.active.setChecked(True)
    _type(page, "sender", "ubs")
    page.save()
    stage.shoot("channels-email-missing")
    for name, value in _MAIL.items():
        page.form.take({name: value})
    page.save()
    stage.shoot("channels-email-password")
    password = page.form.fields["password"].control
    assert isinstance(password, SecretField)
    password.password.line.setText("sintética-123")
    page.test()
    stage.settle()
    stage.shoot("channels-email-unreachable")
    page.form.fold_or_open()
    stage.shoot("channels-email-more")
    section.show_list()
    stage.shoot("channels-after-test")
    _open(stage, section, "http_gateway").form.fold_or_open()
    stage.shoot("channels-http")


def _type(page: ChannelPage, name: str, words: str) -> None:
    control = page.form.fields[name].control
    assert isinstance(control, TextField)
    control.set_value(words)


def _open(stage: Stage, section: ChannelsSection, code: str) -> ChannelPage:
    section.open_channel(code)
    stage.settle()
    assert section.channel is not None
    return section.channel


def _channels(stage: Stage) -> ChannelsSection:
    page = stage.enter(Role.ADMINISTRATOR, "administration", "channels").current()
    assert isinstance(page, AdministrationPage)
    assert isinstance(page.page, ChannelsSection)
    return page.page


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (("channels", channels),)
