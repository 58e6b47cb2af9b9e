"""A rule base is refused as a whole, and every refusal names the line: each kind of mistake made once."""

import hashlib
import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clinic.risk import RuleBaseProblem, default_rule_base, load_rule_base
from app.clinic.risk.loader import DEFAULT_FILE
from app.kernel.errors import KnownError

TEXT = DEFAULT_FILE.read_text(encoding="utf-8")
TEXTS = tomllib.loads((Path(DEFAULT_FILE).parents[1] / "texts" / "risk.toml").read_text(encoding="utf-8"))
ANAEMIA = "  - {code: anaemia, points: 1, section: intercurrences, source: thesis_appendix_e"
BELOW_15 = "      - {below: 15, points: 1, source: thesis_table_3"
MIDDLE = "      - {from: 15, to: 35, points: 0, source: thesis_table_3"
ARSE = "  - {code: ARSE, from: 5, below: 10, source: thesis_rules"
VERSION = f'version: "{default_rule_base().version}"'
DATE = f"date: {default_rule_base().date}"
HYPERTENSION = "code: hypertension, points: 10, section: clinical, source: thesis_table_3, counts_once: hypertension"


def problems_of(text: str | bytes) -> list[RuleBaseProblem]:
    """Why `text` is refused."""
    with pytest.raises(KnownError) as caught:
        load_rule_base(text)
    assert caught.value.code == "risk.rule_base_refused"
    found = caught.value.values["problems"]
    assert isinstance(found, tuple)
    return list(found)


def line_of(text: str) -> int:
    """The 1-based line where `text` begins in the shipped file."""
    assert TEXT.count(text) == 1, text
    return TEXT[: TEXT.index(text)].count("\n") + 1


def test_the_shipped_file_replays_from_its_own_text() -> None:
    rule_base = default_rule_base()
    again = load_rule_base(rule_base.text)
    assert again == rule_base
    assert again.factors == rule_base.factors
    assert rule_base.sha256 == hashlib.sha256(DEFAULT_FILE.read_bytes()).hexdigest()


def test_a_byte_order_mark_and_windows_line_ends_are_accepted_and_replayed() -> None:
    raw = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    rule_base = load_rule_base(raw)
    assert rule_base.sha256 == hashlib.sha256(raw).hexdigest()
    assert load_rule_base(rule_base.text) == rule_base


