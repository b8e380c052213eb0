"""A certificate as a page: self-contained HTML for a browser and its printer, and PDF/A for an archive.

Values reach the templates as data and are escaped there, so that no name in a document can become markup.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import resources
from typing import Final

from .certificate import Certificate

_TEMPLATES: Final = "templates"
_HTML: Final = "certificate.html.jinja"
_TYPST: Final = "certificate.typ"
PDF_STANDARD: Final = "a-2a"


def certificate_html(certificate: Certificate) -> str:
    """Return the certificate as one HTML file without scripts and without anything to load."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_template(_HTML)).render(
        certificate=certificate, qr=_qr_code(certificate.command), positive=certificate.is_positive
    )


def certificate_pdf(certificate: Certificate, *, now: int) -> bytes:
    """Return the certificate as PDF/A-2a, tagged so that it can be read aloud.

    Args:
        certificate: What it says.
        now: Time that the file carries as its creation, Unix seconds; the same input gives the same bytes.
    """
    import typst

    data = json.dumps(certificate.to_json() | {"qr": _qr_code(certificate.command)})
    return typst.compile(
        _template(_TYPST).encode(),
        format="pdf",
        sys_inputs={"certificate": data},
        pdf_standards=PDF_STANDARD,
        timestamp=datetime.fromtimestamp(now, UTC),
        ignore_system_fonts=False,
    )


def _qr_code(text: str) -> str:
    """Return a QR code as SVG (ISO/IEC 18004)."""
    import segno

    svg: str = segno.make(text, error="m", micro=False).svg_inline(scale=4, border=4, omitsize=True, svgclass=None)
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns=" not in svg else svg


def _template(name: str) -> str:
    return resources.files(__package__).joinpath(_TEMPLATES, name).read_text(encoding="utf-8")
