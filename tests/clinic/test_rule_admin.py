"""A rule base's way into force and back: two people, a difference in words, a trial on the stored cases."""

from collections.abc import Callable
from datetime import date

import pytest

from app.clinic.assessments.service import AssessmentService
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.clinic.risk.loader import DEFAULT_FILE, default_rule_base, load_rule_base
from app.clinic.rule_admin.difference import RuleChange, differences
from app.clinic.rule_admin.in_force import RulesInForce
from app.clinic.rule_admin.service import RuleAdminService
from app.clinic.rule_admin.trial import CLASS_BOUNDS
from app.kernel.errors import KnownError
from app.kernel.progress import Progress
from app.security.roles import Role
from app.store.store import Store
from tests.clinic.conftest import session_of
from tests.security.test_texts import texts

COORDINATOR, DOCTOR = session_of(Role.COORDINATOR), session_of(Role.DOCTOR)
OLDER = "{above: 35, points: 1,"
RENAMED = (f'version: "{default_rule_base().version}"', 'version: "teste.2"')


def changed(*replacements: tuple[str, str]) -> bytes:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    for old, new in (RENAMED, *replacements):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text.encode()


NEW = changed((OLDER, "{above: 35, points: 5,"))


@pytest.fixture
def in_force(store: Store) -> RulesInForce:
    return RulesInForce(store, default_rule_base())


@pytest.fixture
def admin(store: Store, in_force: RulesInForce) -> RuleAdminService:
    return RuleAdminService(store, in_force)


@pytest.fixture
def assessing(store: Store, in_force: RulesInForce) -> AssessmentService:
    return AssessmentService(store, in_force)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def codes(old: bytes | None, new: bytes) -> list[str]:
    before = load_rule_base(old) if old else default_rule_base()
    return [one.code for one in differences(before, load_rule_base(new))]


def test_two_people_put_a_rule_base_in_force_and_classifications_follow(
    admin: RuleAdminService, assessing: AssessmentService
) -> None:
    loaded = admin.load(COORDINATOR, NEW)
    assert assessing.preview(ReferralForm(age_years=40.0)).total == 1
    assert not admin.approve(COORDINATOR, loaded.sha256).in_force
    assert refusal(lambda: admin.approve(COORDINATOR, loaded.sha256)) == "rules.already_approved"
    assert assessing.preview(ReferralForm(age_years=40.0)).total == 1
    approved = admin.approve(DOCTOR, loaded.sha256)
    assert approved.in_force
    assert [one.step for one in approved.steps] == ["loaded", "approved", "approved", "in_force"]
    assert assessing.preview(ReferralForm(age_years=40.0)).total == 5
    assert assessing.rules.version == "teste.2"
    assert [one.in_force for one in admin.versions(COORDINATOR)] == [True, False]


def test_a_roll_back_needs_a_reason_and_a_rule_base_that_was_in_force(
    admin: RuleAdminService, assessing: AssessmentService
) -> None:
    shipped = default_rule_base().sha256
    loaded = admin.load(COORDINATOR, NEW)
    assert refusal(lambda: admin.roll_back(COORDINATOR, loaded.sha256, "x")) == "rules.never_in_force"
    for session in (COORDINATOR, DOCTOR):
        admin.approve(session, loaded.sha256)
    assert refusal(lambda: admin.roll_back(COORDINATOR, shipped, " ")) == "rules.reason_missing"
    assert refusal(lambda: admin.roll_back(COORDINATOR, loaded.sha256, "x")) == "rules.already_in_force"
    assert refusal(lambda: admin.roll_back(COORDINATOR, "0" * 64, "x")) == "rules.not_found"
    back = admin.roll_back(COORDINATOR, shipped, "erro nos pontos")
    assert back.in_force
    assert back.steps[-1].reason == "erro nos pontos"
    assert assessing.preview(ReferralForm(age_years=40.0)).total == 1
    assert admin.roll_back(COORDINATOR, loaded.sha256, "estava certo").in_force


def test_loading_again_asks_for_both_approvals_again(admin: RuleAdminService) -> None:
    loaded = admin.load(COORDINATOR, NEW)
    admin.approve(COORDINATOR, loaded.sha256)
    assert admin.load(COORDINATOR, NEW).approvers == ()
    assert not admin.approve(DOCTOR, loaded.sha256).in_force


def test_what_cannot_be_loaded_is_refused(admin: RuleAdminService) -> None:
    shipped = DEFAULT_FILE.read_bytes()
    assert refusal(lambda: admin.load(COORDINATOR, b"version: 1")) == "risk.rule_base_refused"
    assert refusal(lambda: admin.load(COORDINATOR, shipped)) == "rules.already_in_force"
    assert refusal(lambda: admin.load(COORDINATOR, shipped + b"# other bytes\n")) == "rules.version_taken"


def test_the_difference_names_points_and_ranges_in_both_languages(admin: RuleAdminService) -> None:
    loaded = admin.load(COORDINATOR, NEW)
    (change,) = admin.difference(COORDINATOR, loaded.sha256)
    assert (change.code, change.moves_points) == ("ranges_changed", True)
    assert "mais de 35 anos: 5" in change.values_in("pt_BR")["after"]
    assert "over 35 years: 1" in change.values_in("en")["before"]


