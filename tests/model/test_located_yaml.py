from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.model.located_yaml import Plain, parse_yaml

DOCUMENT = """\
# a comment
id: cell
inputs:
  - flow: copper
    amount: "1.50"
  - flow: 铝
    amount: 2
nested: {a: {b: 1.5}}
"""


def refused(text: str | bytes, **limits: int) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        parse_yaml(text, name="x.yaml", **limits)
    finding = caught.value.findings[0]
    assert finding.line("en")
    assert finding.line("zh")
    return caught.value


def test_data_are_plain() -> None:
    assert parse_yaml(DOCUMENT, name="x.yaml").data == {
        "id": "cell",
        "inputs": [{"flow": "copper", "amount": "1.50"}, {"flow": "铝", "amount": 2}],
        "nested": {"a": {"b": 1.5}},
    }


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("id",), 2),
        (("inputs",), 3),
        (("inputs", 0), 4),
        (("inputs", 0, "amount"), 5),
        (("inputs", 1, "flow"), 6),
        (("inputs", 1, "missing", "deeper"), 6),
        (("inputs", 7), 3),
        (("nested", "a", "b"), 8),
        (("absent",), 2),
    ],
)
def test_line_of_names_the_key_or_its_nearest_parent(
    path: tuple[str | int, ...], line: int
) -> None:
    located = parse_yaml(DOCUMENT, name="x.yaml")

    assert located.line_of(path) == line
    assert located.where(path) == f"x.yaml:{line}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("2024-01-01", "2024-01-01"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("1e-5", 1e-5),
        (".5", 0.5),
        ("6.", 6.0),
        ('"12"', "12"),
        ("'null'", "null"),
        ('""', ""),
        ("|-\n  12", "12"),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: Plain) -> None:
    data = parse_yaml(f"a: {text}\n", name="x.yaml").data

    assert data == {"a": value}
    assert isinstance(data, dict)
    assert type(data["a"]) is type(value)


def test_keys_are_text() -> None:
    assert parse_yaml("2024: a\non: b\nnull: c\n? ''\n: d\n", name="x.yaml").data == {
        "2024": "a",
        "on": "b",
        "null": "c",
        "": "d",
    }


def test_byte_order_mark_is_accepted() -> None:
    assert parse_yaml(b"\xef\xbb\xbfa: 1\n", name="x.yaml").data == {"a": 1}
    assert parse_yaml("\ufeffa: 1\n", name="x.yaml").data == {"a": 1}


def test_list_at_the_top() -> None:
    located = parse_yaml("- a\n- [b, c]\n", name="x.yaml")

    assert located.data == ["a", ["b", "c"]]
    assert located.line_of((1, 1)) == 2


BOMB = "a: &a [x, x]\nb: [*a, *a]\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: [1\n", "CP-YAML-004", 3),
        ("a: 1\n\tb: 2\n", "CP-YAML-004", 2),
        ("a: 1\nb: 2\na: 3\n", "CP-YAML-005", 3),
        ("a: {b: 1, b: 2}\n", "CP-YAML-005", 1),
        ('"": 1\n"": 2\n', "CP-YAML-005", 2),
        (BOMB, "CP-YAML-006", 1),
        ("a: 1\nb: *x\n", "CP-YAML-006", 2),
        ("a: !!python/object/apply:os.system [ls]\n", "CP-YAML-007", 1),
        ("a: !!str 5\n", "CP-YAML-007", 1),
        ("! a: 5\n", "CP-YAML-007", 1),
        ("", "CP-YAML-009", 1),
        ("# nothing\n", "CP-YAML-009", 1),
        ("just text\n", "CP-YAML-009", 1),
        ("null\n", "CP-YAML-009", 1),
        ("名称：电池\n", "CP-YAML-009", 1),
        ("a: 1\n---\nb: 2\n", "CP-YAML-010", 2),
        ("a: 1\nb: .nan\n", "CP-YAML-011", 2),
        ("a: -.inf\n", "CP-YAML-011", 1),
        ("a: 1e999\n", "CP-YAML-011", 1),
        ("a: " + "9" * 5000 + "\n", "CP-YAML-011", 1),
        ("a: 1\nname：x\nb: 2\n", "CP-YAML-012", 2),
        ("? [a, b]\n: 1\n", "CP-YAML-013", 1),
        ("{a: 1}: 2\n", "CP-YAML-013", 1),
        ("a: 1\nb: \x07\n", "CP-YAML-014", 2),
        ("a: \ud800\n", "CP-YAML-014", 1),
    ],
)
def test_refused_with_code_and_line(text: str, code: str, line: int) -> None:
    error = refused(text)

    assert error.code == code
    assert error.findings[0].where == f"x.yaml:{line}"


def test_size_limit_counts_bytes() -> None:
    assert refused("a: 电池", max_bytes=8).code == "CP-YAML-001"
    assert parse_yaml("a: 电池", name="x.yaml", max_bytes=9).data == {"a": "电池"}


@pytest.mark.parametrize("text", ["[" * 51, "- " * 51 + "a", "{a: " * 51, "[" * 100_000])
def test_depth_limit(text: str) -> None:
    assert refused(text).code == "CP-YAML-008"


def test_depth_within_the_limit() -> None:
    assert parse_yaml("[[1]]", name="x.yaml", max_depth=2).data == [[1]]
    assert refused("[[[1]]]", max_depth=2).code == "CP-YAML-008"


def test_gbk_is_named() -> None:
    error = refused("a: 1\n名称: 磷酸铁锂电池\n".encode("gbk"))

    assert error.code == "CP-YAML-002"
    assert error.findings[0].where == "x.yaml:2"
    assert "UTF-8" in error.findings[0].fix("zh")


@pytest.mark.parametrize(
    "raw",
    [
        "a: 电池".encode("utf-16"),
        "a: 电池".encode("utf-32"),
        b"a: caf\xe9",
        b"a: \xff",
    ],
)
def test_other_encodings_are_refused(raw: bytes) -> None:
    assert refused(raw).code == "CP-YAML-003"


# The reference writer follows YAML 1.1 and leaves these texts bare; in YAML 1.2 they are numbers.
BARE_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]+|0o[0-7]+")
TEXT = st.text(
    alphabet=st.characters(
        blacklist_categories=["Cs", "Cc"], blacklist_characters="\u2028\u2029\ufeff\ufffe\uffff"
    ),
    max_size=8,
).filter(lambda text: not BARE_NUMBER.fullmatch(text))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, VALUES) | st.lists(VALUES))
def test_round_trip_with_the_reference_writer(value: dict[str, Plain] | list[Plain]) -> None:
    text = yaml.dump(value, Dumper=_NoAliases, allow_unicode=True)

    assert parse_yaml(text.encode(), name="x.yaml").data == value


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_input_gives_data_or_a_coded_error(raw: bytes | str) -> None:
    outcome = _code_or_data(raw)

    assert isinstance(outcome, dict | list) or str(outcome).startswith("CP-YAML-")


def _code_or_data(raw: bytes | str) -> Plain:
    try:
        return parse_yaml(raw, name="x.yaml").data
    except BadInputError as error:
        return error.code


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (signature of the base class)
        return True
