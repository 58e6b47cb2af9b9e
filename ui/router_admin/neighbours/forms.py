"""Two stations become neighbours: one shows a code, at the other it is typed."""

from collections.abc import Callable
from functools import partial
from typing import Final

from app.router.neighbours import Neighbour, NeighbourCode
from ui.administration.host import SectionHost
from ui.administration.inline_form import InlineForm
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.text_fields import TextField

_LONGEST_NAME: Final = 40
_NAME: Final = {
    "router_links.name": "name",
    "router_links.no_name": "name",
    "router_links.named_as_another": "name",
}


class ShowCodeForm(InlineForm):
    """This station's name among the others, then its code; `made` is given the code."""

    def __init__(self, host: SectionHost, name: str, made: Callable[[NeighbourCode], object]) -> None:
        super().__init__(tr("router_neighbours.make_code"), self._submit, where=_NAME)
        self._host, self._made = host, made
        self.body.addWidget(Text(tr("router_neighbours.open_how"), "muted", wrap=True))
        self.name = own_name(self, name)

    def _submit(self) -> None:
        if not self.require_filled("name"):
            return
        context = self._host.context
        self.wait()
        call = partial(context.station.neighbours.open, context.session, self.name.value())
        self._host.does(call, self._made, self.fail)


class JoinForm(InlineForm):
    """The address and the code that the other station shows; `joined` is given that station."""

    def __init__(self, host: SectionHost, name: str, joined: Callable[[Neighbour], object]) -> None:
        where = {**_NAME, "router_links.door_address": "address", "router_links.wrong_code": "code"}
        super().__init__(tr("router_neighbours.join"), self._submit, where=where)
        self._host, self._joined = host, joined
        self.body.addWidget(Text(tr("router_neighbours.join_how"), "muted", wrap=True))
        self.address, self.code = TextField(), TextField()
        hint = tr("router_neighbours.door_address_hint")
        self.add("address", Field(tr("router_neighbours.door_address"), self.address, hint=hint))
        hint = tr("router_neighbours.code_hint")
        self.add("code", Field(tr("router_neighbours.code"), self.code, hint=hint))
        self.name = own_name(self, name)

    def _submit(self) -> None:
        if not self.require_filled("address", "code", "name"):
            return
        context = self._host.context
        self.wait()
        values = (self.name.value(), self.address.value(), self.code.value())
        self._host.does(partial(context.station.neighbours.join, context.session, *values), self._joined, self.fail)


def own_name(form: InlineForm, name: str) -> TextField:
    """The field of this station's own name among the others."""
    field = TextField(name)
    field.setMaxLength(_LONGEST_NAME)
    form.add("name", Field(tr("router_neighbours.own_name"), field, hint=tr("router_neighbours.own_name_hint")))
    return field
