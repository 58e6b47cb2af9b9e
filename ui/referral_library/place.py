"""The entry of the library on the rail, at primary-care units and hospitals alike."""

from app.security.roles import Action
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget


def _build(context: UiContext) -> PlaceWidget:
    from ui.referral_library.screen import ReferralLibrary  # noqa: PLC0415 - loaded when somebody goes there

    return ReferralLibrary(context)


PLACE = Place(key="referral_library", icon="book-open", actions=(Action.VIEW_REFERRALS,), build=_build)
