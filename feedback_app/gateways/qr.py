"""QR codes for the addresses that citizens open: drawn here, so that no address is sent to anybody else."""

import io

import segno
from markupsafe import Markup

QUIET_MODULES = 4
"""The margin that ISO/IEC 18004 asks for; without it phones at an angle do not find the code."""


def draw_svg(address: str) -> Markup:
    """Return the code as an SVG element for a page, titled with its address; the page's style sheet gives its size."""
    drawn = _encode(address).svg_inline(border=QUIET_MODULES, title=address, omitsize=True)
    return Markup(drawn)  # noqa: S704 - segno escapes the title; the rest is coordinates


def draw_svg_file(address: str, *, module_pixels: int = 8) -> bytes:
    """Return the code as a stand-alone SVG file, UTF-8."""
    file = io.BytesIO()
    _encode(address).save(file, kind="svg", scale=module_pixels, border=QUIET_MODULES, title=address)
    return file.getvalue()


def draw_png(address: str, *, module_pixels: int = 16) -> bytes:
    """Return the code as a PNG image, black on white; at 16 pixels a module it prints well up to 10 cm."""
    file = io.BytesIO()
    _encode(address).save(file, kind="png", scale=module_pixels, border=QUIET_MODULES)
    return file.getvalue()


def _encode(address: str) -> segno.QRCode:
    """Level Q survives a quarter of the code being soiled, as posters in streets are."""
    return segno.make(address, error="q", micro=False, boost_error=False)
