"""What changed between two releases, old to new, and why."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cellprint.catalogue.diff import Change, Item, Why, catalogue_diff
from cellprint.catalogue.load import load_catalogue

SMALL = Path(__file__).parent / "fixtures" / "small"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "data"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_release_does_not_differ_from_itself() -> None:
    diff = catalogue_diff(load_catalogue(SMALL), load_catalogue(SMALL))

    assert not diff


def test_a_changed_amount_is_told_with_both_values_and_the_reason(folder: Path) -> None:
    edit(folder, "processes/salts.yaml", 'amount: "1.1"', 'amount: "1.25"')
    after = "    - role: input\n      flow: electricity\n      route: hydro"
    edit(
        folder,
        "processes/salts.yaml",
        f"source: OWN\n      status: derived\n{after}",
        f"source: BOOK\n      page: p. 99\n      status: published\n{after}",
    )

    changed = catalogue_diff(load_catalogue(SMALL), load_catalogue(folder)).changed

    assert {(one.id, one.field, one.old, one.new) for one in changed} == {
        ("salt_boiled.rock_salt", "amount", "1.1", "1.25"),
        ("salt_boiled.rock_salt", "source", "OWN", "BOOK"),
        ("salt_boiled.rock_salt", "status", "derived", "published"),
    }
    amount = next(one for one in changed if one.field == "amount")
    assert amount.before == Why(source="OWN", status="derived")
    assert amount.after == Why(source="BOOK", page="p. 99", status="published")


def test_digits_are_compared_as_written(folder: Path) -> None:
    edit(folder, "processes/salts.yaml", 'amount: "0.10"', 'amount: "0.1"')

    (one,) = catalogue_diff(load_catalogue(SMALL), load_catalogue(folder)).changed

    assert (one.old, one.new) == ("0.10", "0.1")


def test_a_new_order_of_lines_is_no_change(folder: Path) -> None:
    path = folder / "processes" / "salts.yaml"
    blocks = path.read_text("utf-8").split("\n- id: ")
    path.write_text("\n- id: ".join([blocks[0], *reversed(blocks[1:])]) + "\n", "utf-8")

    assert not catalogue_diff(load_catalogue(SMALL), load_catalogue(folder))


def test_a_new_process_is_one_item_without_its_exchanges(folder: Path) -> None:
    edit(folder, "processes/salts.yaml", "- id: lorry\n", "- id: lorry2\n")

    diff = catalogue_diff(load_catalogue(SMALL), load_catalogue(folder))

    assert diff.changed == ()
    assert [(one.kind, one.id) for one in diff.added] == [("process", "lorry2")]
    assert [(one.kind, one.id) for one in diff.removed] == [("process", "lorry")]


def test_a_new_exchange_is_an_item_with_its_value(folder: Path) -> None:
    edit(
        folder,
        "processes/salts.yaml",
        "  exchanges: []",
        '  exchanges:\n    - {role: emission, flow: co2, amount: "5", unit: kg, source: BOOK, '
        "status: published}",
    )

    diff = catalogue_diff(load_catalogue(SMALL), load_catalogue(folder))

    why = Why(source="BOOK", status="published")
    assert diff.added == (Item(kind="exchange", id="salt_sea.co2", value="5", why=why),)


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "field"),
    [
        ("gwp/test.yaml", 'value: "1"', 'value: "2"', "gwp", "value"),
        ("flows/basics.yaml", "scope: national", "scope: local", "flow", "scope"),
        (
            "locations.yaml",
            "level: country, parent: GLO",
            "level: country, parent: RER",
            "location",
            "parent",
        ),
        ("sources.yaml", "licence: CC0-1.0", "licence: secret", "source", "licence"),
        ("processes/salts.yaml", "location: CN-SC", "location: CN", "process", "location"),
    ],
)
def test_every_kind_of_entry_is_compared(
    folder: Path, file: str, old: str, new: str, kind: str, field: str
) -> None:
    edit(folder, file, old, new)

    (one,) = catalogue_diff(load_catalogue(SMALL), load_catalogue(folder)).changed

    assert isinstance(one, Change)
    assert (one.kind, one.field) == (kind, field)


def test_an_electricity_factor_names_its_issuer_and_document(folder: Path) -> None:
    path = folder / "electricity" / "china.yaml"
    text = path.read_text("utf-8")
    first = next(line for line in text.splitlines() if line.strip().startswith("value:"))
    edit(folder, "electricity/china.yaml", first, '    value: "0.777"')

    diff = catalogue_diff(load_catalogue(SMALL), load_catalogue(folder))

    one = next(one for one in diff.changed if one.field == "value")
    assert one.kind == "electricity"
    assert one.new == "0.777"
    assert one.after.source
    assert one.after.page
