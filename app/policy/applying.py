"""A station's settings brought in line with its policy: when it is set up, and each time that it is opened."""

import logging
from dataclasses import asdict, replace
from typing import Any

from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.policy.model import Policy
from app.privacy.terms import write_by_policy
from app.reminders.unit_settings import PLACE, write_unit_setting
from app.settings import StationProfile, StationRole, read_profile, validate_profile, write_profile
from app.store.store import Store

_logger = logging.getLogger(__name__)
_OF_THE_UNIT = ("time_zone", "unit_phone")


def profile_of(policy: Policy) -> StationProfile:
    """The set-up of a station that follows it from its first day. KnownError `settings.*`."""
    values: dict[str, Any] = {**policy.settings, "role": StationRole(str(policy.settings["role"]))}
    profile = StationProfile(**values)
    validate_profile(profile)
    return profile


def bring_in_line(store: Store, policy: Policy) -> tuple[str, ...]:
    """Which settings were changed, in the order of the alphabet; nothing is written where none differs.

    KnownError `policy.other_unit` (value, expected): what is recorded here belongs to another unit.
    """
    with store.write(PROGRAM) as writing:
        old = read_profile(writing.connection)
        if old.cnes != policy.settings["cnes"]:
            values = {"value": old.cnes, "expected": policy.settings["cnes"], "path": str(policy.path)}
            raise KnownError("policy.other_unit", **values)
        before = asdict(old)
        differing = {name: value for name, value in sorted(policy.settings.items()) if before[name] != value}
        if differing:
            values = dict(differing)
            if "role" in values:
                values["role"] = StationRole(str(values["role"]))
            new = replace(old, **values)  # type: ignore[arg-type]  # names and values are checked by validate_profile
            write_profile(writing, new)
            writing.audit("settings_by_policy", "station", "profile", **differing)
            if any(name in differing for name in _OF_THE_UNIT):
                write_unit_setting(writing, PLACE, {name: getattr(new, name) for name in _OF_THE_UNIT})
        periods = write_by_policy(writing, policy.retention)
    return (*differing, *(f"retention.{one}" for one in periods))


def follow(store: Store, policy: Policy) -> None:
    """At a start: a policy that cannot be followed keeps nobody from working, and is written down."""
    try:
        changed = bring_in_line(store, policy)
    except KnownError as error:
        _logger.error("the policy cannot be followed: %s", error.code)
        return
    if changed:
        _logger.info("settings now follow the policy: %s", ", ".join(changed))
