"""Two releases side by side, with the effect of what changed; and writing and reading one."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cellprint.app.data import shipped_catalogue
from cellprint.app.portfolio import Asked, footprints
from cellprint.app.product import product_footprint
from cellprint.app.release_diff import REFERENCE_PRODUCTS, release_diff
from cellprint.app.releases import compiled_release, export_release, named_release
from cellprint.catalogue.compiled import open_catalogue, shipped_folder
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError

EXAMPLE = Path(__file__).parents[2] / "examples" / "lfp-ctp-yibin" / "study.yaml"
LFP = "lfp_cathode"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Return the shipped catalogue with another factor of Chinese electricity, 2023."""
    folder = tmp_path_factory.mktemp("release") / "data"
    shutil.copytree(str(shipped_folder()), folder)
    path = folder / "electricity" / "china.yaml"
    text = path.read_text("utf-8")
    start = text.index("id: el_CN_life_cycle_2023\n")
    value = text.index('value: "', start)
    end = text.index("\n", value)
    path.write_text(f'{text[:value]}value: "0.9"{text[end:]}', "utf-8")
    return open_catalogue(cache_dir=None, folder=folder)


def test_a_release_against_itself_shows_the_reference_products_unchanged() -> None:
    catalogue = shipped_catalogue()

    diff = release_diff(catalogue, catalogue, studies=[])

    assert (diff["changed"], diff["added"], diff["removed"]) == ([], [], [])
    assert {one["id"] for one in diff["effect"]["products"]} == set(REFERENCE_PRODUCTS)
    assert {one["change"] for one in diff["effect"]["products"]} == {"0"}


def test_a_changed_factor_is_listed_with_its_effect_on_batteries(changed: Catalogue) -> None:
    diff = release_diff(shipped_catalogue(), changed, studies=[EXAMPLE])

    (one,) = diff["changed"]
    factor = shipped_catalogue().grid_factors["el_CN_life_cycle_2023"]
    assert (one["kind"], one["id"], one["field"]) == ("electricity", factor.id, "value")
    assert (one["old"], one["new"]) == (factor.value_text, "0.9")
    assert one["why"]["source"] == factor.issuer
    (battery,) = diff["effect"]["batteries"]
    assert battery["id"] == "lfp-ctp-yibin"
    assert float(battery["new"]) > float(battery["old"])
    share = float(battery["new"]) / float(battery["old"]) - 1
    assert float(battery["change"]) == pytest.approx(share)


def test_the_effect_on_a_product_is_the_difference_of_two_computations(changed: Catalogue) -> None:
    old, new = shipped_catalogue(), changed
    place = old.providers[LFP][0].location

    values = [footprints(one, [Asked(product=LFP, place=place)], year=2023) for one in (old, new)]

    for catalogue, value in zip((old, new), values, strict=True):
        alone = product_footprint(catalogue, LFP, at=place, year=2023)
        assert value[Asked(product=LFP, place=place)] == pytest.approx(float(alone["value"]))


def test_what_cannot_be_linked_gives_its_code_and_spoils_no_other() -> None:
    asked = [Asked(product=name, place="CN") for name in (LFP, "nothing", "steel")]
    # no electricity factor stands for the whole world
    asked.append(Asked(product="sodium_hydroxide", place="GLO"))

    found = footprints(shipped_catalogue(), asked, year=2023)

    assert isinstance(found[asked[0]], float)
    assert found[asked[1]] == "CP-DATA-101"
    assert found[asked[3]] == "CP-DATA-106"


def test_a_study_that_one_release_cannot_compute_gives_the_code() -> None:
    catalogue = shipped_catalogue()
    makers = {key: one for key, one in catalogue.providers.items() if key != LFP}

    diff = release_diff(catalogue, replace(catalogue, providers=makers), studies=[EXAMPLE])

    (battery,) = diff["effect"]["batteries"]
    assert battery["new"] is None
    assert battery["problem"] == "CP-DATA-104"
    assert battery["changed"]


def test_an_exported_release_reads_back_as_the_same(tmp_path: Path) -> None:
    file = tmp_path / "release.json"

    written = export_release(file)

    assert written.digest == shipped_catalogue().digest
    assert named_release(str(file)).digest == written.digest
    pretty = tmp_path / "pretty.json"
    pretty.write_text(json.dumps(json.loads(file.read_bytes()), indent=1), "utf-8")
    assert compiled_release(pretty).digest == written.digest


def test_a_release_may_be_a_folder_or_the_shipped_one(tmp_path: Path) -> None:
    shutil.copytree(str(shipped_folder()), tmp_path / "data")

    assert named_release("shipped") is shipped_catalogue()
    assert named_release(str(tmp_path / "data")).digest == shipped_catalogue().digest


def test_a_name_without_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        named_release(str(tmp_path / "nothing.json"))

    assert caught.value.code == "CP-REL-001"


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"release": 3}', '{"processes": [{}]}'])
def test_a_file_that_is_no_release_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "release.json"
    file.write_text(content, "utf-8")

    with pytest.raises(BadInputError) as caught:
        compiled_release(file)

    assert caught.value.code == "CP-REL-002"
    assert caught.value.findings[0].where == "release.json"
