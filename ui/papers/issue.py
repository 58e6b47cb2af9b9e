"""What every paper of the station has in common: unit, who printed it and when, the synthetic mark, the notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.settings import StationProfile
from ui.papers.blocks import Block, PaperText
from ui.practice.mode import practising
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant


@dataclass(frozen=True)
class Issue:
    """Who lets a paper out, where and when."""

    profile: StationProfile
    by: str
    at: datetime


def issue_now(context: UiContext, profile: StationProfile) -> Issue:
    """Whoever is signed in, at this moment."""
    return Issue(profile, context.session.name, context.station.clock.now())


def paper_text(
    issue: Issue,
    title: str,
    file_name: str,
    blocks: Sequence[Block],
    *,
    about: str = "",
    synthetic: bool = False,
    marks: Sequence[str] = (),
) -> PaperText:
    """A paper of this unit; `synthetic`: it is about an invented person (a demo station marks every paper)."""
    profile = issue.profile
    mark = tr("practice.paper") if practising() else tr("papers.synthetic")
    invented = (mark,) if profile.demo or synthetic or practising() else ()
    return PaperText(
        title=title,
        file_name=file_name,
        about=about,
        unit=f"{profile.unit_name} · CNES {profile.cnes} · {profile.municipality_name}",
        printed=tr("papers.printed", name=issue.by, at=show_instant(issue.at, profile.time_zone)),
        page_words=lambda number, total: tr("papers.page", number=number, total=total),
        blocks=tuple(blocks),
        marks=(*invented, *marks),
        notice=tr("papers.notice"),
    )
