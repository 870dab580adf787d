"""Default spread of an amount from its quality scores (pedigree approach), off by default.

Equation:
    sigma² = Σ v_k(score_k)        variance of the logarithm, one term for each criterion scored
    gsd = exp(sigma)

The basic uncertainty of the kind of flow and the criteria that nothing scores (completeness, sample
size) are left out, so that the spread is a lower bound.

References:
    Weidema et al. (2013), Data quality guideline for the ecoinvent database version 3.
"""

from __future__ import annotations

import math
from datetime import date

from cellprint.errors import BadInputError
from cellprint.rules.data_quality import Scores
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet

# A mean of scores that is an integer but for its last bits is that integer.
_ROUNDING = 1e-9
_BEST, _WORST = 1, 5


def pedigree_gsd(scores: Scores, parameters: ParameterSet, *, on: date) -> float | NotAssessable:
    """Return the geometric standard deviation that scores stand for; 1 for the best ones.

    Scores between two levels count as the worse one; precision is taken as reliability.

    Raises:
        CP-RULE-060: a score outside 1 to 5.

    References:
        Weidema et al. (2013), default variances (parameter set `pedigree`).
    """
    found = {
        "technological": scores.technology,
        "geographical": scores.geography,
        "temporal": scores.time,
    }
    if scores.precision is not None:
        found["reliability"] = scores.precision
    variance = 0.0
    for criterion, score in found.items():
        if not _BEST <= score <= _WORST:
            raise BadInputError.of("CP-RULE-060", where=criterion, found=score)
        step = math.ceil(score - _ROUNDING)
        value = parameters.number_at(f"pedigree.{criterion}.{step}", on)
        if isinstance(value, NotAssessable):
            return value
        variance += float(value)
    return math.exp(math.sqrt(variance))
