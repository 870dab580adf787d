"""The JSON API; its bodies are the documents that the command line prints with `--json`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, UploadFile

from cellprint.app.balances import balance_document
from cellprint.app.catalogue_views import Wanted, entry, product_list
from cellprint.app.checking import check_document, obligations_document
from cellprint.app.comparison import compare_books, compare_studies
from cellprint.app.documents import Json
from cellprint.app.explain import explanation
from cellprint.app.product import product_footprint
from cellprint.app.schemas import document_schema
from cellprint.app.shelf import ShelvedStudy
from cellprint.app.whatif import what_if_document
from cellprint.errors import BadInputError
from cellprint.i18n import Lang
from cellprint.rules.book import rule_book_ids
from cellprint.web.desk import DEFAULT_DRAWS, SEED
from cellprint.web.explore import CHARTS, WidthName, chart_specification
from cellprint.web.visit import OnDesk

MAX_DRAWS = 10_000
MAX_COMPARED = 6

router = APIRouter(prefix="/api/v1", tags=["api"])

Ref = Annotated[str, Path(description="Name of the study.", examples=["lfp-ctp-yibin"])]
Name = Annotated[
    str, Path(description="Product or process of the catalogue.", examples=["lithium_carbonate"])
]
Rules = Annotated[
    str,
    Query(max_length=80, description="Rule book; empty for the study's own.", examples=["pact-3"]),
]
Chart = Annotated[
    str, Path(max_length=80, description=f"One of {', '.join(CHARTS)}.", examples=["stages"])
]
Least = Annotated[
    Decimal,
    Query(ge=0, le=Decimal("0.5"), description="Share that the chain names nothing below."),
]
Draws = Annotated[int, Query(ge=2, le=MAX_DRAWS, description="Number of Monte Carlo draws.")]
Seed = Annotated[int, Query(ge=0, lt=2**63, description="Seed of the draws.")]
Words = Annotated[str, Query(max_length=200)]
Year = Annotated[int | None, Query(ge=1990, le=2100)]


@router.get("/studies")
def studies(desk: OnDesk) -> list[Json]:
    """Return the studies at hand: the user's own, then the shipped examples."""
    return [study_json(study) for study in desk.shelf.studies()]


@router.post("/studies", status_code=201)
def keep_study(desk: OnDesk, file: UploadFile) -> Json:
    """Put a study (YAML or workbook) into the store; the same id becomes a new version."""
    return study_json(desk.keep(file.file.read(), name=file.filename or "study.yaml"))


@router.get("/studies/{ref}")
def study_file(desk: OnDesk, ref: Ref) -> Response:
    """Return the file of a study (YAML)."""
    return Response(desk.shelf.study(ref).content, media_type="application/yaml")


@router.get("/studies/{ref}/footprint")
def footprint(desk: OnDesk, ref: Ref, rules: Rules = "") -> Json:
    """Return the footprint: `cellprint compute`."""
    return desk.document(ref, rules)


@router.get("/studies/{ref}/charts/{chart}")
def chart(
    desk: OnDesk,
    ref: Ref,
    chart: Chart,
    lang: Annotated[Lang, Query(description="Language of the texts.")] = "en",
    width: Annotated[WidthName, Query(description="Width that it is drawn for.")] = "middle",
    rules: Rules = "",
    least: Least = Decimal(0),
) -> Json:
    """Return the Vega-Lite specification of a chart of the result, its values as tooltips."""
    document = desk.document(ref, rules)
    return chart_specification(document, chart, lang=lang, width=width, least=least)


@router.get("/studies/{ref}/explain")
def explain(desk: OnDesk, ref: Ref, branch: Words = "", rules: Rules = "") -> Json:
    """Return why a number is what it is: `cellprint explain`."""
    return explanation(desk.computed(ref, rules), branch)


@router.get("/studies/{ref}/direct")
def direct(desk: OnDesk, ref: Ref, rules: Rules = "") -> Json:
    """Return where the emissions arise: direct and upstream part of every process."""
    return desk.direct(ref, rules)


@router.get("/studies/{ref}/uncertainty")
def uncertainty(
    desk: OnDesk, ref: Ref, rules: Rules = "", samples: Draws = DEFAULT_DRAWS, seed: Seed = SEED
) -> Json:
    """Return the interval: `cellprint uncertainty`."""
    return desk.drawn(ref, rules, samples=samples, seed=seed)[1]


@router.get("/studies/{ref}/sensitivity")
def sensitivity(
    desk: OnDesk, ref: Ref, rules: Rules = "", samples: Draws = DEFAULT_DRAWS, seed: Seed = SEED
) -> Json:
    """Return what the footprint depends on: `cellprint sensitivity`."""
    return desk.drawn(ref, rules, samples=samples, seed=seed)[2]


