"""What the rule book chose beside the number, as facts: end of life, allocation."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.charts.reading import Cursor
from cellprint.i18n import Lang, translator
from cellprint.model.terms import status_name
from cellprint.report.numbers import significant
from cellprint.report.statement import Fact

PART = "report"


def method_facts(root: Cursor, lang: Lang) -> Iterator[Fact]:
    """Yield the end-of-life methods with their totals, the one that counts first; allocation."""
    ending = root.get("end_of_life")
    if ending:
        yield from _end_of_life(ending, lang)
    allocation = root.get("allocation")
    if allocation:
        yield _allocation(allocation, lang)


def _end_of_life(ending: Cursor, lang: Lang) -> Iterator[Fact]:
    _ = translator(lang, PART)
    for method in ending.each("methods"):
        total = method.number("total")
        words = [method.at("name").label().get(lang)]
        words.append(_("not assessable") if total is None else significant(total))
        if method.flag("counts"):
            option = ending.string("rule") == "option"
            words.append(_("counts; an option, not the rule") if option else _("counts here"))
            if not method.flag("assessable"):
                words.append(_("burden only, no credit"))
            label = _("End of life")
        else:
            label = _("End of life, beside")
        yield Fact(label=label, value=" · ".join(words))


def _allocation(allocation: Cursor, lang: Lang) -> Fact:
    _ = translator(lang, PART)
    names = {
        "subdivision": _("subdivision"),
        "system_expansion": _("system expansion"),
        "physical": _("physical relation"),
        "economic": _("economic relation"),
    }
    order = " → ".join(names[one.text()] for one in allocation.each("order"))
    shared = sum(1 for _entry in allocation.each("shared"))
    words = [
        order or _("rule not known"),
        _("shared with co-products: {count} processes").format(count=shared),
        status_name(allocation.string("status"), lang),
    ]
    return Fact(label=_("Allocation"), value=" · ".join(words))
