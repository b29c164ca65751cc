"""A description as page images: as clean as a screen shows them, or as a scanner makes them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.rendering.description import Description
from tests.rendering.pdf import render_pdf

DPI, POINTS = 200, 72
TURN, BLUR, NOISE, QUALITY = 1.0, 0.8, 6.0, 60


def render_png(description: Description, *, dpi: int = DPI) -> list[bytes]:
    """The pages of the ruled PDF as images."""
    return [_png(page, dpi) for page in _pages(description, dpi)]


def render_scan(
    description: Description, *, dpi: int = DPI, turn: float = TURN, seed: int = 1, part: float = 1.0
) -> list[bytes]:
    """The pages turned by some degrees, blurred, with noise and packed as JPEG, as scanners do.

    `part` is the upper share of each page that is scanned: what is recognised takes time by its size.
    """
    pages = [page.crop((0, 0, page.width, round(page.height * part))) for page in _pages(description, dpi)]
    return [scanned(page, dpi=dpi, turn=turn, seed=seed) for page in pages]


def render_scanned_pdf(pages: Sequence[bytes]) -> bytes:
    """A PDF whose pages are nothing but such images."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=True)
    for image in pages:
        reader = ImageReader(io.BytesIO(image))
        width, height = reader.getSize()
        canvas.setPageSize((width * POINTS / DPI, height * POINTS / DPI))
        canvas.drawImage(reader, 0, 0, width * POINTS / DPI, height * POINTS / DPI)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def scanned(page: Image.Image, *, dpi: int = DPI, turn: float = TURN, seed: int = 1) -> bytes:
    """One page image as a scanner makes it, as JPEG."""
    turned = page.convert("RGB").rotate(turn, Image.Resampling.BICUBIC, fillcolor="white")
    blurred = np.asarray(turned.filter(ImageFilter.GaussianBlur(BLUR)), dtype=np.float64)
    noise = np.random.default_rng(seed).normal(0, NOISE, blurred.shape)
    noisy = Image.fromarray((blurred + noise).clip(0, 255).astype(np.uint8))
    target = io.BytesIO()
    noisy.save(target, "JPEG", quality=QUALITY, dpi=(dpi, dpi))
    return target.getvalue()


def _pages(description: Description, dpi: int) -> list[Image.Image]:
    pdf = pypdfium2.PdfDocument(render_pdf(description))
    return [page.render(scale=dpi / POINTS).to_pil() for page in pdf]


def _png(page: Image.Image, dpi: int) -> bytes:
    target = io.BytesIO()
    page.save(target, "PNG", dpi=(dpi, dpi))
    return target.getvalue()
