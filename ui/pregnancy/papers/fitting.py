"""Ctrl+P in a part of the record that has no paper of its own: the paper that fits it."""

from PySide6.QtCore import QObject

from app.security.roles import Action
from ui.bridge import Op
from ui.papers.pregnancy_data import PregnancyData, read_pregnancy_data
from ui.papers.preview import PaperPreview
from ui.pregnancy.papers.choices import fitting_choice
from ui.pregnancy.section import RecordHost
from ui.texts import tr


def show_fitting_paper(parent: QObject, host: RecordHost, part: str) -> None:
    """Read, then lay the preview over the record; nothing happens for whoever may not print."""
    if not host.context.may(Action.PRINT_RECORD):
        return

    def show(data: PregnancyData) -> None:
        offer = fitting_choice(part, data).offer
        if offer is not None:
            back = tr("pregnancy.back_to_record")
            host.cover(PaperPreview(host.context, offer, on_close=host.uncover, back=back))

    Op(parent, read_pregnancy_data(host.context, host.view)).on_success(show).start()
