"""The figures as a table for a spreadsheet: counts only, nobody's name. Pure."""

from datetime import date

from app.interop.csv_text import write_csv
from app.reminders.figures import Dashboard
from ui.reminders.parts.words import channel_words, short_reason
from ui.texts import tr
from ui.texts.formats import show_date, show_number


def figures_csv(one: Dashboard, first: date, last: date) -> str:
    """Three columns: group, name, number."""
    rows: list[tuple[str, str, str]] = [
        (tr("overview_page.period"), show_date(first), show_date(last)),
        (tr("overview_page.now"), tr("overview_page.tile_attention"), str(one.for_a_person)),
        (tr("overview_page.now"), tr("overview_page.tile_inbox"), str(one.unseen)),
        (tr("overview_page.now"), tr("overview_page.tile_requests"), str(one.requests)),
        (tr("overview_page.now"), tr("overview_page.tile_due"), str(one.due_now)),
        (tr("overview_page.now"), tr("overview_page.tile_waiting"), str(sum(one.waiting.values()))),
    ]
    for each in one.by_channel:
        for name in ("sent", "delivered", "read", "failed", "unknown", "expired"):
            rows.append((channel_words(each.channel), tr(f"overview_page.{name}"), str(getattr(each, name))))
    for code, count in one.not_sent.items():
        rows.append((tr("overview_page.not_sent"), short_reason(code), str(count)))
    late = one.lateness
    rows += [
        (tr("overview_page.punctual"), "p50 (s)", show_number(late.p50_s, 1)),
        (tr("overview_page.punctual"), "p99 (s)", show_number(late.p99_s, 1)),
        (tr("overview_page.punctual"), tr("overview_page.over_5s"), str(late.over_5s)),
        (tr("overview_page.also"), tr("overview_page.replies"), str(one.replies)),
        (tr("overview_page.also"), tr("overview_page.withdrawals"), str(one.withdrawals)),
    ]
    return write_csv(rows)
