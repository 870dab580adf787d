"""The small programs of the checks find what they look for."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.health.sources import ROOT
from tools import coverage_floors, licences, lower_bounds, site_check, wheel_content


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://a.example/x.js"></script>',
        '<link rel="stylesheet" href="//a.example/x.css">',
        '<link rel="preload" href="http://a.example/x.woff2">',
        '<img src="https://a.example/x.png">',
        "<style>@import 'https://a.example/x.css';</style>",
        '<p style="background: url(https://a.example/x.png)">',
    ],
)
def test_a_page_that_loads_from_outside_is_found(page: str) -> None:
    assert site_check.outside_loads(page, suffix=".html")


@pytest.mark.parametrize(
    "page",
    [
        '<a href="https://a.example/">standard</a>',
        '<script src="_static/x.js"></script>',
        '<link rel="canonical" href="https://a.example/">',
        '<img src="data:image/png;base64,AAAA">',
    ],
)
def test_a_page_that_only_links_is_not_found(page: str) -> None:
    assert site_check.outside_loads(page, suffix=".html") == []


def test_a_style_sheet_that_loads_a_font_is_found() -> None:
    sheet = "@font-face { src: url('https://a.example/x.woff2') }"

    assert site_check.outside_loads(sheet, suffix=".css") == ["https://a.example/x.woff2"]


def test_an_empty_site_is_an_error(tmp_path: Path) -> None:
    assert site_check.main(str(tmp_path)) == 1


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", "ok"),
        ("BSD-3-Clause AND 0BSD", "ok"),
        ("Apache Software License", "ok"),
        ("MPL-2.0", "ok"),
        ("GPL-3.0-or-later", "refused"),
        ("LGPL-3.0-only", "refused"),
        ("GNU Affero General Public License v3", "refused"),
        ("Proprietary", "refused"),
        ("", "unknown"),
    ],
)
def test_a_licence_is_judged(licence: str, expected: str) -> None:
    assert licences.verdict(licence) == expected


def test_a_missing_and_a_foreign_file_of_a_wheel_are_found() -> None:
    packed = ["cellprint/a.py", "tests/t.py", "cellprint-1.dist-info/licenses/LICENSE"]

    found = wheel_content.problems(packed, {"cellprint/a.py", "cellprint/data/b.yaml"})

    assert found == [
        "missing from the wheel: cellprint/data/b.yaml",
        "not part of the package: tests/t.py",
        "licence file missing from the wheel: LICENSE-DATA",
    ]


def test_the_lower_bound_of_a_requirement_is_read() -> None:
    assert lower_bounds.lower_bounds(["a_b[c]>=1.2.3,<2", "d>=4"]) == ["a_b==1.2.3", "d==4"]
    with pytest.raises(ValueError, match="no lower bound: e"):
        lower_bounds.lower_bounds(["e"])


def test_coverage_is_summed_by_package() -> None:
    def entry(lines: int, statements: int, branches: int, taken: int) -> dict[str, object]:
        return {
            "summary": {
                "covered_lines": lines,
                "num_statements": statements,
                "covered_branches": taken,
                "num_branches": branches,
            }
        }

    shares = coverage_floors.coverage_of(
        {
            "src/cellprint/engine/a.py": entry(10, 10, 4, 4),
            "src/cellprint/engine/b.py": entry(3, 4, 2, 1),
            "src/cellprint/units.py": entry(0, 0, 0, 0),
        }
    )

    assert shares == {"engine": 90.0, "units": 100.0}
    assert coverage_floors.below_floor(shares) == ["engine: 90.0 %, floor 100 %"]


@pytest.mark.parametrize("script", sorted((ROOT / "tools").glob("*.sh")), ids=lambda p: p.name)
def test_a_shell_script_is_plain_and_stops_at_the_first_failure(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    only_gnu = re.compile(r"sed -i|readlink -f|\bsource \S|\[\[|\bgrep -P|date -d|\bstat -c|nproc")

    assert text.startswith("#!/bin/sh\n")
    assert "\nset -eu\n" in text
    assert not only_gnu.search(text)
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0


def test_an_old_python_is_refused_with_a_clear_message(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.6"\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)

    made = subprocess.run(
        ["sh", str(ROOT / "tools" / "python.sh"), str(tmp_path / "venv")],
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(old)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert made.returncode == 2
    assert "needs Python 3.11 or later" in made.stderr
    assert "Python 3.9.6" in made.stderr
    assert not (tmp_path / "venv").exists()