@pytest.mark.parametrize(
    ("replacement", "code"),
    [
        (("{code: single, points: 1,", "{code: single, points: 0.5,"), "answer_points_changed"),
        (('pt_BR: "Solteira"', 'pt_BR: "Solteira mesmo"'), None),
        (('    pt_BR: "Situação conjugal"', '    pt_BR: "Estado civil"'), "label_changed"),
        (("usual: {from: 12, to: 49,", "usual: {from: 13, to: 49,"), "usual_changed"),
        (("accepted: {from: 8, to: 60,", "accepted: {from: 9, to: 60,"), "accepted_changed"),
    ],
)
def test_every_sort_of_change_is_said(replacement: tuple[str, str], code: str | None) -> None:
    found = codes(None, changed(replacement))
    assert found == ([code] if code else [])


def test_other_class_bounds_are_said_as_mathematics_writes_them() -> None:
    new = changed(
        ("{code: RH, below: 5,", "{code: RH, below: 4.5,"), ("{code: ARSE, from: 5,", "{code: ARSE, from: 4.5,")
    )
    changes = differences(default_rule_base(), load_rule_base(new))
    assert [one.code for one in changes] == ["class_bounds_changed", "class_bounds_changed"]
    assert changes[1].values_in("pt_BR")["after"] == "≥ 4,5 · < 10"
    assert changes[1].values_in("en")["before"] == "≥ 5 · < 10"


def test_factors_that_come_and_go_are_said() -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8").replace(*RENAMED)
    line = next(one for one in text.splitlines() if "{code: " in one and "section: clinical" in one)
    without = text.replace(line + "\n", "").encode()
    assert codes(None, without) == ["factor_removed"]
    assert codes(without, DEFAULT_FILE.read_bytes()) == ["factor_added"]


def test_every_change_has_its_words_in_both_languages() -> None:
    written = texts("rule_changes")
    for code, values in {
        "factor_added": {"factor", "points"},
        "points_changed": {"factor", "before", "after"},
        "answer_removed": {"factor", "answer", "before"},
    }.items():
        for language in ("pt_BR", "en"):
            assert written[code][language].format(**dict.fromkeys(values, "x"))


def test_a_trial_says_who_would_move_and_why(
    admin: RuleAdminService,
    assessing: AssessmentService,
    pregnancies: PregnancyService,
    register: Callable[..., PersonRecord],
) -> None:
    ids = []
    for number, age in enumerate((40.0, 30.0)):
        woman = register(
            full_name=f"Rosa Inventada {'Lima' if number else 'Nunes'}", birth_date=date(1986, 1, 3 + number)
        )
        ids.append(pregnancies.open(COORDINATOR, woman.id).id)
        assessing.save(COORDINATOR, ids[-1], ReferralForm(age_years=age, conditions_asked=ALL_CONDITIONS))
    told: list[tuple[int, int]] = []
    loaded = admin.load(COORDINATOR, NEW)
    report = admin.try_on_stored_cases(COORDINATOR, loaded.sha256, Progress(lambda *now: told.append(now)))
    assert (report.cases, report.moved, told[-1]) == (2, 1, (2, 2))
    (move,) = report.moves
    assert (move.pregnancy_id, move.class_before, move.class_after) == (ids[0], "RH", "ARSE")
    assert move.because == ("age_years",)
    assert report.counts == {("RH", "ARSE"): 1, ("RH", "RH"): 1}
    bounds = changed(
        ("{code: RH, below: 5,", "{code: RH, below: 1,"), ("{code: ARSE, from: 5,", "{code: ARSE, from: 1,")
    )
    other = admin.load(COORDINATOR, bounds.replace(b'"teste.2"', b'"teste.3"'))
    assert admin.try_on_stored_cases(COORDINATOR, other.sha256).moves[0].because == (CLASS_BOUNDS,)


def test_a_trial_can_be_stopped(
    admin: RuleAdminService, assessing: AssessmentService, pregnancies: PregnancyService, joana: PersonRecord
) -> None:
    opened = pregnancies.open(COORDINATOR, joana.id)
    assessing.save(COORDINATOR, opened.id, ReferralForm(age_years=30.0))
    loaded = admin.load(COORDINATOR, NEW)
    stopped = Progress(cancelled=lambda: True)
    assert refusal(lambda: admin.try_on_stored_cases(COORDINATOR, loaded.sha256, stopped)) == "work.cancelled"


def test_a_condition_that_the_new_rules_do_not_know_is_left_out_of_the_trial(
    admin: RuleAdminService, assessing: AssessmentService, pregnancies: PregnancyService, joana: PersonRecord
) -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8").replace(*RENAMED)
    line = next(one for one in text.splitlines() if "{code: " in one and "section: clinical" in one)
    code = line.split("{code: ")[1].split(",")[0]
    opened = pregnancies.open(COORDINATOR, joana.id)
    form = ReferralForm(age_years=30.0, conditions=frozenset({code}), conditions_asked=frozenset({code}))
    points = assessing.save(COORDINATOR, opened.id, form).assessment.total
    loaded = admin.load(COORDINATOR, text.replace(line + "\n", "").encode())
    report = admin.try_on_stored_cases(COORDINATOR, loaded.sha256)
    assert report.cases == 1
    assert report.moved == (1 if points >= 5 else 0)
    assert report.reasons == ({code: 1} if points >= 5 else {})


def test_values_are_written_as_each_language_writes_numbers() -> None:
    from decimal import Decimal

    change = RuleChange("points_changed", {"before": Decimal("0.5")})
    assert (change.values_in("pt_BR"), change.values_in("en")) == ({"before": "0,5"}, {"before": "0.5"})
