"""The pages of the reminders, in the order in which they are offered, and who may open each."""

from typing import Final

from app.security.roles import Action
from ui.administration.sections import Section

_HERE = "ui.reminders"

PAGES: Final = (
    Section("overview", "today", "bar-chart", Action.VIEW_MESSAGES, f"{_HERE}.overview.page", "OverviewPage"),
    Section("planned", "today", "calendar", Action.VIEW_MESSAGES, f"{_HERE}.planned.page", "PlannedPage"),
    Section("attention", "today", "alert-triangle", Action.VIEW_MESSAGES, f"{_HERE}.attention.page", "AttentionPage"),
    Section("inbox", "today", "mail", Action.VIEW_MESSAGES, f"{_HERE}.inbox.page", "InboxPage"),
    Section("requests", "today", "user-plus", Action.VIEW_MESSAGES, f"{_HERE}.requests.page", "RequestsPage"),
    Section("campaigns", "prepare", "users", Action.VIEW_MESSAGES, f"{_HERE}.campaigns.page", "CampaignsPage"),
    Section("rules", "prepare", "refresh", Action.VIEW_MESSAGES, f"{_HERE}.rules.page", "RulesPage"),
    Section("templates", "prepare", "file-text", Action.VIEW_MESSAGES, f"{_HERE}.templates.page", "TemplatesPage"),
    Section("manners", "prepare", "moon", Action.MANAGE_TEMPLATES, f"{_HERE}.manners.page", "MannersPage"),
)
