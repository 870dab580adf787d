"""Which words may be said about a value, by its status; none of them claims conformity.

Source: status vocabulary of the rule books (docs/explanation/rule-books.md).
"""

from __future__ import annotations

from cellprint.rules.messages import Message, message
from cellprint.rules.parameters import ParameterStatus


def cited(status: ParameterStatus, reference: str) -> Message:
    """Return how a value is spoken of: required by, under draft, according to, derived, unverified.

    >>> cited(ParameterStatus.DRAFT, "act X").get("en")
    'under draft: act X'
    """
    if status is ParameterStatus.OFFICIAL:
        return message("required by: {reference}", reference=reference)
    if status is ParameterStatus.DRAFT:
        return message("under draft: {reference}", reference=reference)
    if status is ParameterStatus.PUBLISHED:
        return message("according to: {reference}", reference=reference)
    if status is ParameterStatus.DERIVED:
        return message("derived from: {reference}", reference=reference)
    return message("not verified: {reference}", reference=reference)
