"""In which order the parts of ILCD elements stand (sequences of the schemas, format 1.1)."""

from __future__ import annotations

from typing import Any

from cellprint.formats.ilcd.tree import Tree

_SEQUENCE = """
@type @dataSetInternalID @level @classId @catId @refObjectId @version @uri @name
processInformation flowInformation flowPropertiesInformation unitGroupInformation
sourceInformation contactInformation
dataSetInformation quantitativeReference time geography technology mathematicalRelations
common:UUID common:shortName name common:name baseName treatmentStandardsRoutes
mixAndLocationTypes functionalUnitFlowProperties flowProperties
identifierOfSubDataSet common:synonyms complementingProcesses classificationInformation
CASNumber sumFormula sourceCitation publicationType sourceDescriptionOrComment contactAddress
telephone telefax email WWWAddress centralContactPoint contactDescriptionOrComment
common:generalComment referenceToExternalDocumentation referenceToDigitalFile
referenceToContact referenceToLogo
common:elementaryFlowCategorization common:classification common:category common:class
referenceToReferenceFlow functionalUnitOrOther referenceToReferenceFlowProperty
referenceToReferenceUnitGroup referenceToReferenceUnit
common:referenceYear common:dataSetValidUntil common:timeRepresentativenessDescription
locationOfOperationSupplyOrProduction subLocationOfOperationSupplyOrProduction locationOfSupply
descriptionOfRestrictions
technologyDescriptionAndIncludedProcesses referenceToIncludedProcesses technologicalApplicability
referenceToTechnologyPictogramme referenceToTechnologyFlowDiagrammOrPicture
referenceToTechnicalSpecification
modelDescription variableParameter formula meanValue minimumValue maximumValue
modellingAndValidation LCIMethodAndAllocation LCIMethod typeOfDataSet LCIMethodPrinciple
deviationsFromLCIMethodPrinciple LCIMethodApproaches deviationsFromLCIMethodApproaches
modellingConstants deviationsFromModellingConstants referenceToLCAMethodDetails
dataSourcesTreatmentAndRepresentativeness
dataCutOffAndCompletenessPrinciples deviationsFromCutOffAndCompletenessPrinciples
dataSelectionAndCombinationPrinciples deviationsFromSelectionAndCombinationPrinciples
dataTreatmentAndExtrapolationsPrinciples deviationsFromTreatmentAndExtrapolationPrinciples
referenceToDataHandlingPrinciples
percentageSupplyOrProductionCovered annualSupplyOrProductionVolume samplingProcedure
dataCollectionPeriod uncertaintyAdjustments useAdviceForDataSet
completeness validation complianceDeclarations review compliance
common:scope common:dataQualityIndicators common:reviewDetails
common:referenceToNameOfReviewerAndInstitution common:otherReviewDetails
common:referenceToCompleteReviewReport
common:referenceToComplianceSystem common:approvalOfOverallCompliance
common:nomenclatureCompliance common:methodologicalCompliance common:reviewCompliance
common:documentationCompliance common:qualityCompliance
administrativeInformation common:commissionerAndGoal common:referenceToCommissioner common:project
common:intendedApplications dataGenerator
common:referenceToPersonOrEntityGeneratingTheDataSet dataEntryBy common:timeStamp
common:referenceToDataSetFormat common:referenceToConvertedOriginalDataSetFrom
common:referenceToPersonOrEntityEnteringTheData common:referenceToDataSetUseApproval
publicationAndOwnership common:dateOfLastRevision common:dataSetVersion
common:referenceToPrecedingDataSetVersion common:permanentDataSetURI
common:workflowAndPublicationStatus common:referenceToUnchangedRepublication
common:referenceToRegistrationAuthority common:registrationNumber
common:referenceToOwnershipOfDataSet common:copyright
common:referenceToEntitiesWithExclusiveAccess common:licenseType common:accessRestrictions
units unit flowProperty referenceToFlowPropertyDataSet exchanges exchange
referenceToFlowDataSet location functionType exchangeDirection referenceToVariable
meanAmount resultingAmount minimumAmount maximumAmount uncertaintyDistributionType
relativeStandardDeviation95In allocations allocation dataSourceType dataDerivationTypeStatus
referencesToDataSource referenceToDataSource generalComment comment LCIAResults
common:subReference common:shortDescription common:other
"""
_ORDER: dict[str, float] = {name: number for number, name in enumerate(_SEQUENCE.split())}
# Parents whose parts stand in another order than elsewhere.
_BY_PARENT: dict[str, dict[str, float]] = {
    "dataSourcesTreatmentAndRepresentativeness": {
        "referenceToDataSource": _ORDER["referenceToDataHandlingPrinciples"] + 0.5
    },
    "unit": {"name": -1.0},
    "flowProperty": {"referenceToFlowPropertyDataSet": 0.0},
    "flowDataSet": {"flowProperties": _ORDER["exchanges"]},
}


def in_order(content: Any, parent: str = "") -> Any:
    """Return a tree with the parts of every element in the order of the schema."""
    if isinstance(content, list):
        return [in_order(one, parent) for one in content]
    if not isinstance(content, dict):
        return content
    special = _BY_PARENT.get(parent, {})
    names = sorted(content, key=lambda name: special.get(name, _ORDER.get(name, len(_ORDER))))
    found: Tree = {name: in_order(content[name], name) for name in names}
    return found
