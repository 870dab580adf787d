from __future__ import annotations

from decimal import Decimal
from urllib.parse import unquote

from cellprint.report.csv_link import csv_link

HEAD = "data:text/csv;charset=utf-8,"


def content(address: str) -> str:
    assert address.startswith(HEAD)
    return unquote(address.removeprefix(HEAD))


def test_the_table_is_utf8_csv_with_exact_numbers() -> None:
    address = csv_link(["part", "kg"], [["正极", Decimal("1E+2")], ["a,b", Decimal("-0.10")]])

    assert content(address) == '\ufeffpart,kg\r\n正极,100\r\n"a,b",-0.10\r\n'


def test_text_that_a_spreadsheet_would_run_is_text() -> None:
    address = csv_link(["name"], [["=1+1"], ["@x"], ["+x"], ["-x"]])

    assert content(address).split("\r\n")[1:5] == ["'=1+1", "'@x", "'+x", "'-x"]


def test_the_address_needs_no_escaping_in_a_page() -> None:
    address = csv_link(["a"], [["\"<>&'"]])

    assert not set(address) & set("\"<>&' \n")
