"""The agreement of confidentiality at a receiver: told with the sign-in, accepted by whoever has signed in there.

Nothing here may keep anybody from an alarm: where it cannot be read, it is asked for at the next sign-in.
"""

import logging

from app.kernel.errors import KnownError
from app.privacy.confidentiality import AgreementText
from app.router.asking.accounts import ReceiverAccounts
from app.router.node.ports import Admitted
from app.router.requests import Agree, Agreement, Done

_logger = logging.getLogger(__name__)


def still_to_accept(accounts: ReceiverAccounts, user: str) -> Agreement | None:
    """What they are shown beside their alarms; from a worker. Raises nothing."""
    try:
        text = accounts.to_accept(user)
    except Exception:
        # A sign-in that failed for this would take alarms from whoever is there to answer them.
        _logger.exception("the agreement of confidentiality could not be read")
        return None
    return None if text is None else _told(text)


def accepted(accounts: ReceiverAccounts, user: str, request: Agree, at: Admitted) -> Done | Agreement:
    """Keep that they accept it at this receiver; else the text in force, where it is another by now. From a worker;
    KnownErrors as `ReceiverAccounts.accept`."""
    try:
        accounts.accept(user, request.version, request.language, {"receiver": at.name, "receiver_id": at.receiver})
    except KnownError as problem:
        if problem.code != "privacy.other_version":
            raise
        text = accounts.to_accept(user)
        return Done() if text is None else _told(text)
    return Done()


def _told(text: AgreementText) -> Agreement:
    return Agreement(text.version, text.issued.isoformat(), dict(text.titles), dict(text.paragraphs))
