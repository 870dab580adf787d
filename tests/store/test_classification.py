"""A view holds what is allowed and nothing else; an export is recorded or does not happen."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.model.canonical import digest
from cellprint.model.classification import (
    Classification,
    FilteredView,
    Json,
    JsonObject,
    classification,
    filter_view,
    pointer,
    schema_classes,
)
from cellprint.model.disclosure import ExportRecord, export_record
from tests.store.helpers import NOW, refused

PUBLIC, PARTNER, CONFIDENTIAL, CONTROLLED = Classification


def field(level: Classification, **more: Json) -> JsonObject:
    return {"x-classification": level.value, **more}


SCHEMA: JsonObject = {
    "properties": {
        "total": field(PUBLIC),
        "supplier": field(PARTNER),
        "recipe": {"items": {"$ref": "#/$defs/line"}},
        "process": field(CONTROLLED, properties={"temperature": field(PUBLIC)}),
        "notes": field(CONFIDENTIAL),
        "by_plant": {"additionalProperties": field(PARTNER), "properties": {"secret": {}}},
        "pair": {"prefixItems": [field(PUBLIC), field(CONFIDENTIAL)]},
        "tree": {"$ref": "#/$defs/tree"},
        "mixed": {"allOf": [field(PUBLIC), field(CONFIDENTIAL)]},
        "unclassified": {"type": "string"},
        "~odd/name": field(PUBLIC),
    },
    "$defs": {
        "line": {
            "properties": {"name": field(PARTNER), "mass": field(CONFIDENTIAL)},
        },
        "tree": {
            "properties": {
                "value": field(PUBLIC),
                "parts": {"items": {"$ref": "#/$defs/tree"}},
            }
        },
    },
}
DOCUMENT: JsonObject = {
    "total": "71.2",
    "supplier": "A",
    "recipe": [{"name": "NiSO4", "mass": "1.8"}, {"name": "CoSO4", "mass": "0.2"}],
    "process": {"temperature": "800"},
    "notes": {"free": ["form", None]},
    "by_plant": {"p1": "1", "secret": "x"},
    "pair": ["open", "closed"],
    "tree": {"value": "3", "parts": [{"value": "1", "parts": [{"value": "0"}]}, {"hidden": "x"}]},
    "mixed": "x",
    "unclassified": "x",
    "unknown": {"a": "b"},
    "~odd/name": "x",
}


def view(level: Classification) -> FilteredView:
    return filter_view(DOCUMENT, schema_classes(SCHEMA), level)


def test_the_classes_are_ordered() -> None:
    ranks = [PUBLIC.rank, PARTNER.rank, CONFIDENTIAL.rank, CONTROLLED.rank]

    assert ranks == sorted(set(ranks))
    assert classification("partner") is PARTNER


def test_the_public_view() -> None:
    assert view(PUBLIC).view == {
        "total": "71.2",
        "pair": ["open"],
        "tree": {"value": "3", "parts": [{"value": "1", "parts": [{"value": "0"}]}]},
        "~odd/name": "x",
    }


def test_the_partner_view() -> None:
    assert view(PARTNER).view == {
        **view(PUBLIC).view,
        "supplier": "A",
        "recipe": [{"name": "NiSO4"}, {"name": "CoSO4"}],
        "by_plant": {"p1": "1"},
    }


def test_the_confidential_view() -> None:
    assert view(CONFIDENTIAL).view == {
        **view(PARTNER).view,
        "recipe": DOCUMENT["recipe"],
        "notes": {"free": ["form", None]},
        "pair": ["open", "closed"],
        "mixed": "x",
    }


def test_the_strictest_class_above_a_field_counts() -> None:
    assert "process" not in view(CONFIDENTIAL).view
    assert view(CONTROLLED).view["process"] == {"temperature": "800"}


@pytest.mark.parametrize("level", list(Classification))
def test_unclassified_fields_never_pass(level: Classification) -> None:
    text = json.dumps(view(level).view)

    assert "unclassified" not in text
    assert "unknown" not in text
    assert "hidden" not in text
    assert "secret" not in text


def test_what_was_removed_is_told_to_the_sender() -> None:
    assert view(CONTROLLED).removed == (
        "/by_plant/secret",
        "/tree/parts/1/hidden",
        "/unclassified",
        "/unknown/a",
    )


def test_an_empty_document_gives_an_empty_view() -> None:
    assert filter_view({}, schema_classes(SCHEMA), PUBLIC).view == {}
    assert filter_view(DOCUMENT, schema_classes({}), CONTROLLED).view == {}


def test_pointers_are_escaped() -> None:
    assert pointer(("~odd/name", "0")) == "/~0odd~1name/0"


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ({"properties": {"a": {"x-classification": "secret"}}}, "CP-STORE-030"),
        ({"anyOf": [{"x-classification": 7}]}, "CP-STORE-030"),
        ({"$ref": "other.json"}, "CP-STORE-031"),
        ({"properties": {"a": {"$ref": "#/$defs/missing"}}}, "CP-STORE-031"),
    ],
)
def test_a_schema_with_errors_is_refused(schema: JsonObject, code: str) -> None:
    with refused(code):
        schema_classes(schema)


def test_a_schema_that_refers_to_itself_ends() -> None:
    schema: JsonObject = {"$ref": "#", "properties": {"a": {"$ref": "#"}, "v": field(PUBLIC)}}

    found = filter_view({"a": {"a": {"v": "1"}}}, schema_classes(schema), PUBLIC)

    assert found.view == {"a": {"a": {"v": "1"}}}


LEVELS = st.sampled_from([*Classification, None])
NAMES = st.sampled_from("abc")


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, LEVELS, max_size=3), max_size=3), st.data())
def test_nothing_above_the_level_or_without_class_passes(
    levels: dict[str, dict[str, Classification | None]], data: st.DataObject
) -> None:
    allowed = data.draw(st.sampled_from(Classification))
    schema: JsonObject = {
        "properties": {
            outer: {
                "properties": {
                    name: {} if level is None else field(level) for name, level in inner.items()
                }
            }
            for outer, inner in levels.items()
        }
    }
    document: JsonObject = {outer: dict.fromkeys("abc", "x") for outer in "abc"}

    found = filter_view(document, schema_classes(schema), allowed)

    expected = {
        (outer, name)
        for outer, inner in levels.items()
        for name, level in inner.items()
        if level is not None and level.rank <= allowed.rank
    }
    passed = {
        (outer, name)
        for outer, inner in found.view.items()
        for name in (inner if isinstance(inner, dict) else {})
    }
    assert passed == expected
    assert len(found.removed) == 9 - len(expected)


class TestExport:
    def record(self, level: Classification = PARTNER, **changes: Any) -> ExportRecord:
        settings: dict[str, Any] = {
            "document_digest": digest(DOCUMENT),
            "purpose": "customer request",
            "recipient": "OEM GmbH",
            "country": "DE",
            "legal_basis": "contract 17",
            "decided_at": NOW,
            **changes,
        }
        return export_record(view(level), **settings)

    def test_the_record_names_what_was_sent(self) -> None:
        record = self.record()

        assert record.view_digest == digest(view(PARTNER).view)
        assert record.document_digest == digest(DOCUMENT)
        assert record.removed == len(view(PARTNER).removed)
        assert record.to_json()["allowed"] == "partner"
        assert record.to_json()["country"] == "DE"

    @pytest.mark.parametrize("name", ["purpose", "recipient", "legal_basis"])
    def test_nothing_leaves_without_a_reason(self, name: str) -> None:
        with refused("CP-STORE-032"):
            self.record(PARTNER, **{name: "  "})

    @pytest.mark.parametrize("country", ["", "de", "DEU", "Germany", "D1"])
    def test_the_country_is_a_code(self, country: str) -> None:
        with refused("CP-STORE-033"):
            self.record(country=country)

    def test_controlled_technology_needs_a_licence(self) -> None:
        with refused("CP-STORE-034"):
            self.record(CONTROLLED)
        assert self.record(CONTROLLED, licence="EL-2026-1").licence == "EL-2026-1"

    def test_the_time_has_a_zone(self) -> None:
        with refused("CP-STORE-006"):
            self.record(decided_at=datetime(2026, 1, 1))  # noqa: DTZ001
