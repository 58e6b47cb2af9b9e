"""What the interface for treatments takes and answers."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel, Field

from app.reminders.campaigns import Campaign, NewCampaign, Preview
from app.reminders.criteria import read_criteria


class BulkRequest(BaseModel):
    """Who shall be written to, with what, when. `criteria`: conditions that all hold, as
    `[{"field": "interested_in_surgery", "yes": true}]`."""

    name: str = Field(min_length=1, max_length=80)
    criteria: list[dict[str, Any]] = Field(min_length=1, max_length=12)
    template: str = Field(max_length=36, description="the id of a template's version")
    channels: list[str] = Field(min_length=1, max_length=6, description="tried in this order")
    at: AwareDatetime = Field(description="an instant with its offset")
    window_hours: int = Field(default=12, ge=1, le=168, description="how late a message may still go out")
    dry_run: bool = Field(default=False, description="true: nothing is scheduled")
    key: str = Field(default="", max_length=80, description="the same key and content again schedule nothing again")

    def to_new(self) -> NewCampaign:
        """As the services take it. KnownError `criteria.bad` (number, field, value, expected)."""
        conditions = read_criteria([dict(one) for one in self.criteria])
        window = timedelta(hours=self.window_hours)
        return NewCampaign(self.name, self.template, conditions, tuple(self.channels), self.at, window)


class Example(BaseModel):
    """One message as the first person chosen would read it."""

    subject: str
    text: str


class BulkAnswer(BaseModel):
    """`count`: who is written to; `left_out`, `moved`: reason → how many; `schedule`: its id, None after a dry run;
    `example_problem`: why the text could not be filled in."""

    dry_run: bool
    count: int
    left_out: dict[str, int]
    moved: dict[str, int]
    example: Example | None = None
    example_problem: str | None = None
    schedule: str | None = None


class ScheduleAnswer(BaseModel):
    """One campaign. `by_status`, `heard`: how many of its messages stand where."""

    id: str
    name: str
    due_at: datetime
    chosen: int
    left_out: dict[str, int]
    cancelled: bool
    by_status: dict[str, int]


class SchedulesAnswer(BaseModel):
    """The latest first."""

    items: list[ScheduleAnswer]


class TemplateRequest(BaseModel):
    """A new template, or the next version of the one whose latest version is `replaces`."""

    name: str = Field(min_length=1, max_length=80)
    content: dict[str, Any]
    replaces: str | None = Field(default=None, max_length=36)


class TemplateAnswer(BaseModel):
    """One version; `content` as it is stored."""

    id: str
    template: str
    number: int
    name: str
    content: dict[str, Any]


class TemplatesAnswer(BaseModel):
    """The latest version of each, by name."""

    items: list[TemplateAnswer]


class RegistrationAnswer(BaseModel):
    """One person as recipient. `agreed`: the kinds of channel that she agreed to."""

    id: str
    name: str
    email: str | None
    phone: str | None
    agreed: list[str]
    attributes: dict[str, Any]


class RegistrationsAnswer(BaseModel):
    """A page by id; `next`: where the next one begins, None after the last."""

    items: list[RegistrationAnswer]
    next: str | None


class LogAnswer(BaseModel):
    """One attempt; never changed."""

    id: str
    message_id: str
    person_id: str
    number: int
    channel: str
    outcome: str
    code: str
    text: str
    started_at: str
    recorded_at: str


class LogsAnswer(BaseModel):
    """A page by id, oldest first; `next`: where the next one begins, None after the last."""

    items: list[LogAnswer]
    next: str | None


class MetricsAnswer(BaseModel):
    """`attempts`: channel → outcome → how many; `feedback`: channel → kind → how many; `outbox`: status → how many,
    where the server itself sends for the unit."""

    attempts: dict[str, dict[str, int]]
    feedback: dict[str, dict[str, int]]
    outbox: dict[str, int]


def of_preview(found: Preview) -> BulkAnswer:
    """What a dry run tells."""
    left_out: dict[str, int] = {}
    for reason in found.left_out.values():
        left_out[reason.value] = left_out.get(reason.value, 0) + 1
    shown = found.example
    return BulkAnswer(
        dry_run=True,
        count=len(found.planned),
        left_out=left_out,
        moved=dict(found.moved),
        example=Example(subject=shown.subject, text=shown.text) if shown else None,
        example_problem=found.example_problem.code if found.example_problem else None,
    )


def of_campaign(found: Campaign) -> ScheduleAnswer:
    """As it is answered."""
    return ScheduleAnswer(
        id=found.id,
        name=found.name,
        due_at=found.due_at,
        chosen=found.chosen,
        left_out=dict(found.left_out),
        cancelled=found.cancelled,
        by_status=dict(found.by_status),
    )
