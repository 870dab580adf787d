from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cellprint.catalogue.files import file_bytes, files_digest
from cellprint.catalogue.load import catalogue_findings, compile_files, load_catalogue
from cellprint.errors import BadInputError, Finding
from cellprint.model.inventory import ProcessKind, Role, Scope, Status, Text
from tests.catalogue.mistakes import CHINA, MISTAKES, SALTS

SMALL = Path(__file__).parent / "fixtures" / "small"


def findings_of(file: str, old: str, new: str) -> tuple[Finding, ...]:
    files = file_bytes(SMALL)
    text = files[file].decode()
    assert text.count(old) >= 1, "the fixture has changed"
    files[file] = text.replace(old, new, 1).encode()
    with pytest.raises(BadInputError) as caught:
        compile_files(files)
    for finding in caught.value.findings:
        assert finding.line("en")
        assert finding.line("zh")
    return caught.value.findings


def line_of(file: str, text: str) -> int:
    """Return the line of the first occurrence of `text` in a file of the fixture."""
    lines = (SMALL / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_records_are_built_from_the_files() -> None:
    catalogue = load_catalogue(SMALL)

    assert (catalogue.release, catalogue.date) == ("0.1", date(2026, 1, 31))
    assert catalogue.sources["OWN"].document == ""
    assert catalogue.locations["NO"].name == Text(en="Norway", zh="挪威")
    assert catalogue.compositions["salt"].fractions == {"Na": 0.39, "Cl": 0.61}
    assert catalogue.compositions["salt"].molar_mass == 58.44
    assert catalogue.compositions["rock"].molar_mass is None
    assert catalogue.gwp_sets["TEST"].factors == {"co2": 1.0}
    assert catalogue.gwp_sets["TEST"].citations["co2"].source == "BOOK"
    assert catalogue.batteries["B1"].amounts == {"mass_kg": "3.10"}
    assert catalogue.batteries["B2"].year is None


def test_flows_have_their_file_as_family_and_their_defaults() -> None:
    flow = load_catalogue(SMALL).flows["rock_salt"]

    assert (flow.family, flow.scope, flow.aliases) == ("basics", Scope.TRADED, ())


def test_processes_keep_the_text_of_amounts() -> None:
    mine = load_catalogue(SMALL).processes["salt_mine"]
    power, _, carbon, _ = mine.exchanges

    assert (mine.family, mine.kind, mine.relocatable) == ("salts", ProcessKind.UNIT, False)
    assert (mine.valid_from, mine.valid_to) == (date(2020, 1, 1), date(2025, 1, 1))
    assert (power.amount, power.amount_text, power.citation.page) == (0.1, "0.10", "p. 12")
    assert power.uncertainty is not None
    assert (power.uncertainty.low, power.uncertainty.high) == (0.05, 0.2)
    assert power.uncertainty.basis == "source"
    assert carbon.uncertainty is not None
    assert (carbon.uncertainty.gsd, carbon.uncertainty.basis) == (1.6, "rule")
    assert (carbon.role, carbon.citation.status) == (Role.EMISSION, Status.UNVERIFIED)


def test_reference_amount_other_than_one() -> None:
    catalogue = load_catalogue(SMALL)

    assert catalogue.processes["salt_sea"].amount == 1000.0
    assert catalogue.processes["salt_boiled"].amount == 1.0


def test_exchange_ids_are_unique_and_name_what_pins_them() -> None:
    catalogue = load_catalogue(SMALL)
    ids = [item.id for process in catalogue.processes.values() for item in process.exchanges]

    assert len(set(ids)) == len(ids)
    assert ids[:2] == ["lorry.co2", "salt_boiled.rock_salt"]
    assert "salt_mine.electricity" in ids
    assert "salt_mine.electricity.2" in ids
    assert "salt_market.salt.boiled" in ids
    assert "salt_market.salt.NO.salt_sea" in ids


def test_providers_are_ordered_by_id() -> None:
    providers = load_catalogue(SMALL).providers

    assert [process.id for process in providers["salt"]] == [
        "salt_boiled",
        "salt_market",
        "salt_sea",
    ]
    assert "electricity" not in providers


def test_sum_of_factors_shows_its_arithmetic() -> None:
    """0.0143 + 0.0463 = 0.0606, in decimal arithmetic (binary floats give 0.060599…)."""
    factor = load_catalogue(SMALL).grid_factors["el_CN_life_cycle_hydro_delivered_2023"]

    assert factor.value_text == "0.0606"
    assert factor.status is Status.DERIVED
    assert factor.note.startswith("0.0143 + 0.0463 = 0.0606 (")
    assert factor.document == "notice 1; notice 2"
    assert (factor.kind, factor.level, factor.technology) == (
        "life_cycle",
        "technology",
        "hydro_delivered",
    )


def test_digest_covers_the_canonical_content() -> None:
    canonical = compile_files(file_bytes(SMALL))

    assert load_catalogue(SMALL).digest == hashlib.sha256(canonical).hexdigest()
    assert b'"amount":"0.10"' in canonical


def test_digest_ignores_comments_and_the_order_of_entries() -> None:
    files = file_bytes(SMALL)
    text = files["gwp/test.yaml"].decode()
    shuffled = files | {"gwp/test.yaml": ("# another comment\n" + text).encode()}
    head, *entries = files["sources.yaml"].decode().split("- id:")
    shuffled["sources.yaml"] = "- id:".join([head, *reversed(entries)]).encode()

    assert compile_files(shuffled) == compile_files(files)
    assert files_digest(shuffled) != files_digest(files)


def test_digest_sees_a_digit() -> None:
    files = file_bytes(SMALL)
    changed = files | {SALTS: files[SALTS].replace(b'"0.10"', b'"0.100"')}

    assert compile_files(changed) != compile_files(files)


def test_mappings_are_read_only() -> None:
    catalogue = load_catalogue(SMALL)

    with pytest.raises(TypeError):
        catalogue.flows["new"] = catalogue.flows["salt"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "anchor"),
    [pytest.param(*case[1:], id=case[0]) for case in MISTAKES],
)
def test_one_mistake_is_told_once_with_file_and_line(
    file: str, old: str, new: str, code: str, anchor: str | None
) -> None:
    findings = findings_of(file, old, new)

    assert [finding.code for finding in findings if finding.severity == "error"] == [code]
    if anchor is not None:
        assert findings[0].where == f"{file}:{line_of(file, anchor)}"
    assert findings[0].where.startswith(f"{file}:")


