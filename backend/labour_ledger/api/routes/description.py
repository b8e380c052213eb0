"""`/docs`: the description of the API as a page without scripts, so that it shows without a network."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code{background:#eee;padding:.1em .3em}h2{margin-top:2rem;font-size:1.1rem}table{border-collapse:collapse}"
    "td{padding:.1rem 1rem .1rem 0;vertical-align:top}"
)
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}


@router.get("/docs")
def page(request: Request) -> HTMLResponse:
    """Return the page."""
    description: dict[str, Any] = request.app.openapi()
    title, text = escape(description["info"]["title"]), escape(description["info"]["description"])
    operations = "".join(
        _operation(method, path, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    )
    body = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f'<h1>{title}</h1><p>{text}</p><p>For machines: <a href="/openapi.json">/openapi.json</a></p>'
        f"{operations}</html>"
    )
    return HTMLResponse(body, headers=_HEADERS)


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    parameters = "".join(
        f"<tr><td><code>{escape(found['name'])}</code></td><td>{escape(found.get('description', ''))}</td></tr>"
        for found in operation.get("parameters", [])
    )
    return (
        f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
        f"<p>{escape(operation.get('description', ''))}</p><table>{parameters}</table>"
    )
