"""Every field of every schema has a class, and nothing leaves above what is allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cellprint.app.compute import compute_study_file
from cellprint.app.declaration.lines import inventory_lines
from cellprint.app.gate import filtered_view
from cellprint.app.schemas import document_schema, line_class, schema_names, unclassed
from cellprint.formats.study_yaml import load_study
from cellprint.model.canonical import canonical_json
from cellprint.model.classification import KEYWORD, Classification
from cellprint.model.study import study_data
from tests.app.declaration.world import EXAMPLE, LATER, Desk

PUBLIC, PARTNER, CONFIDENTIAL, CONTROLLED = Classification
WHO = ("--recipient", "Car Maker", "--country", "DE", "--purpose", "request")
WHY = ("--legal-basis", "contract 12", "--at", LATER)


def stated(schema: Any) -> Iterator[str]:
    """Yield every class that stands somewhere in a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get(KEYWORD), str):
            yield schema[KEYWORD]
        for below in schema.values():
            yield from stated(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from stated(below)


def study_document() -> Any:
    return json.loads(canonical_json(study_data(load_study(EXAMPLE).study)))


@pytest.mark.parametrize("name", schema_names())
def test_every_field_has_a_class(name: str) -> None:
    assert list(unclassed(document_schema(name))) == []


@pytest.mark.parametrize("name", schema_names())
def test_every_class_is_one_of_four(name: str) -> None:
    assert set(stated(document_schema(name))) <= {one.value for one in Classification}


def test_a_declaration_is_public_from_end_to_end() -> None:
    assert set(stated(document_schema("declaration"))) == {"public"}


def test_a_declaration_passes_the_gate_of_the_public_whole(files: Path) -> None:
    body = json.loads((files / "declaration.json").read_bytes())["declaration"]

    found = filtered_view("declaration", body, PUBLIC)

    assert found.view == body
    assert found.removed == ()


def test_the_lines_of_an_inventory_have_the_fields_of_their_schema() -> None:
    fields = set(document_schema("inventory")["$defs"]["InventoryLine"]["properties"])

    for line in inventory_lines(compute_study_file(EXAMPLE)):
        assert set(line) == fields


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"id": "cell/anode"}, PARTNER),
        ({"id": "cell/anode", "amount": "1"}, CONFIDENTIAL),
        ({"id": "cell/anode", "amount": "1", "route": ""}, CONFIDENTIAL),
        ({"id": "cell/anode", "amount": "1", "route": "acheson"}, CONTROLLED),
        ({"id": "cell/anode", "temperature": "2800"}, CONTROLLED),
        ({}, CONTROLLED),
    ],
)
def test_a_line_is_as_closed_as_its_strictest_field(
    line: dict[str, str], expected: Classification
) -> None:
    assert line_class(line) is expected


@pytest.mark.parametrize("allowed", [PUBLIC, PARTNER, CONFIDENTIAL])
def test_a_view_holds_no_value_of_a_higher_class(allowed: Classification) -> None:
    """Each amount of the study is confidential: none may be in a view below that."""
    amounts = set(re.findall(r'"amount":"([^"]+)"', canonical_json(study_document()).decode()))
    assert len(amounts) > 20

    view = canonical_json(filtered_view("study", study_document(), allowed).view).decode()

    shown = {amount for amount in amounts if f'"{amount}"' in view}
    assert bool(shown) is (allowed is CONFIDENTIAL)
    assert '"yield"' not in view, "controlled technology"


def test_the_pages_of_a_declaration_show_no_amount() -> None:
    """The pages are made from what `published` leaves; the PDF itself is only looked at."""
    footprint = compute_study_file(EXAMPLE).document
    from cellprint.report.paper import published  # noqa: PLC0415  (needs the charts)

    shown: Any = published(
        {
            **footprint,
            "study": {**footprint["study"], "note": {"en": "secret remark", "zh": "secret remark"}},
            "findings": [*footprint["findings"], {"code": "CP-STUDY-012"}],
            "electricity_factors": [
                *footprint["electricity_factors"],
                {"id": "contract:ppa", "value": "0.0333"},
            ],
        }
    )

    told = {finding["code"] for finding in shown["findings"]}
    assert told == {"CP-LINK-011", "CP-LINK-012", "CP-LINK-017"}, "013 and 014 state masses"
    (part,) = (row for row in shown["findings"] if row["code"] == "CP-LINK-017")
    assert part["severity"] == "warning"
    for words in (*part["what"].values(), *part["fix"].values()):
        assert not any(letter.isdigit() for letter in words), "017 says it without the masses"
    text = json.dumps({name: shown[name] for name in ("study", "electricity_factors")})
    assert "secret" not in text
    assert "0.0333" not in text
    assert len(shown["electricity_factors"]) == len(footprint["electricity_factors"])


# By command line


def test_a_view_is_written_and_recorded(maker: Desk, tmp_path: Path) -> None:
    desk = maker.copied(tmp_path / "home")
    out = tmp_path / "view.json"

    told = desk.done("export-view", EXAMPLE, "--class", "partner", *WHO, *WHY, "--out", out)

    view = json.loads(out.read_bytes())
    assert view["class"] == "partner"
    assert view["view"]["battery"]["chemistry"] == "LFP"
    assert "parameters" not in view["view"]
    assert "held back" in told.err
    row = desk.done("journal", "show", "--json").json()[-1]
    assert row["kind"] == "export_record"
    desk.done("journal", "verify")


def test_a_declaration_leaves_as_it_is(maker: Desk, files: Path, tmp_path: Path) -> None:
    desk = maker.copied(tmp_path / "home")

    answer = desk.done("export-view", files / "declaration.pdf", "--class", "public", *WHO, *WHY)

    assert json.loads(answer.out)["of"] == "declaration"
    assert "0 fields" in answer.err


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("CP-STORE-030", ("--class", "secret", *WHO)),
        ("CP-STORE-034", ("--class", "controlled_technology", *WHO)),
        ("CP-STORE-033", ("--class", "partner", *WHO, "--country", "Germany")),
        ("CP-STORE-032", ("--class", "partner", *WHO, "--recipient", " ")),
    ],
)
def test_what_the_gate_refuses_leaves_nothing(
    maker: Desk, tmp_path: Path, code: str, words: tuple[str, ...]
) -> None:
    out = tmp_path / "view.json"
    before = len(maker.done("journal", "show", "--json").json())

    maker.refused(code, "export-view", EXAMPLE, *words, *WHY, "--out", out)

    assert not out.exists()
    assert len(maker.done("journal", "show", "--json").json()) == before


def test_an_inventory_token_is_no_document_of_the_gate(maker: Desk, files: Path) -> None:
    token = files / "declaration.sd-jwt"

    answer = maker("export-view", token, "--class", "public", *WHO, *WHY)

    assert answer.code == 2


def test_a_schema_nobody_knows(maker: Desk) -> None:
    maker.refused("CP-CLI-006", "schema", "recipe")