def test_a_rule_base_cannot_be_changed_in_memory() -> None:
    with pytest.raises(TypeError):
        default_rule_base().by_code["anaemia"] = default_rule_base().factors[0]  # type: ignore[index]  # the point


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: -1"), "negative_points"),
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: .inf"), "not_a_number"),
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: .nan"), "not_a_number"),
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: 1e2"), "not_a_number"),
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: 010"), "not_a_number"),
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: 1:30"), "not_a_number"),
        (ANAEMIA, ANAEMIA.replace("points: 1", 'points: "1"'), "not_a_number"),
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: yes"), "not_a_number"),
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: [1]"), "not_a_number"),
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: 0.125"), "not_a_number"),
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: 101"), "too_many_points"),
        (ANAEMIA, ANAEMIA.replace("points: 1, ", ""), "missing_key"),
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: 1, points: 2"), "duplicate_key"),
        (ANAEMIA, ANAEMIA.replace("points", "point"), "unknown_key"),
        (ANAEMIA, ANAEMIA.replace("code: anaemia", "code: asthma"), "duplicate_code"),
        (ANAEMIA, ANAEMIA.replace("code: anaemia", "code: weight_kg"), "reserved_code"),
        (ANAEMIA, ANAEMIA.replace("code: anaemia", "code: an-aemia"), "bad_code"),
        (ANAEMIA, ANAEMIA.replace("code: anaemia", "code: no"), "not_text"),
        (ANAEMIA, ANAEMIA.replace("code: anaemia", "code: null"), "not_text"),
        (ANAEMIA, ANAEMIA.replace("code: anaemia", "code: {a: b}"), "not_text"),
        (ANAEMIA, ANAEMIA.replace("code: anaemia", "code: !!python/object:os.system x"), "not_text"),
        (ANAEMIA, ANAEMIA.replace("code: anaemia", f"code: {'x' * 600}"), "text_too_long"),
        (ANAEMIA, ANAEMIA.replace("appendix_e", "appendix_f"), "unknown_source"),
        (ANAEMIA, ANAEMIA.replace("section: intercurrences", "section: intercurrence"), "unknown_section"),
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: 1, counts_once: anaemias"), "unknown_group"),
        (ANAEMIA, "  - anaemia\n" + ANAEMIA.replace("anaemia", "other"), "not_a_mapping"),
        ('pt_BR: "Anticoagulante positivo", ', "", "missing_key"),
        ('pt_BR: "Anticoagulante positivo"', 'pt_BR: ""', "empty_text"),
        (', en: "Anticoagulant positive"', "", "missing_key"),
        (BELOW_15, BELOW_15.replace("below: 15", "below: 14"), "gap"),
        (BELOW_15, BELOW_15.replace("below: 15", "below: 16"), "overlap"),
        (BELOW_15, BELOW_15.replace("below: 15", "to: 15"), "overlap"),
        (BELOW_15, BELOW_15.replace("below: 15", "from: 0, below: 15"), "open_below"),
        (MIDDLE, MIDDLE.replace("from: 15", "above: 15"), "gap"),
        (MIDDLE, MIDDLE.replace("to: 35", "to: 14"), "empty_range"),
        (MIDDLE, MIDDLE.replace("from: 15", "from: 15, above: 15"), "two_bounds"),
        (MIDDLE, MIDDLE.replace("to: 35, ", ""), "overlap"),
        ("      - {above: 35", "      - {above: 35, to: 60", "open_above"),
        (ARSE, ARSE.replace("from: 5", "from: 4"), "overlap"),
        (ARSE, ARSE.replace("from: 5", "above: 5"), "gap"),
        (ARSE, ARSE.replace("below: 10", "to: 9"), "gap"),
        (ARSE, ARSE.replace("ARSE", "ARSI"), "unknown_class"),
        (ARSE, ARSE.replace("ARSE", "ARCE"), "missing_class"),
        ("  - {code: RH, below: 5, ", "  - {code: RH, from: 0, below: 5, ", "open_below"),
        ("  - {code: ARCE, from: 10", "  - {code: ARCE, from: 10, to: 1000", "open_above"),
        ("      - {code: none, ", "      - {code: nothing, ", "unknown_value"),
        ("      - {code: none, ", "      - {code: higher, ", "missing_value"),
        ("      - {code: none, ", "      - {code: higher, ", "duplicate_code"),
        ('{code: "1", ', "{code: 1, ", "not_text"),
        ("  - code: schooling", "  - code: school", "unknown_factor"),
        ("  - code: schooling", "  - code: marital_status", "missing_factor"),
        ("    counted: whole", "    counted: half", "unknown_counting"),
        ("    less_than: systolic_mmhg", "    less_than: systolic", "unknown_factor"),
        ("    less_than: systolic_mmhg", "    less_than: diastolic_mmhg", "less_than_itself"),
        ("    decimals: 1", "    decimals: 7", "bad_decimals"),
        ("    usual: {from: 12, to: 49", "    usual: {from: 2, to: 49", "usual_outside_accepted"),
        ("    usual: {from: 12, to: 49", "    usual: {from: 12", "limits_open"),
        (HYPERTENSION, HYPERTENSION.replace(", counts_once: hypertension", ""), "group_code_taken"),
        ("counts_once:\n", 'counts_once:\n  - {code: spare, pt_BR: "Sobra", en: "Spare"}\n', "empty_group"),
        (VERSION, "version: 2026.1", "not_text"),
        (DATE, "date: 2026-13-21", "bad_date"),
        (DATE, "date: today", "bad_date"),
        ("\nsources:\n", "\nsourses:\n", "missing_key"),
        ("\nconditions:\n", "\nconditions: 5\nspare:\n", "not_a_list"),
        ("\ncounts_once:\n", "\ncounts_once: &anchor\n", "alias"),
        (DATE, "date: *version", "alias"),
        (DATE, "date: [[[[[[[[[[]]]]]]]]]]", "too_deep"),
        (DATE, "date: [", "not_yaml"),
        (DATE, "date: \x01", "not_yaml"),
        (DATE, f"{DATE}\n---\n", "not_yaml"),
    ],
)
def test_a_mistake_is_refused(old: str, new: str, code: str) -> None:
    assert TEXT.count(old) == 1, old
    found = problems_of(TEXT.replace(old, new))
    assert code in {problem.code for problem in found}
    assert all(1 <= problem.line <= TEXT.count("\n") + 5 for problem in found)
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        (ANAEMIA, ANAEMIA.replace("points: 1", "points: -1"), "negative_points", ANAEMIA),
        (ANAEMIA, ANAEMIA.replace("points", "point"), "unknown_key", ANAEMIA),
        (ANAEMIA, ANAEMIA.replace("code: anaemia", "code: asthma"), "duplicate_code", ANAEMIA),
        (ANAEMIA, ANAEMIA.replace("appendix_e", "appendix_f"), "unknown_source", ANAEMIA),
        (BELOW_15, BELOW_15.replace("below: 15", "below: 14"), "gap", MIDDLE),
        (BELOW_15, BELOW_15.replace("below: 15", "to: 15"), "overlap", MIDDLE),
        (ARSE, ARSE.replace("from: 5", "above: 5"), "gap", ARSE),
        (ARSE, ARSE.replace("ARSE", "ARSI"), "unknown_class", ARSE),
        ("      - {code: none, ", "      - {code: nothing, ", "unknown_value", "      - {code: none, "),
        ("    less_than: systolic_mmhg", "    less_than: x", "unknown_factor", "    less_than: systolic_mmhg"),
        (VERSION, "version: 2026.1", "not_text", VERSION),
        (DATE, "date: *version", "alias", DATE),
    ],
)
def test_a_refusal_names_the_very_line(old: str, new: str, code: str, at: str) -> None:
    found = problems_of(TEXT.replace(old, new))
    assert line_of(at) in {problem.line for problem in found if problem.code == code}


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    spoiled = TEXT.replace(ANAEMIA, ANAEMIA.replace("points: 1", "points: -1"))
    spoiled = spoiled.replace(BELOW_15, BELOW_15.replace("below: 15", "below: 14"))
    spoiled = spoiled.replace("    decimals: 1", "    decimals: 7")
    assert [problem.code for problem in problems_of(spoiled)] == ["gap", "bad_decimals", "negative_points"]