@router.get("/studies/{ref}/whatif")
def whatif(
    desk: OnDesk,
    ref: Ref,
    rules: Rules = "",
    lever: Annotated[
        list[str] | None,
        Query(max_length=100, description="LEVER=VALUE", examples=[["electricity.wind=0.5"]]),
    ] = None,
) -> Json:
    """Return the footprint with levers pulled: `cellprint whatif`."""
    settings = {}
    for text in lever or []:
        name, _, value = text.rpartition("=")
        settings[name] = number(value, where=f"lever {name[:80]}")
    document = desk.document(ref, rules)
    return what_if_document(desk.levers(ref, rules), settings, document=document)


@router.get("/studies/{ref}/check")
def check(desk: OnDesk, ref: Ref, rules: Rules = "") -> Json:
    """Return the checklist of the rule book: `cellprint check`."""
    return check_document(desk.computed(ref, rules))


@router.post("/compute")
def compute(desk: OnDesk, file: UploadFile, rules: Rules = "") -> Json:
    """Return the footprint of a study (YAML or workbook), not kept: `cellprint compute`."""
    content = file.file.read()
    if not content:
        raise BadInputError.of("CP-WEB-009", where="file")
    name = file.filename or "study.yaml"
    return desk.shelf.computed_file(content, desk.catalogue, name=name, rules=rules).document


@router.get("/compare")
def compare(
    desk: OnDesk,
    study: Annotated[list[str] | None, Query(max_length=MAX_COMPARED)] = None,
    rules: Annotated[list[str] | None, Query(max_length=MAX_COMPARED)] = None,
    samples: Draws = DEFAULT_DRAWS,
    seed: Seed = SEED,
) -> Json:
    """Return studies on the same draws, or one study under several books: `cellprint compare`."""
    refs, books = study or [], rules or []
    if len(refs) == 1 and len(books) > 1:
        return compare_books(desk.computed(refs[0], books[0]), books)
    if len(refs) < 2 or len(books) > 1:  # noqa: PLR2004  (a comparison has two sides)
        raise BadInputError.of("CP-UNC-006", where="compare", found=min(len(refs), 1))
    book = books[0] if books else ""
    return compare_studies([desk.computed(ref, book) for ref in refs], samples=samples, seed=seed)


@router.get("/products/{name}")
def product(
    desk: OnDesk,
    name: Name,
    at: Annotated[str, Query(max_length=20, description="Place.", examples=["CN-QH"])] = "",
    year: Year = None,
) -> Json:
    """Return the cradle-to-gate footprint of a product: `cellprint product`."""
    return product_footprint(desk.catalogue, name, at=at, year=year)


@router.get("/catalogue")
def catalogue(
    desk: OnDesk,
    search: Words = "",
    family: Words = "",
    location: Words = "",
    status: Words = "",
    year: Year = None,
    licence: Words = "",
) -> list[Json]:
    """Return products and the processes that make them: `cellprint catalogue list`."""
    wanted = Wanted(family=family, location=location, status=status, year=year, licence=licence)
    return product_list(desk.catalogue, search=search, wanted=wanted)


@router.get("/catalogue/{name}")
def catalogue_entry(desk: OnDesk, name: Name) -> Json:
    """Return a product or a process with its exchanges: `cellprint catalogue show`."""
    return entry(desk.catalogue, name)


@router.get("/catalogue/{name}/balances")
def balances(desk: OnDesk, name: Name) -> Json:
    """Return what enters and leaves a process: elements and carbon, and what the lint says."""
    return balance_document(desk.catalogue, name)


@router.get("/obligations")
def obligations(
    category: Annotated[str, Query(max_length=20, examples=["ev"])],
    on: Annotated[
        date,
        Query(alias="date", description="Day of placing on the market.", examples=["2026-11-21"]),
    ],
    energy: Annotated[
        Decimal | None, Query(ge=0, le=10**9, description="Rated energy, kWh")
    ] = None,
) -> Json:
    """Return which duties hold on a day: `cellprint obligations`."""
    return obligations_document(category=category, on=on, energy_kwh=energy)


@router.get("/rule-books")
def rule_books() -> list[str]:
    """Return the ids of the rule books."""
    return list(rule_book_ids())


@router.get("/schemas/{name}")
def schema(
    name: Annotated[str, Path(description="Kind of document.", examples=["declaration"])],
) -> Json:
    """Return the JSON Schema of a document: `cellprint schema`."""
    return document_schema(name)


def study_json(study: ShelvedStudy) -> Json:
    """Return a study of the list."""
    return {
        "ref": study.ref,
        "own": study.own,
        "version": study.version,
        "file": study.file,
        "file_sha256": study.digest,
    }


def number(text: str, *, where: str) -> float:
    """Return a finite number.

    Raises:
        CP-WEB-006: the text is none.
    """
    try:
        value = Decimal(text)
    except ArithmeticError:
        value = Decimal("NaN")
    if not value.is_finite():
        raise BadInputError.of(
            "CP-WEB-006",
            where=where,
            found=text[:40],
            problem={"en": "no number", "zh": "不是数字"},
        )
    return float(value)
