"""QR codes are drawn locally and deterministically, with their quiet zone."""

import struct
from xml.etree import ElementTree

from feedback_app.gateways import qr

ADDRESS = "https://ratings.example.gov.cn/q/CS-0042"


def test_the_svg_is_well_formed_names_its_address_and_needs_no_style() -> None:
    for svg in (qr.draw_svg(ADDRESS), qr.draw_svg_file(ADDRESS).decode()):
        root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by ourselves
        assert ADDRESS in "".join(root.itertext())
        assert "style=" not in svg


def test_the_png_is_square_and_large_enough_to_print() -> None:
    png = qr.draw_png(ADDRESS)
    width, height = struct.unpack(">II", png[16:24])
    assert png.startswith(b"\x89PNG")
    assert width == height >= 37 * 16


def test_the_same_address_draws_the_same_code() -> None:
    assert qr.draw_png(ADDRESS) == qr.draw_png(ADDRESS)
    assert qr.draw_png(ADDRESS) != qr.draw_png(ADDRESS + "x")
