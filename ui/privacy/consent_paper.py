"""The sheet of a person's consents: the text in force with its version, her answers now and before, to sign."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.clinic.papers import PaperKind, PaperOut
from app.clinic.people.model import Channel, Consent, PersonRecord
from app.kernel.actor import PROGRAM
from app.privacy.consent_texts import ConsentText
from ui.papers.blocks import Block, Choice, Column, Heading, Note, Pair, Pairs, PaperText, Row, SignHere, Table, Ticks
from ui.papers.document import BlockPaper
from ui.papers.identity import document_words
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date, show_instant


@dataclass(frozen=True)
class ConsentSheet:
    """`versions`: the text in force first; `history`: oldest first."""

    person: PersonRecord
    versions: tuple[ConsentText, ...]
    history: tuple[Consent, ...]


def consent_offer(issue: Issue, sheet: ConsentSheet) -> PaperOffer:
    """To be printed and signed."""
    return PaperOffer(
        heading=tr("privacy.consent_sheet"),
        make=lambda size: BlockPaper(consent_text(issue, sheet), size),
        out=PaperOut(PaperKind.CONSENT, "person", sheet.person.id),
    )


def consent_text(issue: Issue, sheet: ConsentSheet) -> PaperText:
    """What stands on it, in the language that is spoken."""
    zone, now, who = issue.profile.time_zone, sheet.versions[0], sheet.person
    facts = [
        Pair(tr("privacy.consent_sheet_born"), show_date(who.birth_date)),
        Pair(tr("privacy.consent_sheet_document"), document_words(who.cpf, who.cns)),
        Pair(tr("privacy.field_text_version"), version_words(now, zone)),
    ]
    blocks: list[Block] = [
        Pairs(tuple(facts), columns=3),
        Heading(tr("privacy.consent_title")),
        Note(said(now), framed=True),
        *_answers(sheet, now),
        Note(tr("privacy.consent_sheet_rights"), small=True),
        SignHere((tr("privacy.consent_sheet_she"), tr("privacy.consent_sheet_asked_by"))),
    ]
    if sheet.history:
        blocks += [Heading(tr("privacy.consent_sheet_history")), _history(sheet, zone)]
        blocks += _earlier(sheet, now, zone)
    title, file_name = tr("privacy.consent_sheet"), tr("privacy.consent_sheet_file")
    return paper_text(issue, title, file_name, blocks, about=who.shown_name, synthetic=who.synthetic)


def version_words(text: ConsentText, zone: str) -> str:
    """ "2-ab12, 02/03/2026 11:00"; of the one that the program brings the version alone."""
    return text.version if text.at is None else f"{text.version}, {show_instant(text.at, zone)}"


def said(text: ConsentText) -> str:
    """What is read aloud, in the language of the paper."""
    if text.is_shipped:
        return tr(f"privacy.consent_words_{text.version}")
    return text.words.get(chosen_language()) or next(iter(text.words.values()))


def _answers(sheet: ConsentSheet, now: ConsentText) -> Iterator[Block]:
    """Ticked where she answered to this text; a refusal holds whatever was read."""
    every = tuple(tr(f"person.channel_{one.value}") for one in Channel)
    for channel in Channel:
        one = sheet.person.consents.get(channel)
        counts = one is not None and (not one.given or one.text_version == now.version)
        given = one.given if one is not None and counts else None
        choices = Choice(tr("person.consent_yes"), given is True), Choice(tr("person.consent_no"), given is False)
        yield Ticks(tr(f"person.channel_{channel.value}"), choices, every)


def _history(sheet: ConsentSheet, zone: str) -> Table:
    columns = (
        Column(tr("privacy.when"), 2.4),
        Column(tr("privacy.field_channel"), 2),
        Column(tr("privacy.field_given"), 1.2),
        Column(tr("privacy.field_text_version"), 1.6),
        Column(tr("privacy.who"), 3.4),
    )
    rows = tuple(
        Row(
            (
                show_instant(one.at, zone),
                tr(f"person.channel_{one.channel.value}"),
                tr("common.yes" if one.given else "common.no"),
                one.text_version,
                _who(one),
            )
        )
        for one in sheet.history
    )
    return Table(columns, rows)


def _who(one: Consent) -> str:
    by = tr("privacy.by_program") if one.by == PROGRAM.account_id else one.by
    return f"{by} ({tr(f'privacy.value_{one.source.value}')})"


def _earlier(sheet: ConsentSheet, now: ConsentText, zone: str) -> Iterator[Block]:
    """The words of every other version that she was ever read."""
    answered = {one.text_version for one in sheet.history} - {now.version}
    for text in sheet.versions:
        if text.version in answered:
            yield Heading(tr("privacy.consent_sheet_earlier", version=version_words(text, zone)), small=True)
            yield Note(said(text), small=True)
