"""Who may do what: one table, read by the services (`require`), by the window and by `docs/rights.md`."""

from enum import StrEnum


class Role(StrEnum):
    """What an account is on this station; labels: texts `roles.role_<value>`."""

    NURSE = "nurse"
    DOCTOR = "doctor"
    COORDINATOR = "coordinator"
    STUDENT = "student"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be allowed or refused; labels: texts `roles.action_<value>`."""

    FIND_PERSON = "find_person"
    VIEW_PERSON = "view_person"
    REGISTER_PERSON = "register_person"
    CHANGE_PERSON = "change_person"
    VIEW_PREGNANCIES = "view_pregnancies"
    OPEN_PREGNANCY = "open_pregnancy"
    RECORD_OBSERVATION = "record_observation"
    VIEW_ARRIVALS = "view_arrivals"
    RECEIVE = "receive"
    HEAR_ARRIVAL = "hear_arrival"
    CORRECT_ARRIVAL = "correct_arrival"
    TRY_CLASSIFICATION = "try_classification"
    CLASSIFY = "classify"
    CORRECT_ASSESSMENT = "correct_assessment"
    PRINT_RECORD = "print_record"
    VIEW_REFERRALS = "view_referrals"
    SEND_REFERRAL = "send_referral"
    ASSIGN_REFERRAL = "assign_referral"
    READ_REFERRAL = "read_referral"
    ANSWER_REFERRAL = "answer_referral"
    SEE_EMERGENCY = "see_emergency"
    MERGE_PEOPLE = "merge_people"
    MOVE_RECORD = "move_record"
    IMPORT_PEOPLE = "import_people"
    EXPORT_LIST = "export_list"
    EXPORT_RECORD = "export_record"
    VIEW_REPORTS = "view_reports"
    MANAGE_RULES = "manage_rules"
    APPROVE_RULES = "approve_rules"
    VIEW_RULES = "view_rules"
    VIEW_OWN_ACCOUNT = "view_own_account"
    VIEW_ACCOUNTS = "view_accounts"
    CREATE_ACCOUNT = "create_account"
    AUTHORISE_ACCOUNT = "authorise_account"
    SUSPEND_ACCOUNT = "suspend_account"
    RESET_PASSWORD = "reset_password"
    RESCUE_COORDINATOR = "rescue_coordinator"
    VIEW_AUDIT = "view_audit"
    VERIFY_AUDIT = "verify_audit"
    BACK_UP = "back_up"
    RESTORE = "restore"
    MANAGE_KEYS = "manage_keys"
    CHANGE_SETTINGS = "change_settings"
    SYNCHRONISE = "synchronise"
    DECIDE_CONFLICT = "decide_conflict"
    VIEW_MESSAGES = "view_messages"
    SCHEDULE_MESSAGES = "schedule_messages"
    MANAGE_TEMPLATES = "manage_templates"
    MANAGE_CHANNELS = "manage_channels"
    VIEW_WARD = "view_ward"
    ANSWER_ALARMS = "answer_alarms"
    SET_LIMITS = "set_limits"
    MANAGE_BEDS = "manage_beds"
    EXPORT_PERSON = "export_person"
    ERASE_PERSON = "erase_person"
    OPEN_SEALED = "open_sealed"
    VIEW_PRIVACY = "view_privacy"
    MANAGE_CONSENTS = "manage_consents"
    MANAGE_RETENTION = "manage_retention"
    HOLD_RECORD = "hold_record"


# A student sees and tries, and saves nothing but the first reading of a referral that was assigned. An administrator
# looks after the machine and opens nobody's record. `classify` stores a classification; `try_classification` only shows
# one. `rescue_coordinator`: authorise the very first coordinator, or give the only one a new password, so that a unit
# is never left without a coordinator.
RIGHTS_TABLE = """
| action             | student | nurse | doctor | coordinator | administrator |
| ------------------ | ------- | ----- | ------ | ----------- | ------------- |
| find_person        | yes     | yes   | yes    | yes         | -             |
| view_person        | yes     | yes   | yes    | yes         | -             |
| register_person    | -       | yes   | yes    | yes         | -             |
| change_person      | -       | yes   | yes    | yes         | -             |
| view_pregnancies   | yes     | yes   | yes    | yes         | -             |
| open_pregnancy     | -       | yes   | yes    | yes         | -             |
| record_observation | -       | yes   | yes    | yes         | -             |
| view_arrivals      | yes     | yes   | yes    | yes         | -             |
| receive            | -       | yes   | yes    | yes         | -             |
| hear_arrival       | -       | yes   | yes    | yes         | -             |
| correct_arrival    | -       | yes   | yes    | yes         | -             |
| try_classification | yes     | yes   | yes    | yes         | -             |
| classify           | -       | yes   | yes    | yes         | -             |
| correct_assessment | -       | yes   | yes    | yes         | -             |
| print_record       | -       | yes   | yes    | yes         | -             |
| view_referrals     | yes     | yes   | yes    | yes         | -             |
| send_referral      | -       | yes   | yes    | yes         | -             |
| assign_referral    | -       | -     | yes    | yes         | -             |
| read_referral      | yes     | -     | yes    | yes         | -             |
| answer_referral    | -       | -     | yes    | yes         | -             |
| see_emergency      | -       | yes   | yes    | yes         | -             |
| merge_people       | -       | -     | -      | yes         | -             |
| move_record        | -       | yes   | yes    | yes         | -             |
| import_people      | -       | -     | -      | yes         | -             |
| export_list        | -       | -     | -      | yes         | -             |
| export_record      | -       | yes   | yes    | yes         | -             |
| view_reports       | -       | -     | -      | yes         | -             |
| manage_rules       | -       | -     | -      | yes         | -             |
| approve_rules      | -       | yes   | yes    | yes         | -             |
| view_rules         | yes     | yes   | yes    | yes         | yes           |
| view_own_account   | yes     | yes   | yes    | yes         | yes           |
| view_accounts      | -       | -     | -      | yes         | yes           |
| create_account     | -       | -     | -      | yes         | yes           |
| authorise_account  | -       | -     | -      | yes         | -             |
| suspend_account    | -       | -     | -      | yes         | -             |
| reset_password     | -       | -     | -      | yes         | -             |
| rescue_coordinator | -       | -     | -      | -           | yes           |
| view_audit         | -       | -     | -      | yes         | yes           |
| verify_audit       | -       | -     | -      | yes         | yes           |
| back_up            | -       | -     | -      | -           | yes           |
| restore            | -       | -     | -      | -           | yes           |
| manage_keys        | -       | -     | -      | -           | yes           |
| change_settings    | -       | -     | -      | -           | yes           |
| synchronise        | -       | yes   | yes    | yes         | yes           |
| decide_conflict    | -       | yes   | yes    | yes         | -             |
| view_messages      | -       | yes   | yes    | yes         | -             |
| schedule_messages  | -       | yes   | yes    | yes         | -             |
| manage_templates   | -       | -     | -      | yes         | -             |
| manage_channels    | -       | -     | -      | -           | yes           |
| view_ward          | yes     | yes   | yes    | yes         | -             |
| answer_alarms      | -       | yes   | yes    | yes         | -             |
| set_limits         | -       | yes   | yes    | yes         | -             |
| manage_beds        | -       | yes   | yes    | yes         | -             |
| export_person      | -       | yes   | yes    | yes         | -             |
| erase_person       | -       | -     | yes    | yes         | -             |
| open_sealed        | -       | -     | yes    | yes         | -             |
| view_privacy       | -       | -     | yes    | yes         | yes           |
| manage_consents    | -       | -     | -      | yes         | -             |
| manage_retention   | -       | -     | -      | yes         | yes           |
| hold_record        | -       | -     | -      | yes         | yes           |
"""


OF_REFERRING_UNIT = frozenset(
    {
        Action.REGISTER_PERSON,
        Action.CHANGE_PERSON,
        Action.OPEN_PREGNANCY,
        Action.RECORD_OBSERVATION,
        Action.RECEIVE,
        Action.HEAR_ARRIVAL,
        Action.CORRECT_ARRIVAL,
        Action.CLASSIFY,
        Action.CORRECT_ASSESSMENT,
        Action.SEND_REFERRAL,
        Action.MERGE_PEOPLE,
        Action.MOVE_RECORD,
        Action.IMPORT_PEOPLE,
    }
)
"""What a reference hospital's station allows to nobody: the record is the referring unit's, and is only read there."""


def read_rights(table: str) -> dict[Role, frozenset[Action]]:
    """The table as sets; ValueError unless every role and every action stands in it exactly once, as yes or -."""
    header, _, *rows = [_cells(line) for line in table.strip().splitlines()]
    roles = [Role(name) for name in header[1:]]
    actions = [Action(row[0]) for row in rows]
    if sorted(roles) != sorted(Role) or sorted(actions) != sorted(Action):
        raise ValueError("the table of rights must name every role and every action exactly once")
    if any(len(row) != len(header) or not set(row[1:]) <= {"yes", "-"} for row in rows):
        raise ValueError("the table of rights must say yes or - for every role")
    return {
        role: frozenset(action for action, row in zip(actions, rows, strict=True) if row[column] == "yes")
        for column, role in enumerate(roles, start=1)
    }


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


RIGHTS = read_rights(RIGHTS_TABLE)


def allowed(role: Role, action: Action) -> bool:
    """Whether the table allows it; for hiding what cannot be used. Services call `app.security.session.require`."""
    return action in RIGHTS[role]
