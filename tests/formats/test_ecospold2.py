from __future__ import annotations

from pathlib import Path

import pytest

from cellprint.app.imported.importing import import_file
from cellprint.app.imported.store import open_imported
from cellprint.app.imported.views import products
from cellprint.errors import BadInputError
from tests.formats.foreign_samples import zip_bytes

HEAD = '<?xml version="1.0"?><ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02">'
FILE = """<{tag}><activityDescription>
<activity id="{activity}" activityNameId="n" type="1" specialActivityType="0">
<activityName xml:lang="en">{name}</activityName>
<generalComment><text xml:lang="en" index="0">one</text><text xml:lang="en" index="1">two</text>
</generalComment></activity>
<geography geographyId="g"><shortname xml:lang="en">CN</shortname></geography>
<timePeriod startDate="2020-01-01" endDate="2024-12-31" isDataValidForEntirePeriod="true"/>
</activityDescription><flowData>{flows}</flowData>
<modellingAndValidation><representativeness systemModelId="s">
<systemModelName xml:lang="en">Cut-off</systemModelName></representativeness>
</modellingAndValidation>
<administrativeInformation><dataGeneratorAndPublication isCopyrightProtected="true"
 accessRestrictedTo="1"/></administrativeInformation></{tag}></ecoSpold>"""


def product(flow: str, amount: str, group: str, more: str = "", inner: str = "") -> str:
    return (
        f'<intermediateExchange id="x" unitId="u" amount="{amount}" intermediateExchangeId="{flow}"'
        f' {more}><name xml:lang="en">{flow}</name><unitName xml:lang="en">kg</unitName>{inner}'
        f"{group}</intermediateExchange>"
    )


def emission(amount: str) -> str:
    return (
        f'<elementaryExchange id="y" unitId="u" amount="{amount}" elementaryExchangeId="co2">'
        '<name xml:lang="en">Carbon dioxide, fossil</name><unitName xml:lang="en">kg</unitName>'
        '<compartment subcompartmentId="c"><compartment xml:lang="en">air</compartment>'
        '<subcompartment xml:lang="en">unspecified</subcompartment></compartment>'
        "<outputGroup>4</outputGroup></elementaryExchange>"
    )


OUT, IN = "<outputGroup>0</outputGroup>", "<inputGroup>5</inputGroup>"
# σ² with pedigree 0.0332412: gsd 1.2
SPREAD = (
    '<uncertainty><lognormal meanValue="2" mu="0.693" variance="0.0006"'
    ' varianceWithPedigreeUncertainty="0.0332412"/><pedigreeMatrix reliability="1"'
    ' completeness="2" temporalCorrelation="3" geographicalCorrelation="4"'
    ' furtherTechnologyCorrelation="5"/></uncertainty>'
    '<property amount="0.5"><name xml:lang="en">carbon content</name></property>'
)


def files(tag: str = "activityDataset") -> dict[str, bytes | str]:
    """Return steel (2 kg ore, 0.3 kg slag given away), ore, and the treatment of slag."""

    def one(activity: str, name: str, flows: str) -> str:
        return HEAD + FILE.format(tag=tag, activity=activity, name=name, flows=flows)

    steel = (
        product("steel", "1", OUT)
        + product("ore", "2", IN, 'activityLinkId="a2"', SPREAD)
        + product("slag", "-0.3", IN, 'activityLinkId="a3"')
        + product("tar", "0", "<outputGroup>2</outputGroup>")
        + emission("1.5")
    )
    return {
        "datasets/a1.spold": one("a1", "Steel making", steel),
        "datasets/a2.spold": one("a2", "Mining", product("ore", "1", OUT) + emission("0.1")),
        "datasets/a3.spold": one("a3", "Treatment", product("slag", "-1", OUT) + emission("0.2")),
    }


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path / "home"))


def imported(folder: Path, content: dict[str, bytes | str]) -> dict[str, object]:
    path = folder / "in.7z"
    path.write_bytes(zip_bytes(content))
    return import_file(path, "eco")


def test_links_wastes_and_amounts_are_understood(tmp_path: Path) -> None:
    document = imported(tmp_path, files())

    rows = {row["name"]: float(row["footprint_kgco2e"]) for row in products("eco")["products"]}
    # 1.5 + 2 · 0.1 + 0.3 · 0.2
    assert rows["steel"] == pytest.approx(1.76, rel=1e-12)
    assert document["format"] == "ecospold2"
    linking = document["linking"]
    assert isinstance(linking, dict)
    assert linking["reasons"]["linked"] == {"L0 named provider": 2}
    assert linking["classes"]["reminder"] == 1


def test_a_process_keeps_what_the_file_says(tmp_path: Path) -> None:
    imported(tmp_path, files())
    steel = open_imported("eco").process("a1_steel")
    ore = steel.exchanges[1]

    assert (steel.location, steel.valid_from) == ("CN", "2020-01-01")
    assert dict(steel.documentation)["description"] == (("en", "one\ntwo"),)
    assert (steel.licence.kind, steel.licence.copyright) == ("licensees", "true")
    assert ("es2:systemModel", "Cut-off") in steel.fields
    assert ore.quality == "(1;2;3;4;5)"
    assert ("es2:property", "carbon content = 0.5") in ore.fields
    assert ore.spread is not None
    assert float(dict(ore.spread.parameters)["gsd"]) == pytest.approx(1.2, rel=1e-6)


def test_a_child_without_its_parent_is_told(tmp_path: Path) -> None:
    document = imported(tmp_path, files("childActivityDataset"))

    losses = document["losses"]
    assert isinstance(losses, dict)
    assert "CP-FMT-037" in {issue["code"] for issue in losses["issues"]}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('amount="2"', 'amount="2,0"', "CP-FMT-010"),
        ('amount="2"', "", "CP-FMT-012"),
        ("<flowData>", "<flowDate>", "CP-FMT-005"),
        (' id="a1"', "", "CP-FMT-012"),
    ],
)
def test_wrong_files_are_told(tmp_path: Path, old: str, new: str, code: str) -> None:
    content = {name: str(text).replace(old, new) for name, text in files().items()}

    with pytest.raises(BadInputError) as caught:
        imported(tmp_path, dict(content))

    assert caught.value.code == code
