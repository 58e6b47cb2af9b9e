"""`classify` from file to answers: formats, bad forms among good ones, rule bases, standard input, exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.clinic.risk import default_rule_base
from app.clinic.risk.form_entry import FormEntry
from app.commands import bench_classify, classify
from tests.commands.classify_cases import EXAMPLE, ROOT, Classify, arguments, classifier

HEADER = "id,age_years,weight_kg,marital_status,schooling,family_income,systolic_mmhg,diastolic_mmhg,conditions"


@pytest.fixture
def classified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Classify:
    """Classifies a content written to a file called `name`; the exit status and the answers."""
    return classifier(tmp_path, capsys)


def test_the_example_of_the_interface_is_answered_in_its_shape(classified: Classify) -> None:
    status, answers = classified(json.dumps(EXAMPLE))
    rule_base = default_rule_base()
    assert status == 0
    assert answers == [
        {
            "id": "x1",
            "class": "ARCE",
            "total": 16.0,
            "factors": [
                {"code": "age_years", "points": 1.0, "source": "thesis_table_3"},
                {"code": "weight_kg", "points": 5.0, "source": "thesis_table_3"},
                {"code": "hypertension", "points": 10.0, "source": "thesis_table_3"},
            ],
            "unknown": [],
            "reachable": ["ARCE"],
            "rule_base": {"version": rule_base.version, "sha256": rule_base.sha256},
        }
    ]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([EXAMPLE, EXAMPLE | {"id": 2}]),
        json.dumps([EXAMPLE, EXAMPLE | {"id": 2}], indent=2),
        "\n\n" + json.dumps(EXAMPLE) + "\r\n\r\n" + json.dumps(EXAMPLE | {"id": 2}) + "\n",
        "\ufeff" + json.dumps(EXAMPLE) + "\n" + json.dumps(EXAMPLE | {"id": 2}),
    ],
)
def test_an_array_and_json_lines_give_one_answer_a_line_in_order(classified: Classify, content: str) -> None:
    status, answers = classified(content)
    assert status == 0
    assert [(answer["id"], answer["class"]) for answer in answers] == [("x1", "ARCE"), (2, "ARCE")]


@pytest.mark.parametrize(
    "row",
    [
        HEADER + "\nx1,36,80.0,married,secondary_complete,more_than_1,150,95,hypertension\n",
        HEADER.replace(",", ";") + "\nx1;36;80,0;married;secondary_complete;more_than_1;150;95;hypertension",
        HEADER.replace(",", "\t") + "\nx1\t36\t80,0\tmarried\tsecondary_complete\tmore_than_1\t150\t95\thypertension",
        "\ufeff" + HEADER + '\r\n\r\n"x1",36,"80,0", married ,secondary_complete,more_than_1,150,95,hypertension\r\n',
    ],
)
def test_csv_of_every_delimiter_is_answered_like_the_same_form_in_json(classified: Classify, row: str) -> None:
    assert classified(row) == classified(json.dumps(EXAMPLE))


@pytest.mark.parametrize("cell", ["anaemia|asthma", '"anaemia;asthma"', "anaemia asthma", '" anaemia | asthma "'])
def test_condition_codes_in_a_cell_are_separated_by_bar_semicolon_or_space(classified: Classify, cell: str) -> None:
    _, (answer,) = classified(f"id,conditions\n1,{cell}\n")
    assert [factor["code"] for factor in answer["factors"]] == ["asthma", "anaemia"]


def test_an_empty_cell_is_unknown_but_an_empty_list_of_conditions_is_an_answer(classified: Classify) -> None:
    _, answers = classified("id,weight_kg,conditions,conditions_asked\n1,,,\n2,60,,none\n3,60,anaemia,anaemia|cin\n")
    assert len(answers[0]["unknown"]) == 7
    assert "weight_kg" in answers[0]["unknown"]
    codes = default_rule_base().condition_codes
    assert codes <= set(answers[1]["unknown"])
    assert codes & set(answers[2]["unknown"]) == codes - {"anaemia", "cin"}


def test_bad_forms_are_answered_in_their_place_and_the_others_go_on(classified: Classify) -> None:
    forms = [
        EXAMPLE,
        EXAMPLE | {"id": "a", "weigth_kg": 60},
        EXAMPLE | {"id": "b", "age_years": float("nan")},
        5,
        EXAMPLE | {"id": "c"},
    ]
    status, answers = classified(json.dumps(forms))
    assert status == 1
    assert [answer["id"] for answer in answers] == ["x1", "a", "b", None, "c"]
    assert answers[1] == {
        "id": "a",
        "error": {"field": "weigth_kg", "value": 60, "expected": "a known key: did you mean weight_kg?"},
    }
    assert answers[2]["error"] == {
        "field": "age_years",
        "value": "NaN",
        "expected": "a number from 8 to 60 (years)",
    }
    assert answers[3]["error"]["field"] == "form"
    assert "class" in answers[4]


@pytest.mark.parametrize("broken_first", [True, False])
def test_a_broken_json_line_is_answered_and_the_others_go_on(classified: Classify, broken_first: bool) -> None:
    lines = [json.dumps(EXAMPLE), '{"id": "broken", ', json.dumps(EXAMPLE)]
    if broken_first:
        lines = [lines[1], lines[0], lines[2]]
    status, answers = classified("\n".join(lines))
    assert status == 1
    assert ["error" in answer for answer in answers] == [broken_first, not broken_first, False]
    (error,) = [answer["error"] for answer in answers if "error" in answer]
    assert (error["field"], error["value"]) == ("line", 1 if broken_first else 2)
    assert "column" in error["expected"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("x1,thirty,80", "age_years"),
        ("x1,1e2,80", "age_years"),
        ("x1,1.234,56", "age_years"),
        ("x1,36", "line"),
        ("x1,36,80,1", "line"),
        ("x1,36,NaN", "weight_kg"),
    ],
)
def test_a_bad_row_is_answered_and_the_others_go_on(classified: Classify, row: str, field: str) -> None:
    status, answers = classified(f"id,age_years,weight_kg\n{row}\nx2,30,60\n")
    assert status == 1
    assert (answers[0]["id"], answers[0]["error"]["field"]) == ("x1", field)
    assert (answers[1]["id"], "error" in answers[1]) == ("x2", False)


def test_a_bad_row_without_an_id_names_its_line(classified: Classify) -> None:
    _, answers = classified("age_years\n30\nold\n")
    assert (answers[1]["id"], answers[1]["line"]) == (None, 3)


def test_a_key_given_twice_is_refused(classified: Classify) -> None:
    status, answers = classified('{"id": 1, "age_years": 20, "age_years": 40}')
    assert (status, answers[0]["error"]["field"]) == (1, "age_years")


def test_another_rule_base_is_used_and_named_in_the_answers(classified: Classify, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    line = "  - {code: anaemia, points: 1,"
    text = default_rule_base().text.replace(line, "  - {code: anaemia, points: 6,")
    text = text.replace(f'version: "{default_rule_base().version}"', 'version: "test.2"')
    path.write_text(text, encoding="utf-8")
    status, (answer,) = classified('{"conditions": ["anaemia"]}', "--rules", str(path))
    assert (status, answer["total"], answer["rule_base"]["version"]) == (0, 6.0, "test.2")


def test_a_refused_rule_base_names_file_and_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules, forms = tmp_path / "rules.yaml", tmp_path / "forms.json"
    rules.write_text(default_rule_base().text.replace("{code: anaemia, points: 1,", "{code: anaemia, points: -1,"))
    forms.write_text("{}")
    assert classify.run(arguments(str(forms), "--rules", str(rules))) == 1
    captured = capsys.readouterr()
    line = default_rule_base().text[: default_rule_base().text.index("{code: anaemia,")].count("\n") + 1
    assert f"{rules}:{line}: negative_points" in captured.err
    assert captured.out == ""


def test_on_a_terminal_a_person_gets_a_table(
    classified: Classify, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    path = tmp_path / "forms"
    path.write_text(json.dumps([EXAMPLE, {"id": "\u001b[2J", "age_years": 99}]))
    assert classify.run(arguments(str(path))) == 1
    title, good, bad = capsys.readouterr().out.splitlines()
    assert title.split() == ["id", "class", "total", "reachable", "factors"]
    assert good.split()[:4] == ["x1", "ARCE", "16", "ARCE"]
    assert "age_years: 99" in bad
    assert "\u001b" not in bad


def test_the_program_reads_standard_input_and_bad_usage_ends_with_2() -> None:
    def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "main.py"), "classify", *words]
        return subprocess.run(command, input=given, capture_output=True, text=True, check=False, cwd=ROOT)

    good = run("-", given=json.dumps(EXAMPLE))
    assert (good.returncode, json.loads(good.stdout)["class"], good.stderr) == (0, "ARCE", "")
    assert run("-", given='{"age_years": 200}').returncode == 1
    assert run().returncode == 2
    assert run("-", "--format", "xml").returncode == 2


def test_a_reader_who_leaves_early_is_no_crash() -> None:
    forms = '{"id": 1, "conditions": []}\n' * 20_000
    with subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "classify", "-", "--format", "jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(forms[:27].encode() * 3)
        process.stdin.flush()
        process.stdout.close()
        try:
            process.stdin.write(forms.encode())
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""


def test_classifying_loads_neither_the_window_nor_the_store() -> None:
    code = "import sys, app.commands.classify; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"PySide6", "sqlalchemy", "sqlcipher3", "numpy", "ui"} & set(done.stdout.split())


def test_the_transcription_of_the_bench_agrees_with_the_rule_base() -> None:
    rule_base = default_rule_base()
    for form in bench_classify.synthetic_forms(2_000, rule_base):
        entry = FormEntry(form)
        assert classify.answer_for(entry, rule_base)["class"] == bench_classify.naive_class(form)
