"""Lines that are opened for one recipient, and what stays closed."""

from __future__ import annotations

import base64
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cellprint.app.declaration.evidence import read_evidence
from cellprint.formats.study_yaml import load_study
from cellprint.model.study import study_digest
from tests.app.declaration.world import EXAMPLE, LATER, Desk, codes, declared, results

WHO = ("--recipient", "Car Maker", "--country", "DE", "--purpose", "audit")
WHY = ("--legal-basis", "contract 12", "--at", LATER)


@pytest.fixture
def desk(maker: Desk, files: Path, tmp_path: Path) -> Desk:
    assert files.is_dir()
    return maker.copied(tmp_path / "home")


def opened(desk: Desk, files: Path, out: Path, lines: str, *words: object) -> Path:
    """Write the presentation of chosen lines."""
    declaration = files / "declaration.json"
    desk.done("disclose", declaration, "--lines", lines, *WHO, *WHY, "--out", out, *words)
    return out


def token_of(path: Path) -> Any:
    """Return the claims of the issuer's token of a presentation."""
    part = path.read_text("ascii").split("~")[0].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_the_lines_are_listed_with_their_class(desk: Desk, files: Path) -> None:
    rows = desk.done("disclose", files / "declaration.json", "--list").out.splitlines()

    assert rows[0].split("\t") == ["cell/cathode", "confidential"]
    zh = desk.done("disclose", files / "declaration.json", "--list", "--lang", "zh").out
    assert "保密" in zh


def test_a_recipient_sees_the_opened_lines_and_no_other(
    desk: Desk, maker: Desk, stranger: Desk, files: Path, tmp_path: Path
) -> None:
    token = opened(desk, files, tmp_path / "t.sd-jwt", "cell/cathode,cell/anode")

    words = (files / "declaration.json", token, "--at", LATER, "--trust", maker.first)
    answer = stranger.done("verify", *words, "--json")

    lines = answer.json()["lines"]
    assert [line["id"] for line in lines] == ["cell/cathode", "cell/anode"]
    # 2.05293 kg per kWh and 0.9554 kg per kWh of the study, for 60 kWh.
    assert [line["amount"] for line in lines] == ["123.1758", "57.324"]
    assert results(answer)["disclosed"] == "passed"
    assert "cell/cathode: 123.1758 kg" in stranger.done("verify", *words).out


def test_two_recipients_see_different_lines(desk: Desk, files: Path, tmp_path: Path) -> None:
    one = opened(desk, files, tmp_path / "1.sd-jwt", "cell/cathode").read_text("ascii")
    two = opened(desk, files, tmp_path / "2.sd-jwt", "cell/anode").read_text("ascii")

    assert one.split("~")[0] == two.split("~")[0]
    assert one.split("~")[1] != two.split("~")[1]


def test_lines_bound_to_a_recipient_serve_nobody_else(
    desk: Desk, files: Path, tmp_path: Path
) -> None:
    token = opened(desk, files, tmp_path / "t.sd-jwt", "cell/cathode", "--nonce", "7f3a")
    words = ("verify", files / "declaration.json", token, "--at", LATER, "--json")

    assert desk(*words, "--recipient", "Car Maker", "--nonce", "7f3a").code == 0
    assert "CP-CHAIN-072" in codes(desk(*words))
    assert "CP-CHAIN-065" in codes(desk(*words, "--recipient", "Rival", "--nonce", "7f3a"))
    assert "CP-CHAIN-065" in codes(desk(*words, "--recipient", "Car Maker", "--nonce", "old"))
    unbound = opened(desk, files, tmp_path / "u.sd-jwt", "cell/cathode")
    asked = ("verify", unbound, "--at", LATER, "--json", "--recipient", "Car Maker", "--nonce", "1")
    assert "CP-CHAIN-064" in codes(desk(*asked))


@pytest.mark.parametrize("forgery", ["changed", "twice", "of another", "unsigned"])
def test_forged_lines(desk: Desk, files: Path, tmp_path: Path, forgery: str) -> None:
    text = opened(desk, files, tmp_path / "t.sd-jwt", "cell/cathode").read_text("ascii")
    token, line, _ = text.split("~")
    other = declared(desk, EXAMPLE, tmp_path / "other", "--no-pdf", at=LATER)
    foreign = opened(desk, other, tmp_path / "o.sd-jwt", "cell/cathode").read_text("ascii")
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    forged = {
        "changed": f"{token}~{line[:-4]}AAAA~",
        "twice": f"{token}~{line}~{line}~",
        "of another": f"{token}~{foreign.split('~')[1]}~",
        "unsigned": f"{head}.{token.split('.')[1]}.~{line}~",
    }
    (tmp_path / "f.sd-jwt").write_text(forged[forgery], encoding="ascii")

    paths = (files / "declaration.json", tmp_path / "f.sd-jwt")
    answer = desk("verify", *paths, "--at", LATER, "--json")

    assert answer.code == 1
    assert results(answer)["disclosed"] == "failed"
    assert answer.json()["lines"] == []


