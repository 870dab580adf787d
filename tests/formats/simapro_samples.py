"""A database in SimaPro CSV, written for the tests; the figures are invented."""

from __future__ import annotations

HEADER = """{{SimaPro 9.1.1.1}}
{{processes}}
{{Date: 21.11.2026}}
{{Project: tests}}
{{CSV Format version: 9.0.0}}
{{CSV separator: {separator}}}
{{Decimal separator: {decimal}}}
{{Date separator: .}}
{{Short date format: dd.MM.yyyy}}
{{Convert expressions to constants: No}}

"""

# Steel, 1 t: 400 kWh power by a formula, 0.05 t lime from nobody, 1.8 t CO2, 2 g methane, 100 kg
# slag to treatment at 0.2 kg CO2 per kg. Power, 1 kWh: 0.5 kg CO2, 0.01 kWh of itself.
# Refinery: 2 kg petrol and 1 kg tar at 80 and 20 %, 3 kg CO2.
BLOCKS = """Process

PlatformId


Category type
material

Process identifier
Test000001

Type
Unit process

Process name
Steel making

Time period
2020-2024

Comment
made for the tests\x7fin two lines

Infrastructure
No

Literature references
A book;is copyright protected: true

System description
A system;with a remark

Products
Steel {DE}| blast furnace;ton;1;100;not defined;Metals\\Steel;the product;

Avoided products

Materials/fuels
Lime;ton;0,05;Undefined;0;0;0;

Electricity/heat
Electricity;kWh;A * PerTonne;Lognormal;1,44;0;0;(1,2,3,4,5)from the meter

Emissions to air
Carbon dioxide, fossil;;ton;1,8;Triangle;0;1,5;2,5;
Methane, fossil;low. pop.;g;2;Normal;0,8;0;0;

Waste to treatment
Slag;kg;"Iff(a > 1; 100; 1 / 0)";Undefined;0;0;0;

Input parameters
A;200;Uniform;0;100;300;No;of the process

Calculated parameters
perTonne;2 * Share;kWh for each

End

Process

Category type
energy

Process identifier
Test000002

Products
Electricity;kWh;1;100;not defined;Energy;

Electricity/heat
Electricity;MJ;0,036;Undefined;0;0;0;

Emissions to air
Carbon dioxide, fossil;;kg;0,5;Undefined;0;0;0;

End

Process

Category type
waste treatment

Process identifier
Test000003

Waste treatment
Slag;kg;1;All waste types;Wastes;

Emissions to air
Carbon dioxide, fossil;;kg;0,2;Undefined;0;0;0;

End

Process

Category type
material

Process identifier
Test000004

Products
Petrol;kg;2;80;not defined;Fuels;
Tar;kg;1;20;not defined;Fuels;

Emissions to air
Carbon dioxide, fossil;;kg;3;Undefined;0;0;0;

End

Literature reference

Name
A book

Documentation link
not on the web

End

System description

Name
A system

Energy model
none

End

Quantities
Mass;Yes
Energy;Yes

End

Units
kg;Mass;1;kg
g;Mass;0,001;kg
ton;Mass;1000;kg
MJ;Energy;1;MJ
kWh;Energy;3,6;MJ

End

Airborne emissions
Carbon dioxide, fossil;kg;000124-38-9;Formula: CO2
Methane, fossil;kg;000074-82-8;

End

Database Input parameters
Share;5;Undefined;0;0;0;No;hidden by the project

End

Project Input parameters
share;1;Undefined;0;0;0;No;

End

End
"""
STEEL_KGCO2E = 1.8 + 0.4 * 0.5 / 0.99 + 2e-6 * 29.8 + 0.1 * 0.2  # 1 kg; AR6: fossil methane 29.8


def simapro(
    blocks: str = BLOCKS, *, separator: str = "Semicolon", decimal: str = ",", encoding: str = ""
) -> bytes:
    """Return a file of these blocks, which are written with semicolons and decimal commas."""
    header = HEADER.format(separator=separator, decimal=decimal)
    return (header + blocks).replace("\n", "\r\n").encode(encoding or "cp1252")
