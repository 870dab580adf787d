"""What a user gets who feeds the wrong file: a code, the file and line, what would be right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cellprint.cli.main import run

EXAMPLE = Path(__file__).parents[2] / "examples" / "lfp-ctp-yibin" / "study.yaml"


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path_factory.getbasetemp() / "home"))
    monkeypatch.delenv("CELLPRINT_LANG", raising=False)


def changed(*replacements: tuple[str, str]) -> str:
    text = EXAMPLE.read_text("utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def refused(path: Path, capsys: pytest.CaptureFixture[str], lang: str = "en") -> str:
    assert run(["compute", str(path), "--lang", lang]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    for line in captured.err.strip().splitlines():
        assert re.match(r"CP-[A-Z]+-\d{3} · .+ · .+ · .+", line)
    return captured.err


@pytest.mark.parametrize(
    ("old", "new", "marker", "code", "said"),
    [
        ('amount: "0.9554 kg"', 'amount: "0.9554 kgg"', "kgg", "CP-UNIT-001", "kgg"),
        ("product: graphite_anode", "product: grafite_anode", "grafite", "CP-DATA-101", "graphite"),
        ('amount: "0.9554 kg"', 'amount: "0.9554 kWh"', "0.9554 kWh", "CP-UNIT-007", "kWh"),
        ('yield: "= cell_yield"', "yield: -0.9", "yield: -0.9", "CP-STUDY-027", "-0.9"),
        (
            '        amount: "0.9554 kg"\n',
            "",
            "product: graphite_anode",
            "CP-STUDY-002",
            "amount",
        ),
        (
            'value: "= 49.8 kWh / 55 kWh"',
            'value: "= usable_share * 1"',
            "usable_share * 1",
            "CP-UNIT",
            "usable_share",
        ),
        ('amount: "= cathode_per_kwh"', 'amount: "0.1 kg Li"', "0.1 kg Li", "CP-UNIT-012", "Li"),
        ("period: {from", "perriod: {from", "perriod", "CP-STUDY", "period"),
    ],
    ids=[
        "unknown unit",
        "unknown product",
        "wrong dimension",
        "negative yield",
        "missing amount",
        "formula cycle",
        "metal for compound",
        "unknown key",
    ],
)
def test_one_wrong_value(
    old: str,
    new: str,
    marker: str,
    code: str,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = changed((old, new))
    path = tmp_path / "study.yaml"
    path.write_text(text, encoding="utf-8")

    message = refused(path, capsys)

    assert code in message
    assert said in message
    found = [int(number) for number in re.findall(r"study\.yaml:(\d+)", message)]
    assert any(abs(number - line_of(text, marker)) <= 2 for number in found), message


def test_a_direct_grid_factor_never_enters_a_footprint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "study.yaml"
    text = EXAMPLE.read_text("utf-8") + "\nelectricity: {grid_factor: el_CN-SC_direct_2022}\n"
    path.write_text(text, encoding="utf-8")

    message = refused(path, capsys)

    assert "CP-DATA-108" in message
    assert "life_cycle" in message


def test_a_list_instead_of_a_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "study.yaml"
    path.write_text("- 1\n- 2\n", encoding="utf-8")

    assert "study.yaml" in refused(path, capsys)


def test_a_file_of_fifty_megabytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "study.yaml"
    path.write_bytes(b"# a very long comment\n" * (50_000_000 // 22))

    assert "CP-YAML-001" in refused(path, capsys)


def test_a_study_in_gbk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "study.yaml"
    text = changed(("Cells", "电芯"))
    path.write_bytes(text.encode("gb18030"))

    message = refused(path, capsys, "zh")

    assert "UTF-8" in message


def test_all_problems_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "study.yaml"
    text = changed(
        ("product: graphite_anode", "product: grafite_anode"),
        ("product: copper_foil", "product: coper_foil"),
    )
    path.write_text(text, encoding="utf-8")

    assert len(refused(path, capsys).strip().splitlines()) == 2
