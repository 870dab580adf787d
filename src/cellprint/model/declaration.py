"""The declaration: a footprint bound to product, plant and period, as its issuer signs it.

Every field states its class of confidentiality (`x-classification`), and none is above public: a
declaration is made to be handed on. Numbers are decimal strings of few digits, moments have one
spelling. What would let a reader guess at the study (its digest, the digest of the result, the
suppliers) stands in the inventory token instead, hidden behind salts.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from cellprint.errors import BadInputError
from cellprint.model.classification import KEYWORD, Classification, Json, JsonObject

SCHEMA = "cellprint/declaration/1"
# Under any other status a declaration has no standing that a reader could rely on.
SETTLED = frozenset({"official", "published"})
# With all digits that were computed, a reader could try recipes until one fits.
DIGITS = 4

DecimalText = Annotated[str, StringConstraints(pattern=r"^-?(0|[1-9]\d*)(\.\d+)?$", max_length=60)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
ShortText = Annotated[str, StringConstraints(max_length=2000)]


def _public(description: str, **more: Any) -> Any:
    field: FieldInfo = Field(
        description=description, json_schema_extra={KEYWORD: Classification.PUBLIC.value}, **more
    )
    return field


class DeclarationShape(BaseModel):
    """Base of all parts: unknown members are errors, nothing is changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Words(DeclarationShape):
    """A text in both languages."""

    en: ShortText = _public("English")
    zh: ShortText = _public("Chinese")


class Issuer(DeclarationShape):
    """Who declares."""

    name: ShortText = _public("Owner of the signing key")
    kid: ShortText = _public("Id of the signing key (RFC 7638)")
    log: ShortText = _public("Name of the journal that holds the declaration")


class Validity(DeclarationShape):
    """Half-open span in which the declaration may be used."""

    from_: Moment = _public("First moment", alias="from")
    to: Moment = _public("First moment after the span")
    basis: ShortText = _public("Why it ends then: a rule, or the issuer's choice")


class Manufacturer(DeclarationShape):
    """Who makes the battery."""

    name: Words = _public("Company")
    address: ShortText | None = _public("Postal address", default=None)


class Product(DeclarationShape):
    """The battery model."""

    id: ShortText = _public("Model identifier")
    name: Words = _public("What it is called")
    chemistry: ShortText = _public("LFP, NMC811, …")
    category: ShortText = _public("Category of Regulation (EU) 2023/1542, Article 3")
    vehicle: ShortText | None = _public("Vehicle category", default=None)
    capacity_kwh: DecimalText = _public("Rated energy content [kWh]")
    usable_energy_kwh: DecimalText | None = _public("Usable energy when new [kWh]", default=None)
    mass_kg: DecimalText = _public("Mass [kg]")


class Plant(DeclarationShape):
    """Where it is made."""

    name: Words = _public("What the plant is called")
    location: ShortText = _public("ISO 3166 code of province or country")
    location_name: Words = _public("Name of the province or country")
    place: ShortText | None = _public("City or address", default=None)


class Period(DeclarationShape):
    """Days that the activity data are of, `to` not included."""

    from_: date = _public("First day", alias="from")
    to: date = _public("First day after")


class FunctionalUnit(DeclarationShape):
    """What the footprint is stated per."""

    id: ShortText = _public("Identifier")
    text: Words = _public("In words")
    unit: ShortText = _public("Unit")
    per_battery: DecimalText = _public("Functional units that one battery provides")


class Quantity(DeclarationShape):
    """A number with its unit."""

    value: DecimalText = _public("Number")
    unit: ShortText = _public("Unit")


class Stage(DeclarationShape):
    """One life-cycle stage."""

    id: Literal["raw_materials", "manufacturing", "distribution", "end_of_life"] = _public("Stage")
    name: Words = _public("In words")
    value: DecimalText = _public("kg CO2e per functional unit")
    per_product: DecimalText = _public("kg CO2e per battery")
    share: DecimalText = _public("Share of the total (1 = all)")


class ElectricityMethod(DeclarationShape):
    """The same footprint with electricity counted in one way."""

    id: ShortText = _public("Method")
    name: Words = _public("In words")
    counts: bool = _public("Whether the declared total is counted this way")
    assessable: bool = _public("Whether the study allows it")
    total: DecimalText | None = _public("kg CO2e per functional unit", default=None)


class StatusShare(DeclarationShape):
    """Share of the result that rests on data of one status."""

    status: ShortText = _public("company, official, published, derived or unverified")
    share: DecimalText = _public("Share (1 = all)")


