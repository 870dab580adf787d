"""Documents of analyses in their true form; every figure in them is invented."""

from __future__ import annotations

from tests.charts.example import Json, text

STUDY: Json = {"id": "one", "name": text("Pack one", "电池包一"), "digest": "0"}
OTHER: Json = {"id": "two", "name": text("Pack two", "电池包二"), "digest": "1"}
BOOK: Json = {
    "id": "book-a",
    "version": "1",
    "status": "draft",
    "name": text("Book A", "规则集甲"),
}
UNIT = "kg CO2e/kWh delivered"
STAGES = {
    "raw_materials": text("Raw materials", "原材料"),
    "manufacturing": text("Manufacturing", "生产"),
}


def spread(low: str, median: str, high: str) -> Json:
    return {"median": median, "mean": median, "low": low, "high": high, "level": "0.9"}


def quantity(id_: str, name: str, status: str = "unverified") -> Json:
    return {
        "id": id_,
        "kind": "catalogue",
        "name": text(name, f"{name}（中）"),
        "unit": "kg",
        "source": "EXAMPLE-A",
        "status": status,
    }


def uncertainty(**changes: object) -> Json:
    """Return an uncertainty document: 10 stated, 8 to 13 drawn."""
    return {
        "study": STUDY,
        "rulebook": BOOK,
        "footprint_digest": "abc",
        "total": {**spread("8", "10.5", "13"), "unit": UNIT},
        "baseline": "10",
        "mean_by_control_variate": {"value": "10.6", "standard_error": "0.01", "r2": "0.9"},
        "per_kwh_capacity": {**spread("80", "105", "130"), "unit": "kg CO2e/kWh capacity"},
        "stages": [
            {"id": "raw_materials", **spread("6", "7", "9")},
            {"id": "manufacturing", **spread("2", "3", "4")},
        ],
        "draws": {"seed": 7, "drawn": 2000, "accepted": 1990, "rejected": 10, "quantities": 3},
        "improve_first": [],
        **changes,
    }


def sensitivity(**changes: object) -> Json:
    """Return a sensitivity document of three quantities; the third has a one-sided range."""
    named = [quantity("a", "Nickel"), quantity("b", "Power", "official"), quantity("c", "Coke")]
    swings = (("8", "13"), ("11", "9.5"), ("9", "9.8"))
    shares = (("0.6", "0.3"), ("0.3", "-0.2"), ("0.1", "0.05"))
    return {
        "study": STUDY,
        "rulebook": BOOK,
        "unit": UNIT,
        "baseline": "10",
        "ranking": [
            {**one, "share_of_variance": share, "elasticity": slope}
            for one, (share, slope) in zip(named, shares, strict=True)
        ],
        "by_source": [
            {
                "source": "EXAMPLE-A",
                "quantities": 3,
                "share_of_variance": "1",
                "elasticity": "0.15",
            }
        ],
        "tornado": [
            {**one, "low": low, "high": high}
            for one, (low, high) in zip(named, swings, strict=True)
        ],
        "draws": {"seed": 7, "accepted": 1990},
        **changes,
    }


def long_named() -> Json:
    """Return a sensitivity document whose quantities have names as long as real ones."""
    name = text(
        "Aggregated published result, already characterised, for: Electronics (boards, IT type)",
        "氢氧化镍钴（MHP）中的镍（高压酸浸，印度尼西亚，按镍计）：二氧化碳（碳酸盐矿物）",
    )
    document = sensitivity()
    for key in ("ranking", "tornado"):
        rows = document[key]
        assert isinstance(rows, list)
        document[key] = [{**row, "name": name} for row in rows]
    return document


def result(study: Json, total: str, book: Json = BOOK, interval: Json | None = None) -> Json:
    found: Json = {"study": study, "rulebook": book, "total": {"value": total, "unit": UNIT}}
    return {**found, "interval": interval} if interval else found


def studies_compared(**changes: object) -> Json:
    """Return a comparison in which the second study is 2 lower: 3 less, 1 more."""
    return {
        "kind": "studies",
        "unit": UNIT,
        "results": [
            result(STUDY, "10", interval=spread("8", "10", "12")),
            result(OTHER, "8", interval=spread("7", "8", "9")),
        ],
        "pairs": [
            {
                "a": "one",
                "b": "two",
                "probability_a_below_b": {"value": "0.05", "low": "0.04", "high": "0.06"},
                "stages": [
                    {"id": "raw_materials", "name": STAGES["raw_materials"], "difference": "-3"},
                    {"id": "manufacturing", "name": STAGES["manufacturing"], "difference": "1"},
                ],
            }
        ],
        "draws": {"seed": 7, "drawn": 2000},
        **changes,
    }


def books_compared() -> Json:
    """Return a comparison of two rule books on one study, 10 and 12."""
    other: Json = {**BOOK, "id": "book-b", "status": "final"}
    return {
        "kind": "rule_books",
        "unit": UNIT,
        "results": [result(STUDY, "10"), result(STUDY, "12", other)],
        "waterfalls": [
            {
                "from": "book-a",
                "to": "book-b",
                "first": "10",
                "last": "12",
                "steps": [
                    {"id": "gwp", "name": text("Factors", "因子"), "change": "2.5"},
                    {"id": "el", "name": text("Electricity", "电力"), "change": "-0.5"},
                ],
            }
        ],
    }


def levers() -> Json:
    """Return a what-if document with two levers, one of which moves nothing."""
    return {
        "study": STUDY,
        "rulebook": BOOK,
        "unit": UNIT,
        "baseline": "10",
        "levers": [
            {"id": "wind", "name": text("Wind", "风电"), "difference": "-0.2"},
            {"id": "idle", "name": text("Idle", "无"), "difference": "0"},
            {"id": "yield", "name": text("Yield", "良率"), "difference": "0.05"},
        ],
    }
