"""A supplier's signed declaration as a provider in a customer's study."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.app.declaration.world import (
    EXAMPLE,
    LATER,
    Answer,
    Desk,
    codes,
    declared,
    organisation,
    results,
)

CAPACITY, MASS = 60, 400  # of the declared battery [kWh], [kg]
ITEM = """\
      - id: spare
        product: {product}
        supplier: spare_pack
        amount: "{amount}"
{mass}        source: {{document: contract 12, status: company}}
"""
FOOTPRINT = """
supplier_footprints:
  - id: spare_pack
    product: {product}
    supplier: Example Battery
    value: {value}
    kind: life_cycle
    boundary: cradle_to_gate
    location: CN-SC
    primary_data_share: {share}
    declaration: {path}
    batches: [{batches}]
    source: {{document: declaration of the supplier}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer who knows the supplier, and the folder of his studies."""

    desk: Desk
    folder: Path

    @property
    def to_the_gate(self) -> float:
        """Return the two stages up to the gate of the declared battery [kg CO2e]."""
        body = json.loads((self.folder / "supplier.json").read_bytes())["declaration"]
        stages = {stage["id"]: float(stage["per_product"]) for stage in body["stages"]}
        return stages["raw_materials"] + stages["manufacturing"]

    def study(  # noqa: PLR0913  (each argument is one thing that may be wrong)
        self,
        name: str = "customer",
        *,
        product: str = "lfp_pack",
        amount: str = "0.01 kWh_pack",
        mass: str = "0.07 kg",
        value: str = "",
        share: str = "0 %",
        path: str = "supplier.json",
        batches: str = "",
        period: str = "",
    ) -> Path:
        """Write a study that uses the supplier's pack."""
        text = EXAMPLE.read_text("utf-8").replace("id: lfp-ctp-yibin", f"id: {name}", 1)
        line = f'        mass: "{mass}"\n' if mass else ""
        item = ITEM.format(product=product, amount=amount, mass=line)
        text = text.replace("      - id: housing\n", item + "      - id: housing\n", 1)
        if period:
            text = text.replace("period: {from: 2023-01-01, to: 2024-01-01}", period, 1)
        value = value or f"{self.to_the_gate / CAPACITY:.1f} kgCO2e/kWh_pack"
        footprint = FOOTPRINT.format(
            product=product, value=value, share=share, path=path, batches=batches
        )
        target = self.folder / f"{name}.yaml"
        target.write_text(text + footprint, encoding="utf-8")
        return target

    def checked(self, study: Path, *words: object, at: str = LATER) -> Answer:
        """Check the suppliers of a study; errors end with exit code 1."""
        answer = self.desk("suppliers", study, "--at", at, "--json", *words)
        assert answer.code in (0, 1), answer.err
        return answer


def found(answer: Answer) -> dict[str, str]:
    """Return code → severity of what was found about the one supplier."""
    (supplier,) = answer.json()
    return {finding["code"]: finding["severity"] for finding in supplier["findings"]}


@pytest.fixture(scope="module")
def known(maker: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return a customer's desk that knows the supplier's keys; to be copied."""
    base = tmp_path_factory.mktemp("customer")
    desk = organisation(base / "home", "Car Maker")
    maker.done("keys", "export", "--out", base / "keys.json")
    desk.done("keys", "trust", base / "keys.json", "--kid", maker.first, "--at", LATER)
    return desk


@pytest.fixture
def customer(known: Desk, files: Path, tmp_path: Path) -> Customer:
    folder = tmp_path / "studies"
    folder.mkdir()
    (folder / "supplier.json").write_bytes((files / "declaration.json").read_bytes())
    return Customer(desk=known.copied(tmp_path / "customer"), folder=folder)


def test_a_sound_declaration_is_a_provider_and_travels_with_the_evidence(
    customer: Customer, tmp_path: Path
) -> None:
    study = customer.study()
    assert found(customer.checked(study)) == {}

    folder = declared(customer.desk, study, tmp_path / "out", at=LATER)

    answer = customer.desk.done("verify", folder / "evidence.zip", "--at", LATER, "--json")
    assert set(results(answer).values()) == {"passed"}
    text = (folder / "declaration.json").read_text("utf-8")
    assert '"suppliers":[{"findings":[]}]' in text
    assert "spare" not in text, "whose declaration it is, is not public"


def test_a_study_without_suppliers(customer: Customer) -> None:
    assert customer.checked(EXAMPLE).json() == []
    assert "no signed declaration" in customer.desk.done("suppliers", EXAMPLE).out


def test_per_mass_it_comes_to_the_same(customer: Customer) -> None:
    value = f"{customer.to_the_gate / MASS:.2f} kgCO2e/kg"
    study = customer.study(product="steel_sheet", amount="1 kg", mass="", value=value)

    assert found(customer.checked(study)) == {}


@pytest.mark.parametrize(
    ("study", "code", "severity"),
    [
        ({"value": "90.0 kgCO2e/kWh_pack"}, "CP-DECL-042", "error"),
        ({"path": "../../supplier.json"}, "CP-CLI-004", "error"),
        ({"path": "/supplier.json"}, "CP-DECL-040", "error"),
        ({"path": "note.sd-jwt"}, "CP-DECL-040", "error"),
        ({"path": "letter.txt"}, "CP-DECL-032", "error"),
        ({"share": "50 %"}, "CP-DECL-046", "warning"),
        ({"period": "period: {from: 2024-01-01, to: 2025-01-01}"}, "CP-DECL-045", "warning"),
        ({"batches": "B-1, B-1"}, "CP-DECL-048", "error"),
        (
            {
                "product": "sea_freight_container",
                "amount": "1 tkm",
                "mass": "1 kg",
                "value": "99 kgCO2e/tkm",
            },
            "CP-DECL-041",
            "error",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_what_does_not_agree_is_found(
    customer: Customer, files: Path, study: dict[str, str], code: str, severity: str
) -> None:
    token = (files / "declaration.sd-jwt").read_bytes()
    (customer.folder / "note.sd-jwt").write_bytes(token)
    (customer.folder / "letter.txt").write_text("our footprint is 50 kg", encoding="utf-8")

    answer = customer.checked(customer.study(**study))

    assert found(answer)[code] == severity
    assert answer.code == (1 if severity == "error" else 0)


def test_other_rules_are_marked(customer: Customer) -> None:
    answer = customer.checked(customer.study(), "--rules", "cn-miit-551-2025")

    assert found(answer)["CP-DECL-044"] == "warning"
    assert found(answer)["CP-DECL-043"] == "warning"


def test_an_unsound_declaration_stops_the_customers_own(customer: Customer, tmp_path: Path) -> None:
    study = customer.study(value="90.0 kgCO2e/kWh_pack")
    out = tmp_path / "out"

    customer.desk.refused("CP-DECL-042", "declare", study, "--out", out, "--at", LATER, exit_code=1)


def test_a_supplier_whom_the_customer_does_not_know(customer: Customer, tmp_path: Path) -> None:
    other = Customer(desk=Desk(home=tmp_path / "other"), folder=customer.folder)

    assert found(other.checked(customer.study()))["CP-DECL-021"] == "error"


def test_an_expired_declaration_is_marked_in_the_customers_own(
    customer: Customer, tmp_path: Path
) -> None:
    study = customer.study()
    later = "2027-06-01"
    assert found(customer.checked(study, at=later)) == {"CP-DECL-023": "warning"}

    words = ("--valid-until", "2027-12-01", "--no-pdf")
    folder = declared(customer.desk, study, tmp_path / "out", *words, at=later)

    assert '"findings":["CP-DECL-023"]' in (folder / "declaration.json").read_text("utf-8")


def test_a_revoked_key_shows_in_every_study(
    customer: Customer, maker: Desk, tmp_path: Path
) -> None:
    supplier = maker.copied(tmp_path / "supplier")
    supplier.done("keys", "revoke", "first", "--from", "2026-02-01", "--at", "2026-03-03")
    supplier.done("keys", "export", "--out", tmp_path / "keys.json")
    kid = maker.first
    customer.desk.done("keys", "trust", tmp_path / "keys.json", "--kid", kid, "--at", "2026-03-04")

    for name in ("one", "two"):
        answer = customer.checked(customer.study(name), at="2026-03-05")
        assert found(answer)["CP-CHAIN-036"] == "error"


def test_a_withdrawn_declaration_shows(customer: Customer, maker: Desk, tmp_path: Path) -> None:
    """The customer is told by the review file, which he takes into his own store."""
    supplier = maker.copied(tmp_path / "supplier")
    verifier = organisation(tmp_path / "verifier", "Verifier")
    declaration = customer.folder / "supplier.json"
    review = tmp_path / "review.json"

    def take(desk: Desk, to: str, at: str, *words: object) -> None:
        there = ("--with", review) if review.exists() else ()
        trust = ("--trust", supplier.first, "--trust", verifier.first)
        desk.done(
            "review", "add", declaration, "--to", to, *there, *trust, "--out", review,
            "--at", at, *words,
        )  # fmt: skip

    take(supplier, "under_review", "2026-03-03")
    take(verifier, "verified", "2026-03-04", "--opinion", "unmodified")
    take(supplier, "withdrawn", "2026-03-05")
    verifier.done("keys", "export", "--out", tmp_path / "keys.json")
    told = ("keys", "trust", tmp_path / "keys.json", "--kid", verifier.first, "--at", "2026-03-06")
    customer.desk.done(*told)
    customer.desk.done("review", "keep", declaration, "--with", review, "--at", "2026-03-06")

    answer = customer.checked(customer.study(), at="2026-03-07")

    assert found(answer)["CP-DECL-047"] == "error"
    shown = customer.desk("suppliers", customer.study(), "--at", "2026-03-07", "--lang", "zh")
    assert "CP-DECL-047" in shown.out


# Batches


def test_a_batch_is_declared_in_one_study_only(customer: Customer, tmp_path: Path) -> None:
    first = customer.study("first", batches="B-1, B-2")
    declared(customer.desk, first, tmp_path / "out", "--no-pdf", at=LATER)
    second = customer.study("second", batches="B-2, B-3")

    assert found(customer.checked(second)) == {"CP-DECL-048": "error"}
    words = ("declare", second, "--out", tmp_path / "two", "--at", LATER)
    answer = customer.desk.refused("CP-DECL-048", *words, exit_code=1)
    assert "first" in answer.err


def test_the_same_study_may_declare_its_batch_again_and_give_it_back(
    customer: Customer, tmp_path: Path
) -> None:
    study = customer.study("first", batches="B-1")
    declared(customer.desk, study, tmp_path / "1", "--no-pdf", at=LATER)
    declared(customer.desk, study, tmp_path / "2", "--no-pdf", at="2026-03-03")
    assert found(customer.checked(study)) == {}

    declared(customer.desk, customer.study("first"), tmp_path / "3", "--no-pdf", at="2026-03-04")

    assert found(customer.checked(customer.study("second", batches="B-1"))) == {}
    customer.desk.done("journal", "verify")


def test_codes_of_a_supplier_are_in_the_evidence_of_none_other(
    customer: Customer, files: Path
) -> None:
    answer = customer.desk.done("verify", files / "evidence.zip", "--at", LATER, "--json")

    assert codes(answer) == set()
