"""Own data over a release: what replaces, what adds, what comes first, and what never leaves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cellprint.catalogue.compiled import open_layered, release_bytes
from cellprint.catalogue.electricity import find_electricity
from cellprint.catalogue.files import file_bytes
from cellprint.catalogue.layers import read_layer, releasable
from cellprint.catalogue.load import compile_files, load_catalogue
from cellprint.catalogue.lookup import ProviderAnswer, ProviderRequest, find_provider
from cellprint.catalogue.release import Catalogue
from cellprint.catalogue.restricted import restricted
from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json

FIXTURES = Path(__file__).parent / "fixtures"
SMALL = FIXTURES / "small"
# Everything that tells the licensed layer: ids, names, sources, values.
SECRETS = (
    "licensed", "vendor", "VENDOR", "Vendor", "secret", "供应商", "保密", "contract with",
    "0.0712345", "0.0198765", "0.0543219", "987.654",
)  # fmt: skip


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    """Return a copy of the licensed layer that a test may change."""
    return Path(shutil.copytree(FIXTURES / "licensed", tmp_path / "licensed"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def opened(*layers: Path) -> Catalogue:
    return open_layered(layers, cache_dir=None, folder=SMALL)


def salt(catalogue: Catalogue, **asked: str) -> ProviderAnswer:
    request = ProviderRequest(flow="salt", user_location="CN-SC", period_year=2023, **asked)
    return find_provider(catalogue, request)


def codes(*layers: Path) -> list[str]:
    with pytest.raises(BadInputError) as caught:
        opened(*layers)
    return [finding.code for finding in caught.value.findings]


def test_without_layers_it_is_the_release_itself() -> None:
    assert opened().digest == load_catalogue(SMALL).digest
    assert releasable(file_bytes(SMALL), []) == json.loads(compile_files(file_bytes(SMALL)))


def test_a_process_of_the_layer_replaces_the_one_with_its_id(layer: Path) -> None:
    catalogue = opened(layer)

    assert catalogue.processes["lorry"].exchanges[0].amount_text == "0.0712345"
    assert [one.id for one in catalogue.providers["haulage"]] == ["lorry"]
    assert catalogue.processes["salt_mine"] == load_catalogue(SMALL).processes["salt_mine"]


def test_a_new_process_is_a_provider_that_comes_first(layer: Path) -> None:
    assert salt(opened()).process.id == "salt_market"
    assert salt(opened(layer)).process.id == "salt_vendor"
    assert salt(opened(layer), route="boiled").process.id == "salt_boiled"


def test_a_layer_that_comes_last_serves_only_where_it_is_named(layer: Path) -> None:
    edit(
        layer,
        "layer.yaml",
        "redistribution: forbidden",
        "redistribution: allowed\npreference: last",
    )

    assert salt(opened(layer)).process.id == "salt_market"
    assert salt(opened(layer), route="vendor").process.id == "salt_vendor"


def test_a_nearer_provider_of_the_release_wins_where_a_place_is_asked(layer: Path) -> None:
    assert salt(opened(layer), location="NO").process.id == "salt_sea"
    assert salt(opened(layer), location="CN").process.id == "salt_vendor"


def test_what_replaces_does_not_gain_preference(layer: Path) -> None:
    edit(layer, "processes/salts.yaml", "id: salt_vendor", "id: salt_boiled")
    edit(layer, "processes/salts.yaml", "route: vendor", "route: boiled")

    catalogue = opened(layer)

    assert catalogue.processes["salt_boiled"].name.en == "Vendor salt"
    assert salt(catalogue).process.id == "salt_market"


def test_a_higher_layer_comes_before_a_lower_one(layer: Path, tmp_path: Path) -> None:
    upper = Path(shutil.copytree(layer, tmp_path / "upper"))
    edit(upper, "layer.yaml", "id: licensed", "id: upper")
    edit(upper, "processes/salts.yaml", "id: salt_vendor", "id: salt_upper")

    assert salt(opened(layer, upper)).process.id == "salt_upper"
    assert [one.id for one in opened(layer, upper).layers] == ["licensed", "upper"]


def test_an_electricity_factor_of_the_layer_comes_first_in_its_year(layer: Path) -> None:
    answer = find_electricity(opened(layer), location="CN-SC", year=2023, geography="region")

    assert answer.factor.id == "el_vendor_CN-SC"
    assert answer.years_off == 0


def test_characterisation_factors_are_merged_flow_by_flow(layer: Path) -> None:
    factors = opened(layer).gwp_sets["TEST"].factors

    assert factors == {"co2": 1.0, "secret_gas": 987.654}


def test_layers_are_named_with_the_digest_of_their_files(layer: Path) -> None:
    (before,) = opened(layer).layers
    edit(layer, "processes/salts.yaml", "0.0712345", "0.0712346")
    (after,) = opened(layer).layers

    assert (before.id, before.release, before.redistribution) == ("licensed", "7", "forbidden")
    assert before.digest == read_layer(FIXTURES / "licensed").digest
    assert len(before.digest) == 64
    assert after.digest != before.digest


def test_a_layered_catalogue_is_kept_and_found_again(layer: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = open_layered([layer], cache_dir=cache, folder=SMALL)
    second = open_layered([layer], cache_dir=cache, folder=SMALL)

    assert len(list(cache.iterdir())) == 1
    assert (second.digest, second.ranks, second.origins) == (
        first.digest,
        first.ranks,
        first.origins,
    )


def test_references_into_the_release_are_checked(layer: Path) -> None:
    edit(layer, "processes/salts.yaml", "flow: co2", "flow: co3")

    assert "CP-DATA-011" in codes(layer)


def test_a_folder_without_layer_file_is_no_layer(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["CP-REL-003"]
    assert codes(tmp_path / "nowhere") == ["CP-REL-003"]


def test_a_layer_has_to_say_whether_it_may_be_passed_on(layer: Path) -> None:
    edit(layer, "layer.yaml", "redistribution: forbidden\n", "")

    assert codes(layer) == ["CP-DATA-002"]


def test_mistakes_in_a_layer_name_its_file(layer: Path) -> None:
    edit(layer, "processes/salts.yaml", '"0.0712345"', "0.0712345")

    with pytest.raises(BadInputError) as caught:
        opened(layer)

    assert caught.value.code == "CP-DATA-003"
    assert caught.value.findings[0].where.startswith("licensed/processes/salts.yaml:")


def test_the_same_layer_twice_is_refused(layer: Path) -> None:
    assert codes(layer, layer) == ["CP-REL-004"]


def test_nothing_of_a_forbidden_layer_is_released(layer: Path) -> None:
    content = release_bytes([layer], folder=SMALL)

    assert content == compile_files(file_bytes(SMALL))
    assert not [secret for secret in SECRETS if secret.encode() in content]


def test_nothing_of_a_forbidden_source_is_released_from_a_layer_that_may(layer: Path) -> None:
    edit(layer, "layer.yaml", "redistribution: forbidden", "redistribution: allowed")
    edit(layer, "layer.yaml", "licence: contract with the publisher", "licence: own work")
    edit(
        layer,
        "sources.yaml",
        "citation_status: checked",
        "citation_status: checked\n  redistribution: forbidden",
    )

    content = json.loads(release_bytes([layer], folder=SMALL))

    assert {one["id"] for one in content["processes"]} == set(load_catalogue(SMALL).processes)
    lorry = next(one for one in content["processes"] if one["id"] == "lorry")
    assert lorry["exchanges"][0]["amount"] == "0.08"
    assert "VENDOR" not in {one["id"] for one in content["sources"]}
    assert [one["flow"] for one in content["gwp"][0]["factors"]] == ["co2"]
    assert "el_vendor_CN-SC" in {one["id"] for one in content["electricity"]}


def test_a_layer_that_may_be_passed_on_is_released(layer: Path) -> None:
    edit(layer, "layer.yaml", "redistribution: forbidden", "redistribution: allowed")

    content = release_bytes([layer], folder=SMALL)

    assert content == canonical_json(json.loads(content))
    assert b"0.0712345" in content
    assert not restricted(opened(layer))


def test_a_release_that_needs_what_is_left_out_is_refused(layer: Path, tmp_path: Path) -> None:
    user = tmp_path / "user"
    (user / "processes").mkdir(parents=True)
    shutil.copy(layer / "layer.yaml", user)
    edit(user, "layer.yaml", "id: licensed", "id: user")
    edit(user, "layer.yaml", "redistribution: forbidden", "redistribution: allowed")
    (user / "processes" / "dish.yaml").write_text(
        "- id: dish\n  flow: haulage\n  route: dish\n  name: {en: Dish, zh: 盘}\n  unit: tkm\n"
        "  location: CN\n  exchanges:\n    - {role: input, flow: salt, provider: salt_vendor, "
        'amount: "1", unit: kg, source: OWN, status: derived}\n',
        "utf-8",
    )
    assert "dish" in opened(layer, user).processes

    with pytest.raises(BadInputError) as caught:
        release_bytes([layer, user], folder=SMALL)

    assert [one.code for one in caught.value.findings] == ["CP-REL-005", "CP-DATA-011"]
    assert caught.value.findings[0].where.startswith("user/processes/dish.yaml:")


def test_what_may_not_be_passed_on_is_known_by_id(layer: Path) -> None:
    closed = restricted(opened(layer))

    assert closed.processes == {"lorry", "salt_vendor"}
    assert closed.electricity == {"el_vendor_CN-SC"}
    assert closed.flows == {"secret_gas"}
    assert closed.sources == {"VENDOR"}
    assert closed.of("emission") == {"secret_gas"}
    assert closed.of("process") == {"lorry", "salt_vendor", "el_vendor_CN-SC"}
    assert not restricted(opened())


def test_a_forbidden_source_closes_every_process_that_cites_it(layer: Path) -> None:
    edit(layer, "layer.yaml", "redistribution: forbidden", "redistribution: allowed")
    edit(layer, "sources.yaml", "id: VENDOR", "id: BOOK\n  redistribution: forbidden")
    for file in ("processes/salts.yaml", "gwp/own.yaml"):
        edit(layer, file, "source: VENDOR", "source: OWN")

    closed = restricted(opened(layer))

    assert closed.sources == {"BOOK"}
    # salt_sea and the two of the layer do not cite the book; the lorry is the layer's
    assert closed.processes == {"salt_mine", "salt_boiled", "salt_market"}
    assert closed.flows == {"co2"}