def test_an_unknown_word_comes_with_the_nearest_known_one() -> None:
    (problem,) = problems_of(TEXT.replace(ANAEMIA, ANAEMIA.replace("source: thesis_appendix_e", "source: appendix_e")))
    assert problem.values == {"value": "appendix_e", "suggestion": "thesis_appendix_e"}


def test_two_classes_in_the_wrong_order_are_refused() -> None:
    swapped = TEXT.replace("code: RH, below", "code: SWAP, below").replace("code: ARCE, from", "code: RH, from")
    assert "class_order" in {problem.code for problem in problems_of(swapped.replace("SWAP", "ARCE"))}


def test_what_is_no_utf_8_names_the_line() -> None:
    raw = TEXT.encode()
    at = raw.index(b"date: 2026")
    (problem,) = problems_of(raw[:at] + b"\xff" + raw[at:])
    assert (problem.code, problem.line) == ("not_utf8", line_of("date: 2026"))


@pytest.mark.parametrize("text", ["", "# only a comment\n", b"", "- 1\n", "text", "\ud800"])
def test_what_is_no_rule_base_at_all_is_refused(text: str | bytes) -> None:
    assert problems_of(text)


def test_a_file_beyond_a_megabyte_is_refused_unread() -> None:
    (problem,) = problems_of(b"#" + b"x" * 1_000_000)
    assert problem.code == "too_large"


def test_a_billion_laughs_and_a_deep_well_are_refused_at_their_first_step() -> None:
    laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    assert [problem.code for problem in problems_of(laughs)] == ["alias"]
    assert [problem.code for problem in problems_of("[" * 100_000)] in (["too_deep"], ["not_yaml"])
    assert [problem.code for problem in problems_of("{a: " * 9 + "}" * 9)] == ["too_deep"]


def test_hundreds_of_mistakes_are_counted_and_the_first_hundred_told() -> None:
    with pytest.raises(KnownError) as caught:
        load_rule_base(TEXT.replace("en:", "english:"))
    told = caught.value.values["problems"]
    assert isinstance(told, tuple)
    assert len(told) == 100
    count = caught.value.values["count"]
    assert isinstance(count, int)
    assert count > 100


@settings(max_examples=150)
@given(st.integers(0, 2**32))
def test_no_damage_to_the_file_raises_anything_but_a_refusal(seed: int) -> None:
    dice = random.Random(seed)
    damaged = bytearray(DEFAULT_FILE.read_bytes())
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(damaged))
        kind = dice.randrange(4)
        if kind == 0:
            damaged[at] = dice.randrange(256)
        elif kind == 1:
            del damaged[at : at + dice.randint(1, 60)]
        elif kind == 2:
            other = dice.randrange(len(damaged))
            damaged[at:at] = damaged[other : other + dice.randint(1, 200)]
        else:
            damaged[at:at] = dice.choice(
                [b"{", b"]", b"- ", b": ", b"\n", b"&a ", b"*a", b"!!int ", b"|", b"\t", b"'", b"? "]
            )
    try:
        load_rule_base(bytes(damaged))
    except KnownError as error:
        _assert_every_problem_has_its_text(error)


@given(st.text(max_size=300))
def test_no_text_raises_anything_but_a_refusal(text: str) -> None:
    _assert_problems_have_texts(problems_of(text))


def _assert_every_problem_has_its_text(error: KnownError) -> None:
    found = error.values["problems"]
    assert isinstance(found, tuple)
    _assert_problems_have_texts(list(found))


def _assert_problems_have_texts(found: list[RuleBaseProblem]) -> None:
    for problem in found:
        for language in ("pt_BR", "en"):
            assert TEXTS[f"problem_{problem.code}"][language].format_map(problem.values)


def test_every_problem_text_is_one_that_the_loader_uses() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (DEFAULT_FILE.parents[2] / "app" / "clinic" / "risk").glob("*.py")
    )
    unused = [name for name in TEXTS if name != "problem_line" and f'"{name.removeprefix("problem_")}"' not in source]
    assert unused == []
