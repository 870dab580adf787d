"""Supplier questionnaires as use cases: templates, and what comes back as data to compute with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

import yaml

from cellprint.app.numbers import decimal_string
from cellprint.app.workbook_inputs import inputs
from cellprint.app.workbook_words import vocabulary
from cellprint.catalogue.names import resolve_flow
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, CellprintError, Finding
from cellprint.formats.workbook.entries import ReadRow
from cellprint.formats.workbook.layout import supplier_layout
from cellprint.formats.workbook.questionnaire import QuestionnaireReading
from cellprint.formats.workbook.write import written_rows
from cellprint.i18n import Lang
from cellprint.model.inventory import Flow
from cellprint.model.quantity import convert, parse_quantity

_KEYS = {"materials": "product", "energy": "carrier", "emissions": "flow"}
_PROCESS, _ROUTE = "supplier_process", "supplier"


def supplier_template(
    catalogue: Catalogue, supplier: str, *, lang: Lang, product: str = ""
) -> bytes:
    """Return a questionnaire for one kind of supplier: products and units, no amounts.

    Args:
        catalogue: where products and their inputs are named.
        supplier: cathode, lithium_salt, graphite, foil or electrolyte.
        lang: the language that comes first.
        product: which of their products; the first of the kind when empty.

    Raises:
        CP-XLS-010: the kind of supplier, or its product, has no beginning.
        CP-DATA-101, CP-DATA-102: the product is not known.
    """
    process = _process(catalogue, supplier, product)
    flow = catalogue.processes[process].flow
    rows: dict[str, list[dict[str, Any]]] = {
        "verified": [{"product": flow}],
        "product": [{"product": flow, "amount": {"unit": catalogue.flows[flow].unit}}],
        "materials": list(inputs(catalogue, process, "product")),
        "energy": list(inputs(catalogue, process, "carrier")),
    }
    return written_rows(supplier_layout(), rows, lang=lang, vocabulary=vocabulary(catalogue))


def layer_files(catalogue: Catalogue, reading: QuestionnaireReading) -> dict[str, str]:
    """Return the files of a private catalogue that holds the supplier's process, per unit made.

    Every total of the period is divided by the production; nothing else is done to it.

    Raises:
        CP-DATA-101, CP-DATA-102: a product is not known.
        CP-UNIT-…: an amount cannot be read, or measures something else than its product.
    """
    product = reading.product
    if product is None or reading.errors:
        raise BadInputError(*reading.errors)
    flow = resolve_flow(catalogue, product.data["product"], where=product.place("product"))
    made = _amount(product, "amount", flow.unit)
    if made <= 0:
        found = product.data["amount"]
        raise BadInputError.of("CP-XLS-031", where=product.place("amount"), found=found)
    sources: dict[str, Any] = {}
    exchanges = list(_exchanges(catalogue, reading, made, sources))
    company, place = product.data["company"], product.data["location"]
    process = {
        "id": f"{flow.id}_{_PROCESS}",
        "flow": flow.id,
        "route": _ROUTE,
        "name": {"en": f"{flow.name.en}, {company}", "zh": f"{flow.name.zh}，{company}"},
        "unit": flow.unit,
        "location": place,
        "relocatable": False,
        "exchanges": exchanges,
    }
    layer = {
        "id": "supplier",
        "name": {"en": company, "zh": company},
        "release": product.data["to"],
        "date": product.data["to"],
        "licence": "confidential",
        "redistribution": "forbidden",
    }
    year = product.data["from"][:4]
    listed = [_source(key, entry, company, year) for key, entry in sources.items()]
    files = {
        "layer.yaml": layer,
        "sources.yaml": listed,
        "processes/supplier.yaml": [process],
    }
    return {
        name: yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=100)
        for name, body in files.items()
    }


def suppliers() -> tuple[str, ...]:
    """Return the kinds of suppliers that a questionnaire can be prepared for."""
    return tuple(_starts())


def _process(catalogue: Catalogue, supplier: str, product: str) -> str:
    starts = _starts()
    if supplier not in starts:
        near = tuple(starts)
        raise BadInputError.of("CP-XLS-010", where="--supplier", found=supplier, near=near)
    known = {catalogue.processes[process].flow: process for process in starts[supplier]}
    if not product:
        return starts[supplier][0]
    flow = resolve_flow(catalogue, product, where="--product").id
    if flow not in known:
        near = tuple(known)[:3]
        raise BadInputError.of("CP-XLS-010", where="--product", found=product, near=near)
    return known[flow]


def _exchanges(
    catalogue: Catalogue, reading: QuestionnaireReading, made: float, sources: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield the exchanges per unit made; all problems are raised at once."""
    findings: list[Finding] = []
    for table, rows in reading.rows.items():
        for row in rows:
            try:
                flow, total = _total(catalogue, table, row)
            except CellprintError as error:
                findings += error.findings
                continue
            yield {
                "role": "emission" if table == "emissions" else "input",
                "flow": flow.id,
                "amount": decimal_string(total / made),
                "unit": flow.unit,
                **({"location": row.data["from"]} if "from" in row.data else {}),
                "source": _key(row.data["source"], sources),
                "status": "company",
                **({"note": row.data["note"]} if "note" in row.data else {}),
            }
    if findings:
        raise BadInputError(*findings)


def _total(catalogue: Catalogue, table: str, row: ReadRow) -> tuple[Flow, float]:
    """Return the flow of a row, and its total of the period in the unit of the flow."""
    key = _KEYS.get(table, "mode")
    flow = resolve_flow(catalogue, row.data[key], where=row.place(key))
    if key != "mode":
        return flow, _amount(row, "amount", flow.unit)
    tonnes, km = _amount(row, "mass", "t"), _amount(row, "distance", "km")
    unit = parse_quantity(f"{tonnes * km!r} tkm", where=row.place("mass"))
    return flow, convert(unit, flow.unit, where=row.place("mass")).value


def _amount(row: ReadRow, key: str, unit: str) -> float:
    where = row.place(key)
    return convert(parse_quantity(row.data[key], where=where), unit, where=where).value


def _key(source: Any, sources: dict[str, Any]) -> str:
    """Return the id of a source, adding it where it is new."""
    for key, known in sources.items():
        if known == source:
            return key
    sources[f"SUPPLIER{len(sources) + 1}"] = source
    return f"SUPPLIER{len(sources)}"


def _source(key: str, entry: Any, company: str, year: str) -> dict[str, Any]:
    body = {"document": entry} if isinstance(entry, str) else entry
    details = [body[name] for name in ("page", "note") if name in body]
    return {
        "id": key,
        "title": body["document"],
        "authors": company,
        "year": str(body.get("date", year))[:4],
        "licence": "confidential",
        "citation_status": "not stated",
        **({"document": ", ".join(details)} if details else {}),
    }


def _starts() -> Mapping[str, list[str]]:
    text = (resources.files("cellprint.app") / "supplier_starts.yaml").read_text(encoding="utf-8")
    starts: Mapping[str, list[str]] = yaml.safe_load(text)
    return starts
