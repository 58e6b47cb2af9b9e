"""The entry of the referrals on the rail: what was sent at a primary-care unit, what came in at a hospital."""

import importlib
from collections.abc import Callable

from app.security.roles import Action
from app.settings import StationRole
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget

_SCREENS = {
    True: ("ui.referral_desk.screen", "ReferralDesk"),
    False: ("ui.referrals.screen", "Referrals"),
}
"""At a hospital, elsewhere; loaded when somebody goes there."""


def _build(context: UiContext) -> PlaceWidget:
    module, name = _SCREENS[context.station.profile.role is StationRole.HOSPITAL]
    screen: Callable[[UiContext], PlaceWidget] = getattr(importlib.import_module(module), name)
    return screen(context)


PLACE = Place(key="referrals", icon="referral", actions=(Action.VIEW_REFERRALS,), build=_build)