def test_everything_is_told_at_once() -> None:
    files = file_bytes(SMALL)
    files[SALTS] = files[SALTS].replace(b'"0.10"', b"0.10")
    files[SALTS] = files[SALTS].replace(
        b"flow: haulage\n      amount", b"flow: hauling\n      amount"
    )
    files[CHINA] = files[CHINA].replace(b"level: country", b"level: land")

    with pytest.raises(BadInputError) as caught:
        compile_files(files)

    codes = Counter(finding.code for finding in caught.value.findings)
    assert codes == {"CP-DATA-003": 1, "CP-DATA-005": 1, "CP-DATA-011": 1}


def test_nearest_choices_are_named() -> None:
    key = findings_of(SALTS, "technology: room", "tecnology: room")[0]
    flow = findings_of(SALTS, "flow: electricity", "flow: electricty")[0]
    below = findings_of(SALTS, "triangular, low:", "triangular, lo:")[0]

    assert key.near[0] == "technology"
    assert flow.near[0] == "electricity"
    assert below.near[0] == "low"


def test_form_expected_is_told_without_words() -> None:
    cases = [
        (findings_of(CHINA, "year: 2023", "year: 1023")[0], ">= 1980"),
        (findings_of(SALTS, '"2020-01-01"', '"2020-02-30"')[0], "YYYY-MM-DD"),
        (findings_of(CHINA, '"0.60"', '"-0.60"')[0], ">= 0"),
        (findings_of(SALTS, "relocatable: false", "relocatable: no")[0], "true | false"),
    ]

    for finding, expected in cases:
        assert finding.details["expected"] == expected


def test_references_are_not_judged_while_a_file_is_unreadable() -> None:
    findings = findings_of("flows/basics.yaml", "- id: electricity", "\t- id: electricity")

    assert [finding.code for finding in findings] == ["CP-YAML-004"]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (SALTS, "{a: 1}\n"),
        ("release.yaml", "[a]\n"),
        ("gwp/test.yaml", "[a]\n"),
        (CHINA, "[a]\n"),
        (CHINA, "factors: none\n"),
    ],
)
def test_file_of_the_wrong_shape(file: str, content: str) -> None:
    with pytest.raises(BadInputError) as caught:
        compile_files(file_bytes(SMALL) | {file: content.encode()})

    assert {finding.code for finding in caught.value.findings} == {"CP-DATA-006"}
    assert caught.value.findings[0].where == f"{file}:1"


def test_missing_file() -> None:
    files = file_bytes(SMALL)
    del files["sources.yaml"]

    with pytest.raises(BadInputError) as caught:
        compile_files(files)

    assert [finding.code for finding in caught.value.findings] == ["CP-DATA-009"]
    assert caught.value.findings[0].line("zh")


@pytest.mark.parametrize("name", ["notes.yaml", "recipes/cake.yaml"])
def test_file_that_belongs_nowhere(name: str) -> None:
    with pytest.raises(BadInputError) as caught:
        compile_files(file_bytes(SMALL) | {name: b"a: 1\n"})

    assert [(item.code, item.where) for item in caught.value.findings] == [("CP-DATA-008", name)]
    assert caught.value.findings[0].line("zh")


def test_file_in_gbk() -> None:
    files = file_bytes(SMALL)
    files[SALTS] = files[SALTS].decode().encode("gbk")

    with pytest.raises(BadInputError) as caught:
        compile_files(files)

    assert caught.value.code == "CP-YAML-002"


def test_good_catalogue_has_no_findings() -> None:
    assert catalogue_findings(SMALL) == ()


def test_warnings_do_not_stop_the_loading(tmp_path: Path) -> None:
    for name, content in file_bytes(SMALL).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        text = content.decode().replace("id: OWN", "id: SPARE", 1 if name == "sources.yaml" else 0)
        text = text.replace(
            "source: OWN\n      status: derived", "source: BOOK\n      status: unverified"
        )
        path.write_text(text.replace("source: OWN", "source: BOOK"), encoding="utf-8")

    findings = catalogue_findings(tmp_path)

    assert {(item.code, item.severity) for item in findings} == {
        ("CP-DATA-025", "warning"),
        ("CP-DATA-026", "warning"),
    }
    assert all(item.line("zh") for item in findings)
    assert load_catalogue(tmp_path).processes
