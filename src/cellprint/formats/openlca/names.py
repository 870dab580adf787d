"""Names of fields of openLCA JSON-LD, and what they are called in the model.

Source: schema documentation of openLCA (olca-schema), versions 1 and 2, and its list of changes.
"""

from __future__ import annotations

PREFIX = "olca:"

# Older spelling → spelling of schema 2, by type.
RENAMED = {
    "input": "isInput",
    "avoidedProduct": "isAvoidedProduct",
    "quantitativeReference": "isQuantitativeReference",
    "pedigreeUncertainty": "dqEntry",
    "infrastructureProcess": "isInfrastructureProcess",
    "infrastructureFlow": "isInfrastructureFlow",
    "referenceUnit": "isRefUnit",
    "referenceFlowProperty": "isRefFlowProperty",
    "inputParameter": "isInputParameter",
    "copyright": "isCopyrightProtected",
}
# Text of the documentation → topic.
TEXTS = {
    "timeDescription": "time",
    "geographyDescription": "geography",
    "technologyDescription": "technology",
    "samplingDescription": "sampling",
    "completenessDescription": "completeness",
    "dataCollectionDescription": "data_collection",
    "dataSelectionDescription": "data_selection",
    "dataTreatmentDescription": "data_treatment",
    "intendedApplication": "intended_application",
    "inventoryMethodDescription": "inventory_method",
    "modelingConstantsDescription": "modelling_constants",
    "projectDescription": "project",
    "reviewDetails": "review",
    "useAdvice": "use_advice",
}
# Reference of the documentation → part played.
PEOPLE = {
    "reviewer": "reviewer",
    "dataDocumentor": "documentor",
    "dataGenerator": "generator",
    "publication": "publication",
    "dataSetOwner": "owner",
}
KINDS = {
    "PRODUCT_FLOW": "product",
    "WASTE_FLOW": "waste",
    "ELEMENTARY_FLOW": "elementary",
}
PROCESS_KINDS = {"UNIT_PROCESS": "unit", "LCI_RESULT": "aggregated"}
METHODS = {
    "PHYSICAL_ALLOCATION": "physical",
    "ECONOMIC_ALLOCATION": "economic",
    "CAUSAL_ALLOCATION": "causal",
    "NO_ALLOCATION": "none",
    "USE_DEFAULT_ALLOCATION": "default",
}
DISTRIBUTIONS = {
    "LOG_NORMAL_DISTRIBUTION": ("lognormal", {"gsd": "geomSd"}),
    "NORMAL_DISTRIBUTION": ("normal", {"sd": "sd"}),
    "TRIANGLE_DISTRIBUTION": (
        "triangular",
        {"low": "minimum", "mode": "mode", "high": "maximum"},
    ),
    "UNIFORM_DISTRIBUTION": ("uniform", {"low": "minimum", "high": "maximum"}),
}
FOLDERS = {
    "unit_group": "unit_groups",
    "flow_property": "flow_properties",
    "flow": "flows",
    "process": "processes",
    "parameter": "parameters",
    "source": "sources",
    "contact": "actors",
    "location": "locations",
}
RECORDS = {"sources": "source", "actors": "contact", "locations": "location"}
# Kept aside whole: they hold no inventory of their own.
OTHER_FOLDERS = frozenset(
    {
        "currencies",
        "dq_systems",
        "epds",
        "lcia_categories",
        "lcia_methods",
        "nw_sets",
        "product_systems",
        "projects",
        "results",
        "social_indicators",
    }
)
