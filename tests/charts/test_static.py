from __future__ import annotations

import re

import pytest
from lxml import etree

from cellprint.charts.sankey import sankey, sankey_view
from cellprint.charts.stage_bars import stage_bars, stage_bars_view
from cellprint.charts.static import static_svg
from tests.charts.drawn import example, footprint_of, leaf, node

SVG = "{http://www.w3.org/2000/svg}"


def drawn(title: str = "T", *, page_font: bool = False, lang: str = "zh") -> str:
    view = stage_bars_view(example(), lang="zh" if lang == "zh" else "en")
    chart = stage_bars(view, lang="zh" if lang == "zh" else "en")
    return static_svg(chart, title=title, description="D & d", id_="x", page_font=page_font)


def test_the_drawing_is_one_well_formed_element_with_its_text_alternative() -> None:
    root = etree.fromstring(drawn("A < B"))

    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "x-t"
    assert root.findtext(f"{SVG}title") == "A < B"
    assert root.findtext(f"{SVG}desc") == "D & d"


def test_all_texts_are_there_although_the_renderer_never_saw_them() -> None:
    texts = [element.text for element in etree.fromstring(drawn()).iter(f"{SVG}text")]

    assert "原材料获取与预处理" in texts
    assert "0.0216 · 74 %" in texts
    assert not any(text and text.isdigit() for text in texts)


def test_labels_are_escaped() -> None:
    hostile = footprint_of(node("raw_materials", leaf("<script>&", "1")))
    chart = sankey(sankey_view(hostile, lang="en", levels=2), lang="en")

    svg = static_svg(chart, title="<b>", description='"', id_="x")

    assert "<script>" not in svg
    assert "&lt;script&gt;&amp;" in svg
    etree.fromstring(svg)


def test_same_input_same_bytes() -> None:
    assert drawn() == drawn()


def test_fonts_are_named_so_that_han_and_subscripts_have_glyphs() -> None:
    assert 'font-family="Noto Sans, Noto Sans CJK SC, sans-serif"' in drawn()
    assert "font-family" not in drawn(page_font=True)


def test_several_drawings_may_share_a_page() -> None:
    svg = drawn()

    assert re.findall(r'\bid="([^"]*)"', svg) == ["x-t", "x-d"]
    assert "url(" not in svg
    assert "href" not in svg
    assert "<script" not in svg


def test_the_ground_is_transparent() -> None:
    assert 'fill="white"' not in drawn()
    assert "transparent" not in drawn()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_label_leaves_the_drawing(lang: str) -> None:
    root = etree.fromstring(drawn(lang=lang))
    width, height = float(root.attrib["width"]), float(root.attrib["height"])

    for element in root.iter(f"{SVG}text"):
        place = re.fullmatch(r"translate\(([\d.]+),([\d.]+)\)", element.get("transform", ""))
        assert place is not None
        assert 0 <= float(place[1]) <= width
        assert 0 <= float(place[2]) <= height
