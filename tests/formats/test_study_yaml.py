"""Study files: read with located errors, merged with their bases, written canonically."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import MAX_BYTES, load_study, read_study, write_study
from cellprint.model.study_resolve import resolve_study
from tests.model.study_text import small, study_of

MINIMAL = """\
cellprint: study/1
id: small
name: Small study
period: {from: 2024-01-01, to: 2025-01-01}
plant: {name: Plant, location: NO}
battery:
  category: ev
  chemistry: LFP
  capacity: 60 kWh
  mass: 400 kg
"""
ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/study.yaml"))
TEMPLATES = sorted((ROOT / "src" / "cellprint" / "app" / "templates").glob("study.*.yaml"))


def refused(text: str | bytes, **more: Any) -> BadInputError:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(BadInputError) as caught:
        load_study(content, name="study.yaml", **more)
    return caught.value


def test_a_study_is_read_from_bytes_and_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(MINIMAL, encoding="utf-8")

    assert read_study(path) == read_study(MINIMAL.encode()) == read_study(str(path))
    assert read_study(path).plant.location == "NO"


def test_every_mistake_is_told_with_its_line() -> None:
    text = (
        MINIMAL.replace("  mass: 400 kg", "  mass: 400 kgg\n  colour: red")
        + """\
components:
  - id: cell
    items:
      - product: lfp_cathode
        source: x
      - product: anode
        amount: 12
        source: x
