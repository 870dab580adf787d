from __future__ import annotations

import json
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from cellprint.cli.main import run
from cellprint.cli.progress import Progress

EXAMPLES = Path(__file__).parents[2] / "examples"
LFP = str(EXAMPLES / "lfp-ctp-yibin" / "study.yaml")
XINING = str(EXAMPLES / "nmc811-xining" / "study.yaml")
FEW = ["--samples", "64"]


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path_factory.getbasetemp() / "home"))
    monkeypatch.delenv("CELLPRINT_LANG", raising=False)


@pytest.mark.parametrize("verb", ["uncertainty", "sensitivity"])
def test_an_analysis_is_written_as_a_page_in_the_chosen_language(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "new" / "page.html"

    code = run([verb, LFP, *FEW, "--html", str(page), "--lang", "zh", "--json"])

    document = json.loads(capsys.readouterr().out)
    assert code == 0
    assert document["draws"]["accepted"] == 64
    text = page.read_text("utf-8")
    assert '<html lang="zh-CN">' in text
    assert "应优先改进哪项数据" in text
    assert "figure-tornado" in text


def test_a_comparison_is_written_as_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"

    assert run(["compare", XINING, LFP, *FEW, "--html", str(page)]) == 0

    text = page.read_text("utf-8")
    assert "figure-difference-1" in text
    assert "of the paired draws" in text


def test_a_report_holds_the_interval_when_draws_are_asked_for(tmp_path: Path) -> None:
    plain, drawn = tmp_path / "plain.html", tmp_path / "drawn.html"

    assert run(["compute", LFP, "--html", str(plain)]) == 0
    assert run(["compute", LFP, "--html", str(drawn), *FEW]) == 0

    assert "figure-intervals" not in plain.read_text("utf-8")
    assert "figure-intervals" in drawn.read_text("utf-8")


def test_an_absurd_number_of_draws_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compute", LFP, "--html", str(tmp_path / "x.html"), "--samples", "-1"]) == 2

    assert "CP-UNC-001" in capsys.readouterr().err


def test_the_first_interrupt_stops_after_the_draws_in_hand_the_second_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = signal.getsignal(signal.SIGINT)
    with Progress(100, "en") as progress:
        assert not progress(SimpleNamespace(drawn=16))  # type: ignore[arg-type]

        signal.raise_signal(signal.SIGINT)

        assert progress(SimpleNamespace(drawn=32))  # type: ignore[arg-type]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    assert "Interrupted after 32 of 100 draws" in capsys.readouterr().err


def test_the_bar_counts_over_several_runs() -> None:
    with Progress(64, "en") as progress:
        for drawn in (16, 32, 16, 32):
            progress(SimpleNamespace(drawn=drawn))  # type: ignore[arg-type]

        assert progress.bar.tasks[0].completed == 64
