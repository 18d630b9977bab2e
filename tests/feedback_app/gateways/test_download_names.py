"""Names of downloads: real servers take ASCII headers only, and the test client never tells."""

import pytest
from werkzeug.http import parse_options_header

from feedback_app.gateways.downloads import attachment


@pytest.mark.parametrize("name", ["总分.csv", "codes-a.csv", "市教育局 “窗口”；1.svg", 'x"y;z.xlsx'])
def test_a_name_travels_in_ascii_and_arrives_whole(name: str) -> None:
    header = attachment(name)
    assert header.isascii()
    assert parse_options_header(header.replace("filename=", "plain="))[1]["filename"] == name
