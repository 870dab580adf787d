"""The one list of screens: navigation and routes follow it.

A further screen is a module with a `SCREEN`, and one line in `application.SCREENS`.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen of the application.

    Attributes:
        id: name that pages use to say which screen they belong to.
        name: English name; the catalogue `web` holds the Chinese one.
        path: address below the language, or below the study for a screen of a study.
        router: its routes, without the language.
        of_study: whether it stands in the navigation of one study.
        listed: whether navigation shows it.
    """

    id: str
    name: str
    path: str
    router: APIRouter
    of_study: bool = False
    listed: bool = True

    @property
    def address(self) -> str:
        """Return the pattern of the address of its page."""
        if not self.of_study:
            return "/{lang}/" + self.path
        return "/{lang}/studies/{ref}" + (f"/{self.path}" if self.path else "")
