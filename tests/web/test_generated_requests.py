"""The API under generated requests: whatever is asked, it is never at fault itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.web.access.helpers import server

HOST = {"host": "127.0.0.1:8000"}
# Names that exist, so that requests get past the look-up; the empty one keeps what was generated.
KNOWN: list[dict[str, str]] = [
    {},
    {"ref": "lfp-ctp-yibin", "name": "lithium_carbonate", "chart": "chain"},
]
TRIED = 12  # requests for each address: enough to leave the well-trodden path, quick enough for CI
BOUNDED = settings(
    max_examples=TRIED,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def statuses(operation: Any, headers: dict[str, str]) -> set[int]:
    """Return the status codes of the answers to generated requests."""
    found: set[int] = set()

    @BOUNDED
    @given(case=operation.as_strategy(), known=st.sampled_from(KNOWN))
    def ask(case: Any, known: dict[str, str]) -> None:
        case.path_parameters |= {
            name: value for name, value in known.items() if name in case.path_parameters
        }
        if "samples" in case.query:  # many draws only take long; their bounds have tests
            case.query["samples"] = 50
        found.add(case.call(headers=headers).status_code)

    ask()
    return found


def answered(app: FastAPI, headers: dict[str, str]) -> dict[str, set[int]]:
    """Return the status codes of every operation."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers=headers)
    results: list[Any] = list(schema.get_all_operations())
    operations = [result.ok() for result in results]
    return {operation.label: statuses(operation, headers) for operation in operations}


def test_no_generated_request_makes_the_api_fail(app: FastAPI) -> None:
    found = answered(app, HOST)

    assert len(found) > 15
    assert {label for label, codes in found.items() if max(codes) >= 500} == set()
    # Requests pass the door: a run that only sees refusals would show nothing.
    assert 400 not in set().union(*found.values())


def test_nor_does_one_where_there_are_accounts(tmp_path: Path) -> None:
    with server(tmp_path) as guarded:
        token = guarded.register.new_token("editor")
        found = answered(guarded.app, {**HOST, "Authorization": f"Bearer {token}"})

    assert len(found) > 15
    assert {label for label, codes in found.items() if max(codes) >= 500} == set()
    assert not {401, 403} & set().union(*found.values())
