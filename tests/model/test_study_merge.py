"""One study on top of another: what wins, what goes, and where values came from."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cellprint.model.located_yaml import parse_yaml
from cellprint.model.study_merge import StudyDocument, located_document, merged

BASE = """\
plant:
  name: Xining
  location: CN-QH
components:
  - id: cell
    items:
      - {id: cathode, amount: 2 kg}
      - {id: anode, amount: 1 kg}
  - id: pack
legs:
  - {mode: road}
  - {mode: sea}
note: old
"""
OVER = """\
plant:
  location: JP
components:
  - id: cell
    items:
      - id: anode
        amount: 3 kg
      - id: binder
      - {id: cathode, remove: true}
legs:
  - {mode: rail}
note:
"""


def document(text: str, name: str) -> StudyDocument:
    found = located_document(parse_yaml(text, name=name))
    assert found is not None
    return found


def both() -> StudyDocument:
    return merged(document(BASE, "base.yaml"), document(OVER, "over.yaml"))


def test_mappings_are_merged_lists_with_ids_by_id_and_the_rest_replaced() -> None:
    assert both().data == {
        "plant": {"name": "Xining", "location": "JP"},
        "components": [
            {"id": "cell", "items": [{"id": "anode", "amount": "3 kg"}, {"id": "binder"}]},
            {"id": "pack"},
        ],
        "legs": [{"mode": "rail"}],
    }


def test_every_value_knows_the_file_and_line_it_came_from() -> None:
    document = both()

    assert document.where(("plant", "name")) == "base.yaml:2"
    assert document.where(("plant", "location")) == "over.yaml:2"
    assert document.where(("components", 0, "items", 0, "amount")) == "over.yaml:7"
    assert document.where(("components", 0, "items", 1)) == "over.yaml:8"
    assert document.where(("components", 1, "id")) == "base.yaml:9"
    assert document.where(("legs", 0, "mode")) == "over.yaml:11"


def test_a_missing_value_is_placed_at_its_parent() -> None:
    assert both().where(("plant", "place")) == "over.yaml:1"


def test_a_list_is_no_study() -> None:
    assert located_document(parse_yaml("- 1\n", name="x")) is None


PLAIN: Any = st.recursive(
    st.integers(0, 9) | st.text("ab", max_size=2),
    lambda below: (
        st.dictionaries(st.sampled_from("abcd"), below, max_size=3) | st.lists(below, max_size=3)
    ),
    max_leaves=12,
)
DOCUMENT = st.dictionaries(st.sampled_from("abcd"), PLAIN, max_size=4)


def on(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    return merged(StudyDocument(data=base), StudyDocument(data=over)).data


@given(DOCUMENT, DOCUMENT)
def test_merging_twice_changes_nothing_more(base: dict[str, Any], over: dict[str, Any]) -> None:
    assert on(on(base, over), over) == on(base, over)


@given(DOCUMENT)
def test_a_study_on_top_of_itself_or_of_nothing_is_itself(data: dict[str, Any]) -> None:
    assert on(data, data) == data
    assert on(data, {}) == data
    assert on({}, data) == data
