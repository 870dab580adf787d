"""Words of ILCD and TIDAS, and what they are called in the model.

Source: ILCD format 1.1, schemas of processes, flows, flow properties, unit groups, sources and
contacts; TIDAS uses the same words.
"""

from __future__ import annotations

PREFIX = "ilcd:"
FLOW_KINDS = {
    "Product flow": "product",
    "Waste flow": "waste",
    "Elementary flow": "elementary",
    "Other flow": "other",
}
PROCESS_KINDS = {
    "Unit process, single operation": "unit",
    "Unit process, black box": "unit_black_box",
    "LCI result": "aggregated",
    "Partly terminated system": "partly_terminated",
    "Avoided product system": "avoided",
}
METHODS = {
    "Allocation - physical causality": "physical",
    "Allocation - market value": "economic",
    "Allocation - marginal causality": "causal",
    "Allocation - other explicit assignment": "other",
}
DISTRIBUTIONS = {
    "log-normal": "lognormal",
    "normal": "normal",
    "triangular": "triangular",
    "uniform": "uniform",
}
REMINDERS = (
    "General reminder flow",
    "Allocation reminder flow",
    "System expansion reminder flow",
)
LICENCES = {
    "Free of charge for all users and uses": "public",
    "Free of charge for members only": "licensees",
}
FOLDERS = {
    "unitGroupDataSet": "unitgroups",
    "flowPropertyDataSet": "flowproperties",
    "flowDataSet": "flows",
    "contactDataSet": "contacts",
    "sourceDataSet": "sources",
    "processDataSet": "processes",
}
# Those that others need come first.
ORDER = tuple(FOLDERS)
REFERENCES = {
    "contact": "contact data set",
    "source": "source data set",
    "flow": "flow data set",
    "process": "process data set",
    "flow property": "flow property data set",
    "unit group": "unit group data set",
}
