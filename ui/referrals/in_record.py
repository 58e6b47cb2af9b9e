"""What a record offers about referring, and why it takes no entries while the answer is awaited."""

from app.security.roles import Action
from app.settings import StationRole
from ui.pregnancy.risk_card import RiskCard
from ui.pregnancy.section import RecordHost
from ui.texts import tr


def may_refer(host: RecordHost) -> bool:
    """Whether this person, at this station, may refer this woman."""
    at_ubs = host.view.profile.role is StationRole.PRIMARY_CARE
    return at_ubs and host.view.goes_on and host.context.may(Action.SEND_REFERRAL)


def offer_referral(card: RiskCard, host: RecordHost) -> None:
    """Offer it below the class; while an answer is awaited, an emergency alone."""
    if may_refer(host):
        card.refer_button.set_text(tr("compose.open_emergency" if host.view.locked else "compose.open"))
        card.refer_button.show()
    else:
        card.refer_button.hide()


def offer_saving(card: RiskCard, host: RecordHost, *, may_save: bool) -> None:
    """Whether the class may be stored, why not, and whether she may be referred."""
    card.save_button.setEnabled(may_save)
    card.explain("" if may_save else _why_read_only(host))
    offer_referral(card, host)


def _why_read_only(host: RecordHost) -> str:
    if not host.view.goes_on:
        return tr("outcome.read_only")
    return tr("record_strip.card" if host.view.locked else "risk_card.student_explained")
