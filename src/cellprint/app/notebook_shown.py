"""What displays itself in a notebook."""

from __future__ import annotations

from abc import ABC, abstractmethod

from cellprint.report.fragment import Fragment, render_fragment


class Shown(ABC):
    """A result that shows itself as a fragment of HTML."""

    @abstractmethod
    def fragment(self) -> Fragment:
        """Return what a notebook shows."""

    def _repr_html_(self) -> str:
        return render_fragment(self.fragment())
