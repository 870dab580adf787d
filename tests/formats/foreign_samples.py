"""Small databases of other tools, written for the tests; the figures are invented."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

SHARED = Path(__file__).parents[3] / "shared"
USLCI_JSON = SHARED / "samples" / "uslci_jsonld_olca1_5.zip"
USLCI_XML = SHARED / "samples" / "uslci_fy20_q3_01_olca1_10_3_ecospold.zip"


def zip_bytes(files: dict[str, bytes | str]) -> bytes:
    """Return an archive of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def ref(kind: str, identity: str, name: str = "", **more: Any) -> dict[str, Any]:
    """Return a reference as openLCA writes it."""
    return {"@type": kind, "@id": identity, "name": name or identity, **more}


def exchange(
    flow: str,
    amount: float,
    *,
    unit: str = "kg",
    is_input: bool = False,
    kind: str = "PRODUCT_FLOW",
    **more: Any,
) -> dict[str, Any]:
    """Return an exchange of openLCA schema 2."""
    measure = "energy" if unit in ("MJ", "kWh") else "mass"
    return {
        "@type": "Exchange",
        "isInput": is_input,
        "amount": amount,
        "flow": ref("Flow", flow, flow, flowType=kind),
        "unit": ref("Unit", unit, unit),
        "flowProperty": ref("FlowProperty", measure),
        **more,
    }


def flow(identity: str, *, kind: str = "PRODUCT_FLOW", measure: str = "mass", **more: Any) -> Any:
    """Return a flow of openLCA schema 2."""
    factor = {
        "@type": "FlowPropertyFactor",
        "isRefFlowProperty": True,
        "flowProperty": ref("FlowProperty", measure),
        "conversionFactor": 1.0,
    }
    return {
        "@type": "Flow",
        "@id": identity,
        "name": more.pop("name", identity),
        "flowType": kind,
        "flowProperties": [factor],
        **more,
    }


def steel_objects() -> dict[str, Any]:
    """Return a database of three processes: steel needs power and lime; lime is bought in.

    Steel, 1 t: 400 kWh power, 0.05 t lime from nobody, 1.8 t CO2, 0.002 kg methane.
    Power, 1 kWh: 0.5 kg CO2, 0.01 kWh of itself.
    Refinery: 2 kg petrol and 1 kg tar, 3 kg CO2; no shares are stated.
    """
    units = [
        {"@type": "Unit", "@id": "kg", "name": "kg", "isRefUnit": True, "conversionFactor": 1.0},
        {"@type": "Unit", "@id": "t", "name": "t", "conversionFactor": 1000.0},
    ]
    energy = [
        {"@type": "Unit", "@id": "MJ", "name": "MJ", "isRefUnit": True, "conversionFactor": 1.0},
        {"@type": "Unit", "@id": "kWh", "name": "kWh", "conversionFactor": 3.6},
    ]
    air = "Elementary flows/Emission to air/unspecified"
    emission: dict[str, Any] = {"kind": "ELEMENTARY_FLOW"}
    spread = {
        "@type": "Uncertainty",
        "distributionType": "LOG_NORMAL_DISTRIBUTION",
        "geomMean": 400.0,
        "geomSd": 1.2,
    }
    return {
        "unit_groups/g1.json": {
            "@type": "UnitGroup",
            "@id": "g1",
            "name": "Units of mass",
            "units": units,
        },
        "unit_groups/g2.json": {
            "@type": "UnitGroup",
            "@id": "g2",
            "name": "Units of energy",
            "units": energy,
        },
        "flow_properties/mass.json": {
            "@type": "FlowProperty",
            "@id": "mass",
            "name": "Mass",
            "unitGroup": ref("UnitGroup", "g1"),
        },
        "flow_properties/energy.json": {
            "@type": "FlowProperty",
            "@id": "energy",
            "name": "Energy",
            "unitGroup": ref("UnitGroup", "g2"),
        },
        "flows/steel.json": flow("steel", name="Steel"),
        "flows/lime.json": flow("lime", name="Lime"),
        "flows/petrol.json": flow("petrol"),
        "flows/tar.json": flow("tar"),
        "flows/power.json": flow("power", measure="energy", name="Electricity"),
        "flows/co2.json": flow(
            "co2", kind="ELEMENTARY_FLOW", name="Carbon dioxide, fossil", category=air
        ),
        "flows/ch4.json": flow(
            "ch4", kind="ELEMENTARY_FLOW", name="Methane, fossil", category=air, cas="74-82-8"
        ),
        "processes/p1.json": {
            "@type": "Process",
            "@id": "p1",
            "name": "Steel making",
            "version": "01.00.000",
            "processType": "UNIT_PROCESS",
            "category": "Metals/Steel",
            "processDocumentation": {
                "@type": "ProcessDocumentation",
                "validFrom": "2020-01-01",
                "validUntil": "2024-12-31",
                "isCopyrightProtected": True,
                "technologyDescription": "blast furnace",
                "restrictionsDescription": "members only",
            },
            "exchanges": [
                exchange("steel", 1.0, unit="t", isQuantitativeReference=True, internalId=1),
                exchange(
                    "power",
                    400.0,
                    unit="kWh",
                    is_input=True,
                    internalId=2,
                    uncertainty=spread,
                    defaultProvider=ref("Process", "p2"),
                    amountFormula="2 * a",
                    dqEntry="(1;2;3;2;1)",
                    description="from the meter",
                ),
                exchange("lime", 0.05, unit="t", is_input=True, internalId=3),
                exchange("co2", 1.8, unit="t", internalId=4, **emission),
                exchange("ch4", 0.002, internalId=5, **emission),
            ],
            "parameters": [
                {"@type": "Parameter", "name": "a", "value": 200.0, "isInputParameter": True}
            ],
        },
        "processes/p2.json": {
            "@type": "Process",
            "@id": "p2",
            "name": "Power plant",
            "processType": "UNIT_PROCESS",
            "exchanges": [
                exchange("power", 1.0, unit="kWh", isQuantitativeReference=True, internalId=1),
                exchange("power", 0.01, unit="kWh", is_input=True, internalId=2),
                exchange("co2", 0.5, internalId=3, **emission),
            ],
        },
        "processes/p3.json": {
            "@type": "Process",
            "@id": "p3",
            "name": "Refinery",
            "processType": "UNIT_PROCESS",
            "exchanges": [
                exchange("petrol", 2.0, isQuantitativeReference=True, internalId=1),
                exchange("tar", 1.0, internalId=2),
                exchange("co2", 3.0, internalId=3, **emission),
            ],
        },
    }


