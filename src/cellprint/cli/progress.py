"""A progress bar for long work that may be interrupted without losing what is done."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, Self

from cellprint.i18n import Lang, translator

if TYPE_CHECKING:
    from cellprint.engine.montecarlo import Samples


class Progress:
    """A bar on the terminal; the first interrupt keeps the draws that are done, a second ends.

    It is shown on standard error, and only where that is a terminal.
    """

    def __init__(self, samples: int, lang: Lang) -> None:
        from rich.console import Console  # noqa: PLC0415  (kept off the start-up path)
        from rich.progress import Progress as Bar  # noqa: PLC0415

        console = Console(stderr=True)
        self.bar = Bar(console=console, transient=True, disable=not sys.stderr.isatty())
        self.task = self.bar.add_task("Monte Carlo", total=samples)
        self.samples, self.lang = samples, lang
        self.interrupted = False
        self.finished = 0
        self.last = 0

    def __enter__(self) -> Self:
        self.before = signal.signal(signal.SIGINT, self._interrupt)
        self.bar.start()
        return self

    def __exit__(self, *_args: object) -> None:
        self.bar.stop()
        signal.signal(signal.SIGINT, self.before)
        if self.interrupted:
            _ = translator(self.lang, "cli")
            message = _("Interrupted after {done} of {asked} draws; the result rests on these.")
            done = self.finished + self.last
            print(message.format(done=done, asked=self.samples), file=sys.stderr)  # noqa: T201  (standard error)

    def __call__(self, done: Samples) -> bool:
        """Show how many draws are done, over all runs so far; say whether to stop."""
        if done.drawn < self.last:  # the next run begins
            self.finished += self.last
        self.last = done.drawn
        self.bar.update(self.task, completed=self.finished + done.drawn)
        return self.interrupted

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        if self.interrupted:
            raise KeyboardInterrupt
        self.interrupted = True
