"""The paper with the code by which a person links her chat, for those who do it at home."""

from app.clinic.papers import PaperKind, PaperOut
from app.clinic.people.model import PersonRecord
from app.reminders.channels.telegram import chat_link
from app.reminders.linking import LinkCode
from ui.papers.blocks import Block, Bullets, Note, Result
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer, PaperSize
from ui.texts import tr
from ui.texts.formats import show_instant


def code_offer(record: PersonRecord, code: LinkCode, bot: str, issue: Issue) -> PaperOffer:
    """Half a sheet is enough."""

    def made(size: PaperSize) -> BlockPaper:
        steps = tuple(steps_words(code.code, bot, hers="paper_"))
        blocks: list[Block] = [
            Result("", code.code, tr("telegram.paper_until", at=show_instant(code.expires_at, _zone(issue)))),
            Bullets(steps),
            Note(tr("telegram.paper_keep"), framed=True),
        ]
        title, name = tr("telegram.paper_title"), tr("telegram.paper_file")
        return BlockPaper(
            paper_text(issue, title, name, blocks, about=record.shown_name, synthetic=record.synthetic), size
        )

    out = PaperOut(PaperKind.LINK_CODE, "person", record.id)
    return PaperOffer(heading=tr("telegram.paper_title"), make=made, out=out, size=PaperSize.A5)


def steps_words(code: str, bot: str, hers: str = "") -> list[str]:
    """What she does: by the address where the bot's name is known, else by its name at the unit. `hers`: `paper_` where
    she reads it herself."""
    link = chat_link(bot, code)
    if not link:
        return [tr(f"telegram.{hers}step_find"), tr("telegram.step_send", code=code)]
    named = bot.removeprefix("@")
    return [tr(f"telegram.{hers}step_tap", link=link), tr("telegram.step_or", bot=named, code=code)]


def _zone(issue: Issue) -> str:
    return issue.profile.time_zone