"""
    )

    error = refused(text)

    assert [(one.code, one.where) for one in error.findings] == [
        ("CP-UNIT-001", "study.yaml:10"),
        ("CP-STUDY-003", "study.yaml:11"),
        ("CP-STUDY-002", "study.yaml:15"),
        ("CP-UNIT-002", "study.yaml:18"),
    ]


def test_mistakes_that_show_when_resolving_have_lines_too() -> None:
    text = MINIMAL + "parameters:\n  x: = y\n  y: = x\n"
    loaded = load_study(text.encode(), name="study.yaml")

    with pytest.raises(BadInputError) as caught:
        resolve_study(loaded.study, where=loaded.where)

    assert caught.value.code == "CP-UNIT-022"
    assert caught.value.findings[0].where == "study.yaml:12"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "CP-YAML-009"),
        (b"- a\n- b\n", "CP-STUDY-007"),
        ("name: 电池\n".encode("gbk"), "CP-YAML-002"),
        (b"a:\n\tb: 1\n", "CP-YAML-004"),
        (b"id: small\nid: big\n", "CP-YAML-005"),
        (b"#" * (MAX_BYTES + 1), "CP-YAML-001"),
    ],
)
def test_what_is_no_study_file_is_refused(content: bytes, code: str) -> None:
    assert refused(content).code == code


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)

    with pytest.raises(BadInputError) as caught:
        load_study(path)

    assert caught.value.code == "CP-YAML-001"
    assert caught.value.findings[0].details["size"] == 50_000_000


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInputError) as caught:
        load_study(tmp_path / name)

    assert caught.value.code == "CP-STUDY-001"


def test_a_study_may_be_based_on_another(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "moved").mkdir()
    (tmp_path / "base" / "study.yaml").write_text(MINIMAL, encoding="utf-8")
    path = tmp_path / "moved" / "study.yaml"
    path.write_text(
        "based_on: ../base/study.yaml\nid: moved\nplant: {location: JP}\n", encoding="utf-8"
    )

    loaded = load_study(path)

    assert loaded.study.id == "moved"
    assert loaded.study.plant.location == "JP"
    assert loaded.study.plant.name.en == "Plant"
    assert loaded.study.based_on is None
    assert loaded.where(("plant", "location")) == f"{path}:3"
    assert loaded.where(("plant", "name")) == f"{tmp_path}/base/study.yaml:5"


def test_a_resolver_reads_bases_of_bases_by_their_path_from_the_first_study() -> None:
    files = {
        "../a/study.yaml": b"based_on: ../b/deep/study.yaml\nid: a\n",
        "../b/deep/study.yaml": MINIMAL.encode(),
    }

    study = read_study(
        b"based_on: ../a/study.yaml\n", name="c/study.yaml", resolver=files.__getitem__
    )

    assert study.id == "a"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd.yaml",
        "C:/study.yaml",
        "C:study.yaml",
        "\\\\server\\study.yaml",
        "..\\study.yaml",
        "https://example.org/study.yaml",
        "study.txt",
        "12",
        "''",
    ],
)
def test_a_base_is_a_relative_path_of_a_yaml_file(path: str) -> None:
    error = refused(f"based_on: {path}\n", resolver=lambda _: MINIMAL.encode())

    assert error.code == "CP-STUDY-022"
    assert error.findings[0].where == "study.yaml:1"


def test_bytes_without_a_resolver_have_no_base() -> None:
    assert refused("based_on: other.yaml\n").code == "CP-STUDY-001"


def test_a_base_that_is_not_there_is_told_at_its_line() -> None:
    nothing: dict[str, bytes] = {}

    error = refused("id: x\nbased_on: other.yaml\n", resolver=nothing.__getitem__)

    assert (error.code, error.findings[0].where) == ("CP-STUDY-001", "study.yaml:2")


@pytest.mark.parametrize(
    "files",
    [
        {"study.yaml": b"based_on: study.yaml\n"},
        {"a.yaml": b"based_on: b.yaml\n", "b.yaml": b"based_on: a.yaml\n"},
        {f"{n}.yaml": f"based_on: {n + 1}.yaml\n".encode() for n in range(50)},
    ],
    ids=["itself", "each other", "too long a chain"],
)
def test_bases_do_not_run_in_circles(files: dict[str, bytes]) -> None:
    first = next(iter(files))

    error = refused(f"based_on: {first}\n", resolver=files.__getitem__)

    assert error.code == "CP-STUDY-023"


def test_what_is_written_is_read_back() -> None:
    study = read_study(MINIMAL.encode())

    text = write_study(study)

    assert read_study(text.encode()) == study
    assert write_study(read_study(text.encode())) == text
    assert text.startswith("cellprint: study/1\nid: small\n")


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")),
    min_size=1,
    max_size=20,
).filter(str.strip)
AMOUNT = st.builds(
    "{:f} {}".format,
    st.decimals(min_value=0, max_value=10**6, places=3),
    st.sampled_from(["kg", "t", "kg Ni", "kWh", "万千瓦时", "%"]),
)
ITEM = st.fixed_dictionaries(
    {"product": TEXT, "amount": AMOUNT, "source": TEXT},
    optional={
        "note": TEXT,
        "from": st.sampled_from(["NO", "CN-SC"]),
        "per": st.sampled_from(["kWh", "period"]),
    },
)


@given(TEXT, st.lists(ITEM, max_size=3), st.dictionaries(TEXT, TEXT, max_size=2))
def test_any_study_is_written_so_that_it_reads_back(
    name: str, items: list[dict[str, Any]], choices: dict[str, str]
) -> None:
    study = study_of(small(name=name, choices=choices, components=[{"id": "c", "items": items}]))

    assert read_study(write_study(study).encode()) == study


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_examples_load_resolve_and_weigh_what_they_should(path: Path) -> None:
    loaded = load_study(path)

    resolved = resolve_study(loaded.study, where=loaded.where)

    assert loaded.study.id == path.parent.name
    assert resolved.findings == ()
    assert read_study(write_study(loaded.study).encode()) == loaded.study


def test_there_are_examples_in_six_places() -> None:
    places = {read_study(path).plant.location for path in EXAMPLES}

    assert places == {"CN-SC", "CN-QH", "CN-NM", "JP", "KR", "PL"}


def without_words(data: Any) -> Any:
    """Return data without names, remarks and documents."""
    words = {"name", "what", "reason", "note", "document"}
    if isinstance(data, dict):
        return {key: without_words(value) for key, value in data.items() if key not in words}
    if isinstance(data, list):
        return [without_words(value) for value in data]
    return data


def test_the_templates_differ_only_in_their_words() -> None:
    english, chinese = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in TEMPLATES)

    assert [path.name for path in TEMPLATES] == ["study.en.yaml", "study.zh.yaml"]
    assert without_words(english) == without_words(chinese)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_resolves_without_a_warning(path: Path) -> None:
    assert resolve_study(read_study(path)).findings == ()


@pytest.fixture
def shared() -> Path:
    """Return the shared reference folder beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared reference folder is not beside the checkout")
    return folder


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "section", "process"),
    [
        ("lfp-ctp-yibin", "cell", "cell_lfp"),
        ("nmc811-xining", "cell", "cell_nmc811"),
        ("nmc811-xining", "pack", "pack_nmc811"),
    ],
)
def test_the_examples_hold_the_amounts_of_the_shared_tables(
    shared: Path, name: str, section: str, process: str
) -> None:
    with (shared / "data" / "battery_chain.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["process_id"] == process]

    study = resolve_study(read_study(ROOT / "examples" / name / "study.yaml"))

    # Amounts of the tables are per kWh of capacity; the batteries have 60 kWh. The aluminium foil
    # of the LFP example is a gauge of 12 um, a parameter, where the table has a mass share.
    measured = {("lfp-ctp-yibin", "al_foil"): 0.185}
    wanted = [
        measured.get((name, row["input_id"]), float(row["amount"])) * 60
        for row in rows
        if row["input_kind"] == "product" and row["unit"] == "kg"
    ]
    found = [line.amount for line in study.amounts if line.section == section]
    assert sorted(found) == pytest.approx(sorted(wanted))


@pytest.mark.shared
def test_the_parts_of_the_cell_to_pack_example_share_its_mass_like_the_module_pack(
    shared: Path,
) -> None:
    with (shared / "data" / "battery_chain.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["process_id"] == "pack_lfp_module"]
    parts: dict[str, float] = {}
    for row in rows:
        if row["input_kind"] == "product" and row["unit"] == "kg":
            parts[row["input_id"]] = parts.get(row["input_id"], 0.0) + float(row["amount"])
    # Half of the coolant is water, which no row states; 0.70 kg per kWh are not cells; 60 kWh.
    whole = sum(parts.values()) + parts["ethylene_glycol"]

    study = resolve_study(read_study(ROOT / "examples" / "lfp-ctp-yibin" / "study.yaml"))

    found = [line.amount for line in study.amounts if line.section == "pack" and line.amount]
    wanted = [0.70 * 60 * amount / whole for amount in parts.values()]
    assert sorted(found) == pytest.approx(sorted(wanted), rel=0.03)
