"""Pages from templates: those of the web application, and those of the reports inside its frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import quote, urlencode

import jinja2

from cellprint.charts.words import unit_words
from cellprint.i18n import LANGUAGES, Lang, translations
from cellprint.model.terms import reason_name, status_name
from cellprint.report.html import HTML_LANG, LANGUAGE_NAMES
from cellprint.web import shown
from cellprint.web.assets import assets
from cellprint.web.screens import Screen

_PARTS = ("web", "report")
# Where there are no accounts, nobody has a name and everybody may do everything.
_EVERYBODY: Mapping[str, object] = {"visitor": None, "may": lambda _right: True}


@cache
def environment(lang: Lang) -> jinja2.Environment:
    """Return the templates of one language.

    `page.html.j2` of the web application takes the place of the reports' own frame, so that a
    report becomes a page without a second template.
    """
    found = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.PackageLoader("cellprint.web"), jinja2.PackageLoader("cellprint.report")]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    tables = [translations(lang, part) for part in _PARTS]
    texts = {**tables[1], **tables[0]}
    found.globals.update(
        _=lambda message: texts.get(message, message),
        lang=lang,
        html_lang=HTML_LANG[lang],
        static={name: asset.address for name, asset in assets().items()},
        status_name=lambda status: status_name(status, lang),
        reason_name=lambda reason: reason_name(reason, lang),
        significant=shown.significant,
        percent=shown.percent,
        percent_number=shown.percent_number,
        signed_percent=shown.signed_percent,
        bar=shown.bar,
        unit_words=lambda unit: unit_words(unit, lang),
        address=address,
    )
    return found


def address(first: str, *parts: str, **query: object) -> str:
    """Return an address; parts and values are escaped, empty values left out.

    The first part is the language of a page, or `api`.

    >>> address("en", "studies", "a b", rules="", levels=3)
    '/en/studies/a%20b?levels=3'
    """
    path = "/".join(quote(part, safe=":@,.~-_") for part in parts)
    kept = [(name, value) for name, value in query.items() if value not in ("", None, ())]
    return f"/{first}/{path}" + (f"?{urlencode(kept, doseq=True)}" if kept else "")


def render(
    template: str,
    *,
    lang: Lang,
    here: str,
    path: str,
    screens: Sequence[Screen],
    **content: object,
) -> str:
    """Return a page as HTML.

    Args:
        template: file of the template.
        lang: language of the page.
        here: id of the screen it belongs to.
        path: address of the page without the language, with its query.
        screens: the navigation.
        content: what the template reads.
    """
    frame = {"study": None, "json_at": "", "books": (), "rules": "", **_EVERYBODY}
    pages = [
        (other, LANGUAGE_NAMES[other], HTML_LANG[other], f"/{other}/{path}") for other in LANGUAGES
    ]
    shown_screens = [screen for screen in screens if screen.listed]
    return (
        environment(lang)
        .get_template(template)
        .render(
            here=here,
            pages=pages,
            screens=[screen for screen in shown_screens if not screen.of_study],
            study_screens=[screen for screen in shown_screens if screen.of_study],
            **{**frame, **content},
        )
    )