class RuleBookRef(DeclarationShape):
    """The rule book that counted."""

    id: ShortText = _public("Identifier")
    name: Words = _public("In words")
    version: ShortText = _public("Version")
    status: ShortText = _public("official, published, draft, derived or unverified")
    evidence_date: date = _public("Day on which the rules were read")
    reference: ShortText = _public("Document that the book is made from")
    digest: Digest = _public("SHA-256 of the book with all its parameters")

    @property
    def settled(self) -> bool:
        """Return whether the rules are in force, or a published method."""
        return self.status in SETTLED


class CheckLine(DeclarationShape):
    """One check of the rule book."""

    id: ShortText = _public("Check")
    title: Words = _public("What is checked")
    reference: ShortText = _public("Article, clause or page")
    outcome: Literal["pass", "fail", "not assessable", "out of scope"] = _public("Outcome")


class SupplierLine(DeclarationShape):
    """What was found about a supplier's declaration that the study rests on; not whose it is."""

    findings: tuple[ShortText, ...] = _public("Codes of what was found about it", default=())


class Commitment(DeclarationShape):
    """What binds the inventory lines, and the digests of study and result, that are not shown."""

    format: Literal["sd-jwt"] = _public("RFC 9901")
    digest: Digest = _public("SHA-256 of the issuer-signed token without disclosures")


class Recipe(DeclarationShape):
    """What makes the result computable again, together with the study."""

    catalogue_release: ShortText = _public("Release of the catalogue")
    catalogue_digest: Digest = _public("SHA-256 of the compiled catalogue")
    gwp_set: ShortText = _public("Characterisation factors")
    engine_version: ShortText = _public("Version of cellprint")
    footprint_schema: ShortText = _public("Schema of the footprint document")


class Declaration(DeclarationShape):
    """A footprint as declared: the body that the signature covers."""

    schema_: Literal["cellprint/declaration/1"] = _public("Schema of this document", alias="schema")
    id: ShortText = _public("Identifier")
    version: int = _public("Counts up with each new version", ge=1)
    supersedes: Digest | None = _public("SHA-256 of the version before", default=None)
    issued_at: Moment = _public("When it was signed")
    validity: Validity = _public("When it may be used")
    issuer: Issuer = _public("Who declares")
    manufacturer: Manufacturer | None = _public("Who makes the battery", default=None)
    product: Product = _public("Battery model")
    plant: Plant = _public("The one plant that it holds for")
    period: Period = _public("Days that the data are of")
    functional_unit: FunctionalUnit = _public("What the total is stated per")
    boundary: Literal["cradle_to_grave"] = _public("All four life-cycle stages")
    total: Quantity = _public("Declared carbon footprint")
    per_kwh_capacity: Quantity = _public("The same per kWh of rated capacity")
    per_product: Quantity = _public("The same per battery")
    stages: tuple[Stage, ...] = _public("By life-cycle stage", min_length=1)
    electricity_methods: tuple[ElectricityMethod, ...] = _public("Other ways of counting")
    data_status: tuple[StatusShare, ...] = _public("How well the data are supported")
    unverified_share: DecimalText = _public("Share that rests on unverified data")
    company_data_share: DecimalText = _public("Share that rests on company data only")
    rulebook: RuleBookRef = _public("The rules")
    checks: tuple[CheckLine, ...] = _public("Checks of the rule book", default=())
    declaration_of_conformity: ShortText | None = _public(
        "Number of the EU declaration of conformity, Article 7(1)(f)", default=None
    )
    public_study: ShortText | None = _public(
        "Address of the public version of the study, Article 7(1)(g)", default=None
    )
    suppliers: tuple[SupplierLine, ...] = _public(
        "One entry for each declaration of a supplier that the study rests on", default=()
    )
    commitment: Commitment = _public("Binds inventory, study, result and suppliers")
    recipe: Recipe = _public("What it is computed from")
    limits: tuple[Words, ...] = _public("What the declaration does not say", min_length=1)


def parse_declaration(body: JsonObject, *, where: str) -> Declaration:
    """Return the declaration that JSON members state.

    Raises:
        CP-DECL-001: another schema, or another version of this one.
        CP-DECL-002: members missing, unknown or of the wrong form.
    """
    found = body.get("schema")
    if found != SCHEMA:
        raise BadInputError.of("CP-DECL-001", where=where, found=str(found)[:60], expected=SCHEMA)
    try:
        return Declaration.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "/".join(str(step) for step in first["loc"])
        raise BadInputError.of(
            "CP-DECL-002", where=f"{where}/{place}", problem=str(first["msg"])[:200]
        ) from error


def declaration_body(declaration: Declaration) -> JsonObject:
    """Return the declaration as JSON members; what is not known is absent."""
    body: dict[str, Json] = declaration.model_dump(mode="json", by_alias=True, exclude_none=True)
    return body


def declaration_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a declaration, with the class of each field."""
    schema = Declaration.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
