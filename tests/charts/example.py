"""A footprint document of a realistic form for tests.

Every figure, source and digest in it is invented to exercise shapes; none is a result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

Json = dict[str, object]

DELIVERED_KWH = Decimal(100000)
CAPACITY_KWH = Decimal(60)
STATUSES = ("official", "published", "derived", "unverified")
SOURCES = ("EXAMPLE-A", "EXAMPLE-B", "EXAMPLE-C")


def text(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


def leaf(id_: str, en: str, zh: str, value: str, kind: str = "process", at: str = "CN") -> Json:
    number = sum(map(ord, id_))
    return {
        "id": id_,
        "name": text(en, zh),
        "kind": kind,
        "value": value,
        "amount": "1.25",
        "unit": "kWh" if kind == "electricity" else "kg",
        "location": at,
        "status": STATUSES[number % 4],
        "source": SOURCES[number % 3],
        "children": [],
    }


def rest(value: str) -> Json:
    node = {"id": "rest", "name": text("Rest", "其余"), "kind": "rest", "value": value}
    return {**node, "children": []}


def branch(id_: str, en: str, zh: str, children: Sequence[Json], kind: str = "process") -> Json:
    total = sum((Decimal(str(child["value"])) for child in children), Decimal(0))
    node = leaf(id_, en, zh, str(total), kind)
    return {**node, "children": list(children)}


def electricity(value: str, at: str = "CN") -> Json:
    return leaf("electricity", "Electricity, grid mix", "电网平均电力", value, "electricity", at)


def raw_materials() -> Json:
    nickel = branch(
        "nickel_sulfate",
        "Nickel sulfate hexahydrate, battery grade",
        "六水硫酸镍（电池级）",
        [
            leaf(
                "nickel_matte", "Nickel matte from laterite", "红土镍矿冶炼镍锍", "610.5", at="ID"
            ),
            electricity("84.2"),
            leaf("nickel_byproduct", "Cobalt by-product credit", "副产钴抵扣", "-31.4"),
            rest("12.7"),
        ],
        "process",
    )
    lithium = branch(
        "lithium_hydroxide",
        "Lithium hydroxide monohydrate",
        "一水氢氧化锂",
        [
            leaf("spodumene", "Spodumene concentrate", "锂辉石精矿", "88.1", at="AU"),
            electricity("41.6"),
            leaf("heat_steam", "Steam from natural gas", "天然气蒸汽", "60.3"),
            rest("4.5"),
        ],
        "process",
    )
    cathode = branch(
        "cathode",
        "Cathode active material",
        "正极活性材料",
        [nickel, lithium, leaf("cobalt_sulfate", "Cobalt sulfate", "硫酸钴", "96.0"), rest("9.9")],
    )
    anode = branch(
        "anode",
        "Graphite anode",
        "石墨负极",
        [
            leaf("needle_coke", "Needle coke", "针状焦", "52.8"),
            electricity("310.4"),
            rest("3.3"),
        ],
    )
    cell_parts = [
        cathode,
        anode,
        leaf("copper_foil", "Copper foil", "铜箔", "121.7"),
        leaf("aluminium", "Aluminium housing and foil", "铝壳与铝箔", "402.9"),
        leaf("electrolyte", "Electrolyte", "电解液", "73.2"),
        leaf("separator", "Separator", "隔膜", "18.6"),
        rest("14.6"),
    ]
    pack_parts = [
        leaf("bms", "Battery management system", "电池管理系统", "142.0"),
        leaf("wiring", "Cables and connectors", "线缆与连接器", "33.0"),
        rest("10.5"),
    ]
    parts = [
        branch("cell", "Cells", "电芯", cell_parts, "component"),
        branch("pack", "Pack parts", "电池包部件", pack_parts, "component"),
    ]
    name = ("Raw material acquisition and pre-processing", "原材料获取与预处理")
    return branch("raw_materials", *name, parts, "stage")


def other_stages() -> list[Json]:
    manufacturing = [
        branch(
            "cell_line",
            "Cell manufacturing",
            "电芯制造",
            [electricity("690.3"), leaf("heat", "Process heat", "工艺用热", "84.4"), rest("6.2")],
        ),
        branch("pack_line", "Module and pack assembly", "模组与电池包装配", [electricity("48.8")]),
        rest("11.1"),
    ]
    distribution = [
        leaf("sea", "Sea freight", "海运", "21.4"),
        leaf("lorry", "Lorry transport", "公路运输", "15.8"),
    ]
    end = [
        leaf("dismantling", "Collection and dismantling", "回收与拆解", "26.0"),
        branch(
            "recycling",
            "Hydrometallurgical recycling",
            "湿法回收",
            [leaf("acid", "Sulfuric acid", "硫酸", "44.1"), electricity("29.6"), rest("8.2")],
        ),
        leaf("credit_metals", "Recovered metals", "回收金属抵扣", "-240.5"),
    ]
    stages = (
        ("manufacturing", "Main product production", "主要产品生产", manufacturing),
        ("distribution", "Distribution", "分销", distribution),
        ("end_of_life", "End of life and recycling", "报废与回收利用", end),
    )
    return [branch(*stage, "stage") for stage in stages]


def with_shares(node: Json, total: Decimal) -> Json:
    children = node["children"]
    assert isinstance(children, list)
    share = str(Decimal(str(node["value"])) / total)
    return {**node, "share": share, "children": [with_shares(child, total) for child in children]}


def stage_row(node: Json, total: Decimal) -> Json:
    value = Decimal(str(node["value"]))
    return {
        "id": node["id"],
        "name": node["name"],
        "value": str(value / DELIVERED_KWH),
        "per_product": str(value),
        "share": str(value / total),
    }


def methods(total: Decimal) -> list[Json]:
    rows = (
        ("grid_average", "National grid average", "全国电网平均", True, "0"),
        ("grid_region", "Joint regional grid average", "区域电网平均", False, "-0.04"),
        ("residual_mix", "Residual mix", "剩余组合", False, "0.07"),
        ("contract", "Contract with certificates", "绿电合同与绿证", False, "-0.22"),
    )
    computed: list[Json] = [
        {
            "id": id_,
            "name": text(en, zh),
            "status": "published",
            "reference": "Invented document, clause 1",
            "counts": counts,
            "assessable": True,
            "total": str(total * (1 + Decimal(difference))),
            "difference": difference,
            "note": text("Invented note on the method.", "虚构的方法说明。"),
            "flags": [{"id": "invented", **text("An invented flag.", "虚构的提示。")}],
        }
        for id_, en, zh, counts, difference in rows
    ]
    corporate: Json = {
        "id": "corporate",
        "name": text("Corporate accounts, direct emissions", "企业核算：直接排放"),
        "counts": False,
        "assessable": False,
        "total": None,
        "difference": None,
        "note": None,
        "flags": [],
    }
    return [*computed, corporate]


def example_document(study: str = "example-pack", scale: str = "1") -> Json:
    """Return a whole document; `scale` multiplies nothing but the name, to tell studies apart."""
    tree = [raw_materials(), *other_stages()]
    product = sum((Decimal(str(node["value"])) for node in tree), Decimal(0))
    total = product / DELIVERED_KWH
    return {
        "product": {"id": "pack", "name": text("NMC traction battery", "三元动力电池")},
        "study": {
            "id": study,
            "name": text(f"Example pack {scale}", f"示例电池包 {scale}"),
            "note": text("Invented shapes for tests.", "用于测试的虚构数据。"),
        },
        "plant_location": {"code": "CN-SC", "name": text("Sichuan, China", "中国四川")},
        "period": {"from": "2024-01-01", "to": "2025-01-01"},
        "functional_unit": {
            "id": "kwh_delivered",
            "text": text(
                "1 kWh of the total energy provided over the service life",
                "电池在其使用寿命内提供的总能量中的 1 kWh",
            ),
            "total_energy_kwh": str(DELIVERED_KWH),
        },
        "total": {"value": str(total), "unit": "kg CO2e/kWh delivered"},
        "per_kwh_capacity": {"value": str(product / CAPACITY_KWH), "unit": "kg CO2e/kWh capacity"},
        "per_product": {"value": str(product), "unit": "kg CO2e/battery"},
        "battery": {
            "capacity_kwh": str(CAPACITY_KWH),
            "usable_energy_kwh": "57.0",
            "mass_kg": "382",
            "vehicle": "passenger_car",
            "warranty_years": "8",
        },
        "stages": [stage_row(node, product) for node in tree],
        "contributions": [with_shares(node, product) for node in tree],
        "electricity_methods": methods(total),
        "links": {
            "linked": 214,
            "cut_off": 9,
            "errors": 0,
            "fallbacks": [
                {
                    "consumer": "cell_line@CN-SC",
                    "product": "n_methyl_pyrrolidone",
                    "provider": "nmp_market@GLO",
                    "asked": "CN",
                    "found": "GLO",
                    "steps": ["country→region", "region→world"],
                    "technology_borrowed": False,
                    "years_off": 2,
                }
            ],
            "cut_off_reasons": [
                {"reason": "byproduct_without_burden", "count": 7},
                {"reason": "loss_for_balance_only", "count": 2},
            ],
        },
        "unverified_share": "0.0412",
        "data": {
            "by_status": [
                {"status": "official", "share": "0.3121"},
                {"status": "published", "share": "0.4467"},
                {"status": "derived", "share": "0.2"},
                {"status": "unverified", "share": "0.0412"},
            ]
        },
        "rulebook": {
            "id": "example-draft",
            "name": text("Example rules for traction batteries", "示例动力电池规则"),
            "version": "0.1",
            "status": "draft",
        },
        "catalogue": {"release": "0.0-example", "digest": "sha256:" + "ab" * 32},
        "sources": [source(id_) for id_ in SOURCES],
        "findings": [
            {
                "code": "CP-DATA-000",
                "where": "bill_of_materials/3",
                "what": "an invented finding",
                "fix": "Nothing needs mending in a test.",
                "severity": "warning",
            }
        ],
        "engine": {"name": "cellprint", "version": "0.1.0"},
        "digest": "sha256:" + "cd" * 32,
    }


def source(id_: str) -> Mapping[str, str]:
    return {
        "id": id_,
        "title": f"Invented title of {id_}",
        "authors": "A. Nobody, B. Nobody",
        "year": "2024",
        "document": "doi:10.0000/invented",
        "licence": "CC-BY-4.0",
        "citation_status": "checked",
    }
