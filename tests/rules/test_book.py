"""Rule books: found, complete, consistent; a new one is one folder."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from cellprint.errors import BadInputError
from cellprint.rules import book as book_module
from cellprint.rules.book import (
    STAGES,
    RuleBook,
    book_folders,
    parameter_set,
    rule_book,
    rule_book_ids,
)
from cellprint.rules.book_files import read_book
from cellprint.rules.parameters import ParameterSet, ParameterStatus

BUILT_IN = {
    "cn-miit-551-2025",
    "eu-cfb-ev-draft-2024",
    "gb-t-24067-2024",
    "iso-14067-2018",
    "jrc-cfb-ev-2023",
    "jrc-cfb-ind-2025",
    "pact-3",
    "pef-2021",
}
SOURCE = Path(book_module.__file__).parent / "pef_2021" / "book.yaml"


@pytest.fixture(params=sorted(BUILT_IN))
def book(request: pytest.FixtureRequest) -> RuleBook:
    """Each built-in rule book in turn."""
    return rule_book(request.param)


def nothing_included(name: str) -> ParameterSet:
    """Return no parameters, whatever is asked for."""
    return ParameterSet(id=name)


def read_changed(folder: Path, old: str, new: str) -> RuleBook:
    """Return the PEF book with one change in its `book.yaml`."""
    text = SOURCE.read_text(encoding="utf-8")
    assert old in text
    (folder / "book.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return read_book(folder, package="outside.pef", included=nothing_included)


def test_all_built_in_books_are_found_without_installed_metadata() -> None:
    assert set(rule_book_ids()) >= BUILT_IN


def test_a_book_says_what_it_is_and_how_old_its_evidence_is(book: RuleBook) -> None:
    assert book.name.en
    assert book.name.zh
    assert book.reference
    assert book.version
    assert book.evidence_date.isoformat() in ("2026-08-28", "2026-02-28")
    assert book.checks
    assert book.required_content


def test_stages_are_those_of_the_model_in_their_order(book: RuleBook) -> None:
    assert [stage for stage in STAGES if stage in book.stages] == list(book.stages)


def test_the_deciding_methods_are_among_the_reported(book: RuleBook) -> None:
    assert book.electricity in book.electricity_reported
    assert book.end_of_life in (*book.end_of_life_reported, "open")


def test_every_value_of_a_book_has_a_reference_and_a_label(book: RuleBook) -> None:
    for parameter in book.parameters:
        for value in book.parameters.history(parameter):
            assert value.reference
            assert value.label.zh
            assert value.origin


def test_the_vehicle_battery_drafts_and_proposals_carry_their_status() -> None:
    assert rule_book("eu-cfb-ev-draft-2024").status is ParameterStatus.DRAFT
    assert rule_book("jrc-cfb-ev-2023").status is ParameterStatus.PUBLISHED
    assert rule_book("iso-14067-2018").status is ParameterStatus.UNVERIFIED


def test_an_unknown_book_names_the_nearest() -> None:
    with pytest.raises(BadInputError) as caught:
        rule_book("eu-cfb-ev-2024")

    assert caught.value.code == "CP-RULE-001"
    assert caught.value.findings[0].near[0] == "eu-cfb-ev-draft-2024"


def test_an_unknown_parameter_set_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        parameter_set("eu-1999")

    assert caught.value.code == "CP-RULE-010"


def test_a_law_and_a_book_are_both_parameter_sets() -> None:
    assert "eu.art8.min.Co" in parameter_set("eu-2023-1542")
    assert "eu.cff.A.min" in parameter_set("pef-2021")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("distribution, end_of_life", "distribution, use", "CP-RULE-010"),
        ("declared_unit}", "guessed}", "CP-RULE-010"),
        ("resolver: el.pef_2021", "resolver: el.wishful", "CP-RULE-010"),
        ("el.ghgp_market,", "el.cn_scope2_market,", "CP-RULE-010"),
        ("method: cff", "method: credit", "CP-RULE-002"),
        ("id: pef-2021\n", "id: pef-2021\nmood: good\n", "CP-RULE-002"),
        ('reference: "Commission', 'reference: ""\n# "Commission', "CP-RULE-002"),
    ],
)
def test_a_defective_book_is_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_changed(tmp_path, old, new)

    assert caught.value.code == code


def test_a_book_that_cites_a_parameter_it_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        read_changed(tmp_path, "id: pef-2021", "id: pef-2021")

    assert caught.value.code == "CP-RULE-010"
    assert "eu.cutoff.pef" in caught.value.findings[0].what()


@pytest.fixture
def fresh_registry() -> Iterator[None]:
    """Forget the known books before and after a test that adds one."""
    book_module._read_book.cache_clear()
    book_folders.cache_clear()
    yield
    book_module._read_book.cache_clear()
    book_folders.cache_clear()


def announce(monkeypatch: pytest.MonkeyPatch, name: str, package: str) -> None:
    """Let another distribution announce a book."""
    point = metadata.EntryPoint(name=name, value=package, group="cellprint.rules")
    monkeypatch.setattr(
        metadata, "entry_points", lambda *, group: [point] if group == "cellprint.rules" else []
    )


@pytest.mark.usefixtures("fresh_registry")
def test_a_new_book_is_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "plant_rules" / "my_book_2030"
    folder.mkdir(parents=True)
    text = SOURCE.read_text(encoding="utf-8")
    text = text.replace("id: pef-2021", "id: my-book-2030\nincludes: [pef-2021]")
    (folder / "book.yaml").write_text(text, encoding="utf-8")
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    announce(monkeypatch, "my-book-2030", "plant_rules.my_book_2030")

    found = rule_book("my-book-2030")

    assert found.parameters.value_at("eu.cff.A.min", found.evidence_date).origin == "pef-2021"


@pytest.mark.usefixtures("fresh_registry")
def test_a_folder_that_holds_another_book_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plant_rules_2" / "my_book_2030"
    folder.mkdir(parents=True)
    text = SOURCE.read_text(encoding="utf-8")
    text = text.replace("id: pef-2021", "id: other-book\nincludes: [pef-2021]")
    (folder / "book.yaml").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    announce(monkeypatch, "my-book-2030", "plant_rules_2.my_book_2030")

    with pytest.raises(BadInputError) as caught:
        rule_book("my-book-2030")

    assert caught.value.code == "CP-RULE-010"


@pytest.mark.usefixtures("fresh_registry")
def test_two_packages_may_not_announce_one_book(monkeypatch: pytest.MonkeyPatch) -> None:
    announce(monkeypatch, "pef-2021", "somewhere.else")

    with pytest.raises(BadInputError) as caught:
        book_folders()

    assert caught.value.code == "CP-RULE-010"
