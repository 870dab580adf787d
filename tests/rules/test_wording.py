"""No text of the rules claims conformity, whatever the status of what stands behind it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

import cellprint
from cellprint.cli.main import run
from cellprint.errors import code_texts
from cellprint.i18n import Lang
from cellprint.model.located_yaml import parse_yaml
from cellprint.rules.book import rule_book, rule_book_ids
from cellprint.rules.checks import check_catalogue, run_checks
from cellprint.rules.facts import Facts
from cellprint.rules.parameters import ParameterStatus
from cellprint.rules.wording import cited

STUDY = Path(__file__).parents[2] / "examples" / "nmc811-xining" / "study.yaml"
PACKAGE = Path(cellprint.__file__).parent
RULES = PACKAGE / "rules"
# "EF-compliant" is said of a data set that claims it and lacks the entry; a negation is no claim.
# Statements about others, and an element of the ILCD format.
ALLOWED = re.compile(
    r"EF-compliant without entry|Compliance with EF is claimed without"
    r"|complianceDeclarations/compliance|complianceDeclarations review compliance"
)
CLAIMS = re.compile(
    r"\bcompl(?:iant|ies|y)\b|\bcompliance\b|\bconform(?:s|ing)?\b|符合(?:要求|规定|标准|法规)|合规",
    re.IGNORECASE,
)


def strings(value: Any) -> Iterator[str]:
    """Yield every string of a YAML document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def texts_of_code() -> Iterator[str]:
    """Yield the sentences that code hands to `message`."""
    for path in RULES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "message":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def all_texts() -> list[str]:
    """Return every text that the rules can show, in both languages."""
    found = list(texts_of_code())
    for path in RULES.rglob("*.yaml"):
        found += strings(parse_yaml(path.read_bytes(), name=path.name).data)
    with (PACKAGE / "locale" / "zh" / "rules.po").open("rb") as handle:
        found += [str(entry.string) for entry in read_po(handle, locale="zh") if entry.id]
    for code, text in code_texts().items():
        if code.startswith("CP-RULE-"):
            found += [*text.what.values(), *text.fix.values()]
    return found


def test_no_text_claims_conformity() -> None:
    texts = all_texts()

    claims = [text for text in texts if CLAIMS.search(ALLOWED.sub("", text))]

    labels = {"声称符合 EF 但无对应条目", "次级数据注明符合性条目与许可"}
    assert len(texts) > 1500
    assert [text for text in claims if text not in labels and not is_neutral(text)] == []


def every_text() -> set[str]:
    """Return every text of the whole program: strings of code, templates, translations, codes."""
    found: set[str] = set()
    for path in (*PACKAGE.rglob("*.j2"), *PACKAGE.rglob("*.typ")):
        found |= set(path.read_text(encoding="utf-8").splitlines())
    for text in code_texts().values():
        found |= {*text.what.values(), *text.fix.values()}
    for path in (PACKAGE / "locale" / "zh").glob("*.po"):
        with path.open("rb") as handle:
            entries = [entry for entry in read_po(handle, locale="zh") if entry.id]
        found |= {str(entry.id) for entry in entries} | {str(entry.string) for entry in entries}
    for path in PACKAGE.rglob("*.py"):
        found |= set(literals(ast.parse(path.read_text(encoding="utf-8"))))
    return found


def literals(tree: ast.Module) -> Iterator[str]:
    """Yield the strings of a module that are no docstrings."""
    places = (ast.Module, ast.ClassDef, ast.FunctionDef)
    documented = [node for node in ast.walk(tree) if isinstance(node, places) and node.body]
    docstrings = {
        id(node.body[0].value) for node in documented if isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield str(ast.literal_eval(node))


def test_no_text_of_the_whole_program_claims_conformity() -> None:
    texts = every_text()

    # "X is not of the required form" is no claim.
    claims = [text for text in texts if CLAIMS.search(ALLOWED.sub("", text.replace("不符合", "")))]
    assert len(texts) > 3000
    assert claims == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("book", rule_book_ids())
def test_no_output_under_any_book_claims_conformity(
    book: str, lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["--lang", lang, "compute", str(STUDY), "--rules", book])
    run(["--lang", lang, "check", str(STUDY), "--rules", book])

    shown = capsys.readouterr()
    words = re.sub(r"\s+", " ", shown.out + shown.err)
    known = ("Secondary data carry compliance entry", "次级数据注明符合性条目")
    for text in known:
        words = words.replace(text, "")
    assert rule_book(book).status is not ParameterStatus.OFFICIAL
    assert not re.search(
        r"\bcompliant\b|\bcomplies\b|合规|(?<!不)符合(?:要求|规定|标准|法规)", words
    )


def is_neutral(text: str) -> bool:
    """Return whether a text names a compliance entry or an assessment without claiming one."""
    neutral = (
        "Secondary data carry compliance entry",
        "Compliance label of each data set",
        "Combined with PEF-compliant secondary data sets",
    )
    return any(part in text for part in neutral)


def test_each_status_has_its_own_words() -> None:
    said = {status: cited(status, "X") for status in ParameterStatus}

    assert len({text.get("en") for text in said.values()}) == len(ParameterStatus)
    assert said[ParameterStatus.DRAFT].get("zh") == "依据草案：X"
    assert said[ParameterStatus.UNVERIFIED].get("en") == "not verified: X"


def test_the_search_has_teeth() -> None:
    for claim in ("The battery is compliant with Article 7", "本电池符合要求", "complies"):
        assert CLAIMS.search(ALLOWED.sub("", claim))


def test_every_answer_carries_the_status_of_its_book() -> None:
    for book_id in rule_book_ids():
        book = rule_book(book_id)
        for result in run_checks(book, Facts()):
            assert result.status is book.status
            shown = [result.title, result.evidence, *([result.failing] if result.failing else [])]
            for text in shown:
                assert not re.search(r"\bcompliant\b", text.en)


def test_no_unverified_number_decides_a_check_by_itself() -> None:
    for check in check_catalogue().values():
        assert check.reference
    assert not ParameterStatus.UNVERIFIED.may_drive_default
    assert ParameterStatus.DRAFT.may_drive_default


def test_no_unverified_number_is_a_default_of_the_method() -> None:
    listed = {
        "levels": "eu.dqr.level.",
        "open": "cn.551.",
    }
    for book_id in rule_book_ids():
        book = rule_book(book_id)
        for name in book.parameters:
            for value in book.parameters.history(name):
                is_unverified = value.status is ParameterStatus.UNVERIFIED
                if is_unverified and value.value is not None:
                    assert name.startswith(tuple(listed.values())) or name in OPTIONS, name


# Unverified numbers that are offered and never used by themselves.
OPTIONS = {
    "cn.direct_supply.load_share_min",
    "cn.direct_supply.feed_in_max",
    "cn.kgce",
    "pact.exempt.cumulative",
}