def openlca_zip(objects: dict[str, Any] | None = None, *, version: int = 2) -> bytes:
    """Return an openLCA package of these objects."""
    content = steel_objects() if objects is None else objects
    files: dict[str, bytes | str] = {name: json.dumps(one) for name, one in content.items()}
    if version == 2:
        files["olca-schema.json"] = '{"version": 2}'
    return zip_bytes(files)


ECOSPOLD_1 = """<?xml version="1.0" encoding="UTF-8"?>
<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">
 <dataset number="1" generator="test">
  <metaInformation>
   <processInformation>
    <referenceFunction name="Steel" unit="kg" amount="1000" category="Metals" subCategory="Steel"
      infrastructureProcess="false" localName="Stahl" generalComment="made for the tests"/>
    <geography location="DE" text="Germany"/>
    <technology text="blast furnace"/>
    <timePeriod text="2020 to 2024"><startYear>2020</startYear><endYear>2024</endYear></timePeriod>
    <dataSetInformation type="1" version="1.0" languageCode="en" localLanguageCode="de"/>
   </processInformation>
   <administrativeInformation>
    <dataEntryBy person="7"/>
    <dataGeneratorAndPublication person="7" copyright="true" accessRestrictedTo="1"/>
    <person number="7" name="A. Person" companyCode="x"/>
   </administrativeInformation>
  </metaInformation>
  <flowData>
   <exchange number="1" category="Metals" subCategory="Steel" name="Steel" unit="kg"
     infrastructureProcess="false" meanValue="1000"><outputGroup>0</outputGroup></exchange>
   <exchange number="2" category="Energy" subCategory="Power" name="Electricity" unit="MJ"
     infrastructureProcess="false" meanValue="1440" uncertaintyType="1"
     standardDeviation95="1.44"><inputGroup>2</inputGroup></exchange>
   <exchange number="3" category="Minerals" subCategory="Lime" name="Lime" unit="kg"
     infrastructureProcess="false" meanValue="50"><inputGroup>1</inputGroup></exchange>
   <exchange number="4" category="air" subCategory="unspecified" name="Carbon dioxide, fossil"
     unit="kg" meanValue="1800" CASNumber="000124-38-9" formula="CO2">
     <outputGroup>4</outputGroup></exchange>
   <exchange number="5" category="air" subCategory="unspecified" name="Methane, fossil" unit="kg"
     meanValue="0.002" uncertaintyType="3" minValue="0.001" maxValue="0.006">
     <outputGroup>4</outputGroup></exchange>
  </flowData>
 </dataset>
 <dataset number="2" generator="test">
  <metaInformation>
   <processInformation>
    <referenceFunction name="Electricity" unit="MJ" amount="3.6" category="Energy"
      subCategory="Power" infrastructureProcess="false"/>
    <geography location="DE"/>
   </processInformation>
  </metaInformation>
  <flowData>
   <exchange number="1" category="Energy" subCategory="Power" name="Electricity" unit="MJ"
     infrastructureProcess="false" meanValue="3.6"><outputGroup>0</outputGroup></exchange>
   <exchange number="2" category="Energy" subCategory="Power" name="Electricity" unit="MJ"
     infrastructureProcess="false" meanValue="0.036"><inputGroup>2</inputGroup></exchange>
   <exchange number="3" category="air" subCategory="unspecified" name="Carbon dioxide, fossil"
     unit="kg" meanValue="0.5"><outputGroup>4</outputGroup></exchange>
  </flowData>
 </dataset>
</ecoSpold>
"""

# Steel, per kg: 1.8 kg CO2; 0.4 kWh of power at 0.5 / (1 - 0.01) kg CO2; 2e-6 kg methane at 29.8.
STEEL_KGCO2E = 1.8 + 0.4 * 0.5 / 0.99 + 2e-6 * 29.8
