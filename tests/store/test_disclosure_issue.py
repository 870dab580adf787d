"""What is issued opens to exactly what was claimed, and what is hidden stays hidden."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import CellprintError
from cellprint.model.classification import Json, JsonObject
from cellprint.store.disclosure import issue
from cellprint.store.encoding import base64url, from_base64url
from cellprint.store.jws import ed25519_jwk
from tests.store.helpers import key, refused
from tests.store.sd_jwt import (
    CLAIMS,
    HIDDEN,
    SALT,
    TYP,
    digest,
    find_digests,
    issued,
    payload_of,
    verified,
)


class TestIssue:
    def test_everything_opened_is_everything_claimed(self) -> None:
        assert verified(issued().compact()).claims == CLAIMS

    def test_nothing_opened_shows_only_the_open_claims(self) -> None:
        found = verified(issued().compact([]))

        assert found.claims == {
            name: CLAIMS[name] for name in ("iss", "iat", "exp", "total", "unit")
        } | {"materials": []}
        assert found.opened == 0

    @pytest.mark.parametrize("chosen", list(combinations(HIDDEN, 2)))
    def test_any_choice_opens_that_and_what_it_stands_in(self, chosen: tuple[str, str]) -> None:
        claims = verified(issued().compact(chosen)).claims

        energy = claims.get("energy", {})
        materials = claims["materials"]
        assert isinstance(energy, dict)
        assert isinstance(materials, list)
        names = {f"/energy/{name}" for name in energy}
        assert names == {item for item in chosen if item.startswith("/energy/")}
        assert len(materials) == len({item[:12] for item in chosen if item[1] == "m"})
        masses = [item for item in materials if isinstance(item, dict) and "mass" in item]
        assert len(masses) == len([item for item in chosen if item.endswith("/mass")])

    def test_a_choice_that_hides_nothing_is_refused(self) -> None:
        with refused("CP-CHAIN-068"):
            issued().compact(["/total"])

    def test_salts_have_128_bits_and_are_used_once(self) -> None:
        salts = [
            json.loads(from_base64url(item.encoded) or b"")[0] for item in issued().disclosures
        ]

        assert {len(from_base64url(salt) or b"") for salt in salts} == {16}
        assert len(set(salts)) == len(salts) == len(HIDDEN)

    @pytest.mark.parametrize("name", ["_sd", "_sd_alg", "..."])
    def test_reserved_names_are_refused(self, name: str) -> None:
        with refused("CP-CHAIN-053"):
            issued(claims={"a": [{"b": {name: "x"}}]}, hidden=[])

    @pytest.mark.parametrize("pointer", ["/iss", "/exp", "/cnf/jwk", "/aud"])
    def test_claims_that_decide_on_validity_stay_open(self, pointer: str) -> None:
        with refused("CP-CHAIN-067"):
            issued(hidden=[pointer], holder=ed25519_jwk(key(2).public))

    def test_pointers_that_lead_nowhere_are_refused(self) -> None:
        with refused("CP-CHAIN-068"):
            issued(hidden=["/materials/7"])

    @pytest.mark.parametrize("value", [1.5, [0.1], {"a": {"b": 1.0}}])
    def test_numbers_with_several_spellings_are_refused(self, value: Json) -> None:
        with refused("CP-CHAIN-069"):
            issued(claims={"x": value}, hidden=[])

    def test_a_random_source_that_repeats_is_refused(self) -> None:
        with refused("CP-CHAIN-070"):
            issue(CLAIMS, hidden=HIDDEN, key=key(1), typ=TYP, random_bytes=bytes)

    def test_a_random_source_that_gives_too_little_is_refused(self) -> None:
        with refused("CP-STORE-026"):
            issue(CLAIMS, hidden=HIDDEN, key=key(1), typ=TYP, random_bytes=lambda _count: b"x")

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=3), inner, max_size=3)
            ),
            max_leaves=8,
        )
    )
    def test_any_hidden_value_comes_back(self, value: Any) -> None:
        try:
            token = issued(claims={"a": value, "b": [value]}, hidden=["/a", "/b/0"])
        except CellprintError as error:
            assert error.code == "CP-CHAIN-053"  # noqa: PT017  (a reserved name was drawn)
            return

        assert verified(token.compact()).claims == {"a": value, "b": [value]}


class TestLeaks:
    def test_an_undisclosed_amount_is_not_found_by_trying_all(self) -> None:
        """The attacker knows names and all possible amounts, and has one presentation."""
        shown = issued().compact(["/materials/0"])
        digests = set(find_digests(shown))
        tried = {
            digest(base64url(json.dumps(body, separators=separators).encode()))
            for tenths in range(2000)
            for amount in (f"{tenths / 10:.1f}",)
            for separators in ((",", ":"), (", ", ": "))
            for body in (
                ["electricity_kwh", amount],
                ["", "electricity_kwh", amount],
                [SALT, "electricity_kwh", amount],
                [amount],
            )
        }

        assert '"41.7"' in json.dumps(CLAIMS)
        assert not digests & tried

    def test_two_declarations_of_one_product_share_no_digest(self) -> None:
        first, second = issued(seed=5), issued(seed=6)

        assert not set(find_digests(first.compact())) & set(find_digests(second.compact()))

    def test_two_declarations_that_differ_in_one_amount_differ_everywhere(self) -> None:
        """Otherwise the difference would tell which line changed."""
        changed: JsonObject = {**CLAIMS, "energy": {"electricity_kwh": "41.8", "steam_mj": "12.5"}}
        first = find_digests(issued(seed=5).compact([]))
        second = find_digests(issued(seed=6, claims=changed).compact([]))

        assert len(first) == len(second)
        assert not set(first) & set(second)

    def test_the_number_of_hidden_lines_does_not_show(self) -> None:
        lines: list[Json] = [{"name": f"m{number}", "mass": "1.0"} for number in range(7)]
        shapes = set()
        for amount in (3, 5, 7):
            claims: JsonObject = {"materials": list[Json](lines[:amount])}
            hidden = [f"/materials/{number}" for number in range(amount)]
            payload = payload_of(issued(claims=claims, hidden=hidden).compact([]))
            shapes.add(json.dumps(payload, sort_keys=True).count("..."))

        assert shapes == {8}

    def test_decoys_do_not_stand_at_the_end_of_a_list(self) -> None:
        places: Counter[int] = Counter()
        for seed in range(200):
            token = issued(seed=seed, claims={"a": ["x"]}, hidden=["/a/0"])
            items = payload_of(token.compact())["a"]
            assert isinstance(items, list)
            real = token.disclosures[0].digest
            places[[item == {"...": real} for item in items].index(True)] += 1

        assert set(places) == set(range(8))

    def test_digests_of_members_are_sorted(self) -> None:
        digests = payload_of(issued().compact())["_sd"]

        assert isinstance(digests, list)
        assert digests == sorted(map(str, digests))

    def test_all_digests_have_one_length(self) -> None:
        assert {len(text) for text in find_digests(issued().compact())} == {43}

    def test_a_presentation_holds_no_trace_of_what_is_not_opened(self) -> None:
        shown = issued().compact(["/materials/0"])
        parts = [from_base64url(part) or b"" for part in shown.replace(".", "~").split("~") if part]

        assert not [
            text for text in (b"41.7", b"CoSO4", b"1.8042", b"steam") if text in b"".join(parts)
        ]
