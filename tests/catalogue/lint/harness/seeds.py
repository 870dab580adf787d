"""Seeded defects D01 to D25: each a way in which published inventories were found to be wrong.

A seed changes one thing in clean data and names the checks that may find it. Several variants per
class: other processes, other magnitudes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from cellprint.catalogue.lint import LintView, view_over
from cellprint.catalogue.release import Battery, Catalogue
from cellprint.model.inventory import (
    Exchange,
    Flow,
    FlowKind,
    GridFactor,
    GwpSet,
    Process,
    ProcessKind,
    Role,
    Scope,
    Source,
    Status,
    Text,
)
from tests.catalogue.lint.harness import edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A defect in one object.

    Attributes:
        defect: class of the list of known defects.
        name: variant.
        subject: id of what was changed.
        view: what the lint is given.
        checks: the checks that may find it.
    """

    defect: str
    name: str
    subject: str
    view: LintView
    checks: frozenset[str]


class Seeds:
    """All seeds over one clean catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.processes = catalogue.processes

    def all(self) -> Iterator[Seed]:
        for number in range(1, 26):
            yield from getattr(self, f"d{number:02}")()

    def seed(
        self, defect: str, name: str, process: Process, *checks: str, flows: tuple[Flow, ...] = ()
    ) -> Seed:
        return Seed(
            defect=defect,
            name=f"{process.id}: {name}",
            subject=process.id,
            view=view_over(self.catalogue, processes=[process], flows=flows),
            checks=frozenset(checks),
        )

    def units(self, *flows: str) -> Iterator[Process]:
        """Yield the unit processes that hold one of `flows`."""
        for process in self.processes.values():
            if process.kind is ProcessKind.UNIT and edit.holds(process, *flows):
                yield process

    def some(self, *names: str) -> Iterator[Process]:
        for name in names:
            yield self.processes[name]

    # Balances ------------------------------------------------------------------------------------

    def d01(self) -> Iterator[Seed]:
        """The amount is that of the anhydrous compound."""
        cases = {
            "lithium_hydroxide_monohydrate": 0.571,
            "manganese_sulfate_monohydrate": 0.8934,
            "cobalt_sulfate_heptahydrate": 0.5514,
        }
        for flow, factor in cases.items():
            for process in self.units(flow):
                changed = edit.scaled(process, factor, flow)
                yield self.seed("D01", f"{flow} x {factor}", changed, "element_balance", "hydrate")

    def d02(self) -> Iterator[Seed]:
        """Two inputs swapped."""
        cobalt, manganese = "cobalt_sulfate_heptahydrate", "manganese_sulfate_monohydrate"
        nickel = "nickel_sulfate_hexahydrate"
        pairs = ((cobalt, manganese), (nickel, cobalt), (nickel, manganese))
        for process in self.some("pcam_nmc111", "pcam_nmc622", "pcam_nmc811"):
            for one, other in pairs:
                changed = edit.swapped(process, one, other)
                yield self.seed("D02", f"{one} - {other}", changed, "element_balance")
        changed = edit.swapped(self.processes["pcam_nfm111"], nickel, manganese)
        yield self.seed("D02", "nickel - manganese", changed, "element_balance")

    def d03(self) -> Iterator[Seed]:
        """Metal salts below stoichiometry."""
        salts = (
            "nickel_sulfate_hexahydrate",
            "cobalt_sulfate_heptahydrate",
            "manganese_sulfate_monohydrate",
            "iron_sulfate_anhydrous",
        )
        for process in self.some("pcam_nmc111", "pcam_nmc622", "pcam_nmc811", "pcam_nfm111"):
            for factor in (0.97, 0.96, 0.95):
                changed = edit.scaled(process, factor, *salts)
                yield self.seed("D03", f"x {factor}", changed, "element_balance")

    def d04(self) -> Iterator[Seed]:
        """Anhydrous and hydrated sulfate mixed up, in the flow or in the amount."""
        cases = (
            ("nickel_sulfate_hexahydrate", "nickel_sulfate_anhydrous", 1.698),
            ("cobalt_sulfate_heptahydrate", "cobalt_sulfate_anhydrous", 1.814),
        )
        for hydrate, anhydrous, factor in cases:
            for process in self.units(hydrate):
                linked = edit.relinked(process, hydrate, anhydrous)
                yield self.seed("D04", f"linked to {anhydrous}", linked, "hydrate")
                short = edit.scaled(process, 1 / factor, hydrate)
                yield self.seed("D04", f"{hydrate} / {factor}", short, "hydrate")

    def d05(self) -> Iterator[Seed]:
        """Lithium far above the need."""
        salts = ("lithium_carbonate", "lithium_hydroxide_monohydrate")
        for process in self.processes.values():
            if process.family == "cathodes" and edit.holds(process, *salts):
                for factor in (3.0, 2.0, 1.5):
                    changed = edit.scaled(process, factor, *salts)
                    yield self.seed("D05", f"x {factor}", changed, "element_balance")

    def d17(self) -> Iterator[Seed]:
        """A recovered product raised by a tenth and more."""
        products = {
            "eol_lfp_selective": ("lithium_carbonate_recycled", "iron_phosphate_crude"),
            "eol_hydro_nmc": (
                "nickel_sulfate_anhydrous",
                "cobalt_sulfate_anhydrous",
                "lithium_carbonate_crude",
            ),
            "eol_pyro_nmc": ("nickel_sulfate_anhydrous", "cobalt_sulfate_anhydrous"),
        }
        for name, flows in products.items():
            for flow in flows:
                for factor in (1.1, 1.2):
                    changed = edit.scaled(self.processes[name], factor, flow)
                    yield self.seed(
                        "D17", f"{flow} x {factor}", changed, "element_balance", "recovery"
                    )

    def d18(self) -> Iterator[Seed]:
        """Soda linked to a hydrate, with the amount of the anhydrous salt."""
        soda = self.catalogue.flows["soda_ash"]
        for water in ("na2co3_7h2o", "na2co3_10h2o"):
            hydrate = replace(soda, id=f"soda_{water}", composition=water, aliases=())
            for process in self.units("soda_ash"):
                changed = edit.relinked(process, "soda_ash", hydrate.id)
                yield self.seed(
                    "D18", water, changed, "hydrate", "element_balance", flows=(hydrate,)
                )

    def d19(self) -> Iterator[Seed]:
        """More carbonate than any plant needs."""
        for process in self.some(
            "lioh_h2o_brine_cl", "lif", "cam_nmc111", "cam_nmc622", "cam_lfp_fepo4_cn"
        ):
            for factor in (1.2, 1.3):
                changed = edit.scaled(process, factor, "lithium_carbonate")
                yield self.seed("D19", f"x {factor}", changed, "yield_window", "element_balance")

    # Carbon --------------------------------------------------------------------------------------

    def d07(self) -> Iterator[Seed]:
        """A methane emission in the wrong unit."""
        for process in self.units("ch4_fossil"):
            changed = edit.scaled(process, 1000.0, "ch4_fossil")
            yield self.seed("D07", "x 1000", changed, "ranges", "peers")
        changed = edit.set_to(self.processes["needle_coke"], "ch4_fossil", 0.2095)
        yield self.seed("D07", "0.2095 kg/kg", changed, "ranges", "peers")

    def d08(self) -> Iterator[Seed]:
        """Fossil carbon dioxide booked as biogenic, as uptake, or as taken from air."""
        fossil = self.catalogue.flows["co2_fossil"]
        name = Text(en="Carbon dioxide, in air", zh="二氧化碳（空气中）")
        air = replace(fossil, id="carbon_dioxide_in_air", name=name, aliases=())
        for process in self.units("co2_fossil"):
            uptake = edit.relinked(process, "co2_fossil", "co2_uptake_land_use")
            yield self.seed("D08", "as uptake", uptake, "flow_class")
            from_air = edit.relinked(process, "co2_fossil", air.id)
            yield self.seed("D08", "as in air", from_air, "flow_class", flows=(air,))
            biogenic = edit.relinked(process, "co2_fossil", "co2_biogenic")
            emitted = sum(item.amount for item in process.exchanges if item.flow == "co2_fossil")
            if emitted > 0.005 and any(item.role is Role.INPUT for item in process.exchanges):
                yield self.seed("D08", "as biogenic", biogenic, "flow_class")

    def d20(self) -> Iterator[Seed]:
        """Carbonate goes in, its carbon dioxide is left out."""
        for process in self.units("co2_geogenic"):
            changed = edit.without(process, "co2_geogenic")
            yield self.seed("D20", "left out", changed, "carbon_balance", "completeness")

    def d21(self) -> Iterator[Seed]:
        """Limestone is calcined in a smelter without carbon dioxide."""
        pyro = self.processes["eol_pyro_nmc"]
        yield self.seed(
            "D21", "0.709 only", edit.set_to(pyro, "co2_fossil", 0.709), "carbon_balance"
        )
        yield self.seed("D21", "none", edit.without(pyro, "co2_fossil"), "carbon_balance")
        for name in ("quicklime", "mgo", "glass_fibre"):
            changed = edit.scaled(self.processes[name], 0.3, "co2_geogenic")
            yield self.seed("D21", "x 0.3", changed, "carbon_balance")

    # Amounts and stages --------------------------------------------------------------------------

    def d06(self) -> Iterator[Seed]:
        """No graphitisation."""
        for process in self.some("gr_graphitised_acheson", "gr_graphitised_box_cn"):
            changed = edit.without(process, "electricity")
            yield self.seed("D06", "no power", changed, "completeness")
        milled = edit.relinked(
            self.processes["gr_micronised"], "graphitised_powder", "calcined_coke_powder"
        )
        yield self.seed("D06", "coke milled", milled, "completeness")
        coated = self.processes["gr_synthetic_coated_cn"]
        raw = edit.relinked(coated, "micronised_graphite", "calcined_coke_powder")
        yield self.seed("D06", "coke coated", raw, "completeness")
        calcined = edit.relinked(coated, "micronised_graphite", "calcined_petroleum_coke")
        yield self.seed("D06", "calcined coke coated", calcined, "completeness")

    def d10(self) -> Iterator[Seed]:
        """Four times the heat."""
        heat = ("furnace_heat", "steam", "natural_gas_burned")
        for process in self.processes.values():
            if process.flow == "lithium_carbonate" and process.kind is ProcessKind.UNIT:
                changed = edit.scaled(process, 4.0, *heat)
                yield self.seed("D10", "x 4", changed, "ranges", "peers")

    def d13(self) -> Iterator[Seed]:
        """A tenth of the diesel of a mine."""
        for process in self.some(
            "spodumene_conc_au",
            "lepidolite_conc_cn_jx",
            "gr_ore_cn",
            "coal_surface",
            "coal_underground",
            "bauxite",
            "phosphate_rock",
            "fluorspar",
            "co_hydroxide_cd",
        ):
            changed = edit.scaled(process, 0.1, "diesel_burned")
            yield self.seed("D13", "diesel x 0.1", changed, "ranges", "peers")

    def d14(self) -> Iterator[Seed]:
        """Almost no energy, or a carbon yield of 100 %."""
        energy = ("electricity", "furnace_heat", "natural_gas_burned", "steam")
        for process in self.some(
            "hard_carbon_cn", "gr_graphitised_acheson", "gr_coke_powder", "gr_synthetic_coated_cn"
        ):
            changed = edit.scaled(process, 0.01, *energy)
            yield self.seed("D14", "energy x 0.01", changed, "ranges", "peers")
        hard = self.processes["hard_carbon_cn"]
        yield self.seed(
            "D14", "yield 100 %", edit.set_to(hard, "hard_carbon_precursor", 1.0), "ranges", "peers"
        )
        pitch = edit.relinked(hard, "hard_carbon_precursor", "coal_tar_pitch", factor=1 / 2.2)
        yield self.seed("D14", "pitch 1.00", pitch, "ranges")

    # Assembled products --------------------------------------------------------------------------

    def d09(self) -> Iterator[Seed]:
        """Energy of the cell plant tied to mass."""
        for process in self.units("cell_plant_energy"):
            for factor in (0.57, 1.75):
                changed = edit.scaled(process, factor, "cell_plant_energy")
                yield self.seed("D09", f"x {factor}", changed, "structure")
            flow = replace(
                self.catalogue.flows[process.flow], id=f"{process.flow}_mass", unit="kg", aliases=()
            )
            per_kg = edit.each(process, lambda item: edit.amount(item, item.amount / 5.0))
            by_mass = replace(per_kg, flow=flow.id, unit="kg")
            yield self.seed("D09", "per kg of cell", by_mass, "structure", flows=(flow,))

    def d15(self) -> Iterator[Seed]:
        """A part is missing."""
        parts = ("aluminium_foil", "copper_foil", "separator_film", "cell_plant_energy")
        for process in self.processes.values():
            if process.family == "cells":
                for part in parts:
                    if edit.holds(process, part):
                        changed = edit.without(process, part)
                        yield self.seed("D15", f"no {part}", changed, "completeness")
        for name, part in (
            ("electrolyte_lipf6", "dimethyl_carbonate"),
            ("electrolyte_napf6", "ethylene_carbonate"),
            ("coolant", "ethylene_glycol"),
            ("cmc_sbr", "styrene_butadiene_rubber"),
            ("ec_dmc", "dimethyl_carbonate"),
        ):
            changed = edit.without(self.processes[name], part)
            yield self.seed("D15", f"no {part}", changed, "mass_balance")

    def d16(self) -> Iterator[Seed]:
        """Housing under the name of electronics."""
        for process in self.units("battery_electronics"):
            changed = edit.relinked(process, "battery_electronics", "aluminium_extrusion")
            yield self.seed("D16", "electronics is housing", changed, "completeness")
        sample = self.processes["al_sheet"].exchanges[0]
        for housing in (0.5, 0.7):
            yield self.seed(
                "D16", f"{housing} aluminium", self._electronics(sample, housing), "mass_balance"
            )

    def _electronics(self, sample: Exchange, housing: float) -> Process:
        shares = {"aluminium_extrusion": housing, "steel_sheet": 0.2}
        shares["polypropylene_part"] = 1 - sum(shares.values())
        exchanges = tuple(
            edit.amount(replace(sample, id=flow, flow=flow, unit="kg"), share)
            for flow, share in shares.items()
        )
        electronics = self.processes["pcb_bms"]
        return replace(electronics, kind=ProcessKind.UNIT, exchanges=exchanges)

    def d24(self) -> Iterator[Seed]:
        """Electrode area a quarter too large."""
        layers = (
            "lfp_cathode",
            "nmc111_cathode",
            "nmc622_cathode",
            "nmc811_cathode",
            "graphite_anode",
            "copper_foil",
            "aluminium_foil",
            "separator_film",
        )
        for process in self.some("cell_lfp", "cell_nmc111", "cell_nmc622", "cell_nmc811"):
            changed = edit.scaled(process, 1.26, *layers)
            yield self.seed("D24", "area x 1.26", changed, "ranges", "peers")
        for battery in self.catalogue.batteries.values():
            if {"gross_kwh", "mass_kg", "wh_per_kg"} <= set(battery.amounts):
                yield self._capacity(battery)

    def _capacity(self, battery: Battery) -> Seed:
        gross = float(battery.amounts["gross_kwh"]) * 1.26
        changed = replace(battery, amounts={**battery.amounts, "gross_kwh": str(gross)})
        return Seed(
            defect="D24",
            name=f"{battery.id}: capacity x 1.26",
            subject=battery.id,
            view=view_over(self.catalogue, batteries=[changed]),
            checks=frozenset({"mass_balance"}),
        )

    def d25(self) -> Iterator[Seed]:
        """A process copied under the name of another product."""
        for process in self.processes.values():
            rows = {
                (item.role, item.flow, item.amount) for item in process.exchanges if item.amount
            }
            if process.kind is ProcessKind.UNIT and len(rows) >= 4:
                flow = self._other_flow(process)
                copy = replace(process, id=f"{process.id}_copy", flow=flow.id)
                yield self.seed("D25", "copied", copy, "provenance", flows=(flow,))

    def _other_flow(self, process: Process) -> Flow:
        return Flow(
            id=f"{process.flow}_of_another_kind",
            kind=FlowKind.PRODUCT,
            name=Text(en="Another product", zh="另一产品"),
            unit=process.unit,
            scope=Scope.TRADED,
        )

    # Factors and sources -------------------------------------------------------------------------

    def factor(self, defect: str, name: str, factor: GridFactor, *checks: str) -> Seed:
        return Seed(
            defect=defect,
            name=f"{factor.id}: {name}",
            subject=factor.id,
            view=view_over(self.catalogue, factors=[factor]),
            checks=frozenset(checks),
        )

    def d11(self) -> Iterator[Seed]:
        """A factor of another vintage or boundary."""
        national = self.catalogue.grid_factors["el_CN_life_cycle_2023"]
        for text in ("0.95", "0.71", "0.5777"):
            changed = replace(national, value=float(text), value_text=text)
            yield self.factor("D11", text, changed, "factor_label")
        for known in self.catalogue.grid_factors.values():
            if known.kind == "life_cycle" and known.status is Status.OFFICIAL:
                changed = replace(known, value=known.value * 1.15, value_text="x 1.15")
                if abs(changed.value - known.value) > 0.0001:
                    yield self.factor("D11", "x 1.15", changed, "factor_label")

    def d12(self) -> Iterator[Seed]:
        """Factors and values without a label, a source or a licence."""
        known = self.catalogue.grid_factors["el_CN_life_cycle_gas_2023"]
        labels: dict[str, dict[str, str]] = {
            "no issuer": {"issuer": ""},
            "no document": {"document": ""},
            "no licence": {"licence": ""},
            "no kind": {"kind": ""},
            "no gas basis": {"gas_basis": ""},
            "licence not stated": {"licence": "licence not stated"},
        }
        for name, label in labels.items():
            changed = replace(known, **label)  # type: ignore[arg-type]  # all of these are text
            yield self.factor("D12", name, changed, "factor_label", "sources")
        for technology, text in (("gas", "0.743"), ("wind", "0.026")):
            own = self.catalogue.grid_factors[f"el_CN_life_cycle_{technology}_2023"]
            web = replace(own, value=float(text), value_text=text, document="", issuer="web page")
            yield self.factor("D12", f"{technology} {text}", web, "factor_label")
        yield from self._uncited()

    def _uncited(self) -> Iterator[Seed]:
        for process in self.some("cell_lfp", "hydrogen_coal", "cu_foil"):
            for name, source in (("unknown source", "WEBPAGE"), ("own estimate", "ESTIMATE")):
                citation = replace(
                    process.exchanges[0].citation, source=source, status=Status.PUBLISHED
                )
                first = replace(process.exchanges[0], citation=citation)
                changed = replace(process, exchanges=(first, *process.exchanges[1:]))
                yield self.seed("D12", name, changed, "sources")
        table = Source(
            id="TABLE", title="A table", authors="-", year="2020", document="web page", licence=""
        )
        yield Seed(
            defect="D12",
            name="source without licence",
            subject=table.id,
            view=view_over(self.catalogue, sources=[table]),
            checks=frozenset({"sources"}),
        )

    def d22(self) -> Iterator[Seed]:
        """The values of two years swapped."""
        series: dict[tuple[str, str, str], list[GridFactor]] = {}
        for factor in self.catalogue.grid_factors.values():
            if factor.status is Status.OFFICIAL:
                key = (factor.location, factor.kind, factor.technology)
                series.setdefault(key, []).append(factor)
        for factors in series.values():
            for one, other in pairwise(factors):
                if abs(one.value - other.value) > 0.0001:
                    changed = replace(one, value=other.value, value_text=other.value_text)
                    yield self.factor("D22", f"as {other.year}", changed, "factor_label")

    def d23(self) -> Iterator[Seed]:
        """Editions of a characterisation set mixed."""
        for gwp in self.catalogue.gwp_sets.values():
            for other in self.catalogue.gwp_sets.values():
                flow = self._differing(gwp, other)
                if flow:
                    mixed = {**gwp.factors, flow: other.factors[flow]}
                    yield self._gwp(replace(gwp, factors=mixed), f"{flow} of {other.id}")
        ef = self.catalogue.gwp_sets["EF3.1"]
        yield self._gwp(replace(ef, factors={**ef.factors, "sf6": 24300.0}), "sf6 24300")
        strange = replace(ef.citations["sf6"], source="IPCC_AR6_GWP")
        yield self._gwp(replace(ef, citations={**ef.citations, "sf6": strange}), "sf6 cited apart")

    def _differing(self, gwp: GwpSet, other: GwpSet) -> str:
        for flow, value in gwp.factors.items():
            if abs(other.factors.get(flow, value) - value) > 0.01 * abs(value):
                return flow
        return ""

    def _gwp(self, gwp: GwpSet, name: str) -> Seed:
        return Seed(
            defect="D23",
            name=f"{gwp.id}: {name}",
            subject=gwp.id,
            view=view_over(self.catalogue, sets=[gwp]),
            checks=frozenset({"gwp_version"}),
        )
