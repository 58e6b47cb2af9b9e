"""Over the wall: the ward is not heard, or nothing watches the beds because its node cannot be started."""

from app.kernel.errors import KnownError
from ui.texts import error_text, tr
from ui.widgets.banner import Banner


class NodeBanner(Banner):
    """Hidden as long as the node is heard, or there is nothing to hear."""

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[str, str] | None = None

    def look(self, problem: KnownError | None, *, silent: bool) -> None:
        """`problem`: why no node runs, which says more than that the wall has heard nothing (`silent`)."""
        if problem is not None:
            words = (tr("ward.node_not_started"), error_text(problem.code, problem.values))
        elif silent:
            words = (tr("ward.node_gone"), tr("ward.node_gone_next"))
        else:
            self._said = None
            self.hide()
            return
        if words != self._said or not self.isVisible():
            self._said = words
            # Nothing watches the beds: that is not to be put away.
            self.show_message("error", *words, closable=problem is None)