@pytest.mark.parametrize(
    ("code", "lines", "words"),
    [
        ("CP-DECL-020", "cell/kathode", (*WHO, *WHY)),
        ("CP-DECL-020", " , ", (*WHO, *WHY)),
        ("CP-DECL-063", "cell/cathode", (*WHO, *WHY, "--class", "partner")),
        ("CP-STORE-030", "cell/cathode", (*WHO, *WHY, "--class", "secret")),
        ("CP-STORE-032", "cell/cathode", (*WHO, "--at", LATER)),
        ("CP-STORE-032", "cell/cathode", WHY),
    ],
)
def test_what_is_refused_leaves_no_record(
    desk: Desk, files: Path, code: str, lines: str, words: tuple[str, ...]
) -> None:
    before = len(desk.done("journal", "show", "--json").json())

    desk.refused(code, "disclose", files / "declaration.json", "--lines", lines, *words)

    assert len(desk.done("journal", "show", "--json").json()) == before


def test_technology_needs_a_licence(desk: Desk, tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace(
        "        product: copper_foil\n", "        product: copper_foil\n        process: cu_foil\n"
    )
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    folder = declared(desk, tmp_path / "study.yaml", tmp_path / "out", "--no-pdf", at=LATER)
    declaration = folder / "declaration.json"
    assert (
        "cell/copper_foil\t受控技术"
        in desk.done("disclose", declaration, "--list", "--lang", "zh").out
    )
    words = ("disclose", declaration, "--lines", "cell/copper_foil", *WHO, *WHY)

    desk.refused("CP-DECL-063", *words)
    desk.refused("CP-STORE-034", *words, "--class", "controlled_technology")
    desk.done(*words, "--class", "controlled_technology", "--licence", "MOFCOM 1")


def test_what_leaves_is_recorded(desk: Desk, files: Path, tmp_path: Path) -> None:
    opened(desk, files, tmp_path / "t.sd-jwt", "cell/cathode")

    assert desk.done("journal", "show", "--json").json()[-1]["kind"] == "export_record"
    desk.done("journal", "verify")


def test_only_the_issuer_can_open(stranger: Desk, files: Path) -> None:
    words = ("--lines", "cell/cathode", *WHO, *WHY)

    stranger.refused("CP-DECL-016", "disclose", files / "declaration.json", *words)
    stranger.refused("CP-DECL-032", "disclose", files / "declaration.sd-jwt", *words)


# What cannot be found out


def test_nothing_public_is_a_digest_that_a_guess_could_be_tried_against(files: Path) -> None:
    """Who knows all of a study but one amount must not be able to try amounts."""
    public = (files / "declaration.json").read_text("utf-8")
    public += (files / "declaration.sd-jwt").read_text("ascii")
    public += json.dumps(token_of(files / "declaration.sd-jwt"))
    bundle = read_evidence((files / "evidence.zip").read_bytes())
    footprint = json.loads(bundle.files["footprint.json"])["digest"]
    study = study_digest(load_study(EXAMPLE).study)

    assert study not in public
    assert footprint not in public
    for name in ("study.yaml", "footprint.json"):
        assert sha256(bundle.files[name]).hexdigest() not in public


def test_the_number_of_lines_does_not_show(files: Path) -> None:
    shown = token_of(files / "declaration.sd-jwt")["lines"]

    assert len(shown) % 8 == 0


def test_two_declarations_of_one_product_share_no_digest(
    desk: Desk, files: Path, tmp_path: Path
) -> None:
    other = declared(desk, EXAMPLE, tmp_path / "other", "--no-pdf", at=LATER)
    one = json.dumps(token_of(files / "declaration.sd-jwt"))
    two = json.dumps(token_of(other / "declaration.sd-jwt"))

    digests = [set(re.findall(r"[\w-]{43}", text)) for text in (one, two)]

    common = digests[0] & digests[1]
    # Only the holder's public key and the name of the key are the same.
    assert len(digests[0]) > 40
    assert len(common) <= 2


def test_a_small_change_of_an_amount_does_not_show_in_the_difference(
    desk: Desk, files: Path, tmp_path: Path
) -> None:
    """Four digits of a stage hide a change of 0.01 % in one of its many lines."""
    text = EXAMPLE.read_text("utf-8").replace('"0.9554 kg"', '"0.9553 kg"')
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")

    other = declared(desk, tmp_path / "study.yaml", tmp_path / "o", "--no-pdf", at=LATER)

    bodies = [
        json.loads((folder / "declaration.json").read_bytes())["declaration"]
        for folder in (files, other)
    ]
    assert bodies[0]["stages"] == bodies[1]["stages"]
    assert bodies[0]["electricity_methods"] == bodies[1]["electricity_methods"]
