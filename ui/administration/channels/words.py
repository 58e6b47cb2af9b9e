"""A channel in words: how it stands, what it lacks, what its last test came to, what is wrong in a setting. Pure."""

from typing import Final

from app.reminders.channel_service import ChannelSetup
from app.reminders.channels.interface import Description, Setting, SettingKind
from ui.texts import has_text, tr
from ui.texts.formats import show_instant, show_number

_KINDS: Final = {
    "address": "https",
    "callback_address": "https",
    "sender": "mail",
    "reply_to": "mail",
    "return_path": "return_path",
    "certificate_file": "file",
    "body": "json",
    "headers": "json",
    "phone_number_id": "digits",
    "version": "version",
    "bot_name": "bot_name",
    "good_statuses": "statuses",
    "transient_statuses": "statuses",
    "throttle_statuses": "statuses",
    "final_statuses": "statuses",
    "body_kind": "body_kind",
    "security": "security",
}
"""Setting → which explanation fits what was refused; a secret is never quoted."""
_MAIL: Final = "email"


def channel_name(code: str) -> str:
    """What the channel is called."""
    return tr(f"channels.name_{code}")


def setting_name(code: str, setting: str) -> str:
    """What the setting is called."""
    return tr(f"channels.setting_{code}_{setting}")


def setting_hint(description: Description, one: Setting) -> str:
    """What helps to fill it in."""
    if one.name == "per_second":
        return tr("administration_channels.pace_hint", pace=pace_words(description.per_second))
    key = f"channels.setting_{description.code}_{one.name}_hint"
    return tr(key) if has_text(key) else ""


def pace_words(per_second: float) -> str:
    """A pace as one says it: so many a second, or a minute where it is less than one."""
    if per_second >= 1:
        return tr("administration_channels.a_second", count=show_number(round(per_second)))
    return tr("administration_channels.a_minute", count=show_number(round(per_second * 60)))


def is_untouched(setup: ChannelSetup) -> bool:
    """Whether nobody has set anything yet."""
    defaults = {one.name: one.default for one in setup.description.settings if one.kind is not SettingKind.SECRET}
    return not setup.active and not setup.kept and dict(setup.values) == defaults


def standing(setup: ChannelSetup) -> tuple[str, str, str]:
    """How it stands: words, colour token and shape."""
    failed = setup.tested is not None and setup.tested.error is not None
    if setup.active:
        return (
            (tr("administration_channels.on_failed"), "error", "triangle")
            if failed
            else (tr("administration_channels.on"), "success", "circle")
        )
    if is_untouched(setup):
        return tr("administration_channels.not_set_up"), "neutral", "bar"
    if setup.missing:
        return tr("administration_channels.unfinished"), "warn", "diamond"
    return tr("administration_channels.off"), "neutral", "square"


def missing_words(setup: ChannelSetup) -> str:
    """What it lacks, "" where nothing."""
    if not setup.missing or is_untouched(setup):
        return ""
    names = ", ".join(setting_name(setup.description.code, one) for one in setup.missing)
    return tr("administration_channels.missing", names=names)


def tested_words(setup: ChannelSetup, zone: str) -> str:
    """When it was tested, and what came of it."""
    tested = setup.tested
    if tested is None:
        return tr("administration_channels.never_tested")
    at = show_instant(tested.at, zone)
    if tested.error is None:
        return tr("administration_channels.tested_good", at=at)
    return tr("administration_channels.tested_bad", at=at, why=outcome_words(tested.error)[0])


def outcome_words(error: str) -> tuple[str, str]:
    """What a failed test means, and what to do next."""
    what = error.rpartition(".")[2]
    key = f"administration_channels.test_{what}"
    if not has_text(key):
        return tr("administration_channels.test_other"), tr("administration_channels.test_other_next", code=error)
    return tr(key), tr(f"{key}_next")


def problem_words(code: str, one: Setting, value: str) -> str:
    """What is wrong with this setting, and what is expected instead. `value`: "" where nothing is kept or typed; of a
    secret anything else."""
    if one.kind is SettingKind.SECRET:
        return tr(f"administration_channels.expects_{'secret' if value else 'sign_in'}")
    if not value:
        return tr("administration_channels.expects_something")
    kind = _KINDS.get(one.name, "other")
    if kind == "mail" and code != _MAIL:
        kind = "other"
    return tr(f"administration_channels.expects_{kind}", value=value)
