"""A network as a picture (SVG): a column for each tier, a square for each site, coloured and lettered by status.

Colours are those of Okabe and Ito, which people with any colour vision tell apart; the letters and the legend say the
same in words.
"""

from __future__ import annotations

from collections import Counter
from typing import BinaryIO, Final, NamedTuple

import drawsvg

from labour_ledger_verify.status import StatusCode, format_time

from .graphml import xml_text
from .network import Network, Node

MEDIA_TYPE: Final = "image/svg+xml"
_SQUARE, _GAP, _COLUMN_SQUARES, _TOP, _LEFT = 14, 3, 12, 70, 20
_TIER_GAP: Final = 60
_LEGEND_ROW: Final = 20
_LEGEND_WIDTH: Final = 420
_MOST_EDGES: Final = 400
"""More lines than this cover each other; the picture then shows sites alone and says so."""


class _Look(NamedTuple):
    letter: str
    fill: str
    ink: str
    words: str


_LOOKS: Final = {
    StatusCode.ZERO_TOLERANCE: _Look("Z", "#000000", "#ffffff", "zero tolerance"),
    StatusCode.DOES_NOT_CONFORM: _Look("N", "#d55e00", "#ffffff", "does not conform"),
    StatusCode.SUSPENDED: _Look("S", "#cc79a7", "#000000", "suspended"),
    StatusCode.DISPUTED: _Look("D", "#cc79a7", "#000000", "disputed"),
    StatusCode.INCONCLUSIVE: _Look("I", "#e69f00", "#000000", "inconclusive"),
    StatusCode.CONFORMS_WITH_FINDINGS: _Look("F", "#56b4e9", "#000000", "conforms with findings"),
    StatusCode.CONFORMS: _Look("C", "#0072b2", "#ffffff", "conforms"),
    StatusCode.REMEDIED: _Look("R", "#009e73", "#ffffff", "remedied"),
    StatusCode.SECOND_PARTY: _Look("B", "#f0e442", "#000000", "only a business says so"),
    StatusCode.SELF_DECLARED: _Look("O", "#f0e442", "#000000", "self-declared"),
    StatusCode.NOT_YET_VALID: _Look("Y", "#dddddd", "#000000", "not yet valid"),
    StatusCode.EXPIRED: _Look("E", "#bbbbbb", "#000000", "expired"),
    StatusCode.REVOKED: _Look("V", "#999999", "#000000", "revoked"),
    StatusCode.UNKNOWN: _Look("?", "#ffffff", "#000000", "unknown"),
}
_UNREGISTERED: Final = _Look("-", "#ffffff", "#777777", "not registered on the ledger")
_BUYER: Final = _Look("", "#ffffff", "#000000", "the buyer")


def write_picture(network: Network, output: BinaryIO) -> None:
    """Write the picture of a network."""
    places = _places(network.nodes)
    height = _TOP + 40 + max((y for _, y in places.values()), default=0) + len(_LOOKS) * _LEGEND_ROW + 60
    width = max(max((x for x, _ in places.values()), default=0) + _SQUARE + _LEFT, _LEGEND_WIDTH + 2 * _LEFT)
    drawing = drawsvg.Drawing(width, height, id_prefix="n")
    drawing.append(drawsvg.Rectangle(0, 0, width, height, fill="#ffffff"))
    _draw_heading(drawing, network)
    if len(network.edges) <= _MOST_EDGES:
        _draw_edges(drawing, network, places)
    for node in network.nodes:
        _draw_node(drawing, node, places[node.subject])
    _draw_legend(drawing, network, max((y for _, y in places.values()), default=0) + _SQUARE + 30)
    output.write(drawing.as_svg().encode("utf-8"))


def _places(nodes: tuple[Node, ...]) -> dict[bytes, tuple[int, int]]:
    """Return where each square stands: tiers from left to right, each filled row by row, the gravest first."""
    order = {code: place for place, code in enumerate(StatusCode)}
    tiers: dict[int, list[Node]] = {}
    for node in nodes:
        tiers.setdefault(node.tier, []).append(node)
    places: dict[bytes, tuple[int, int]] = {}
    left = _LEFT
    step = _SQUARE + _GAP
    for tier in sorted(tiers):
        found = sorted(
            tiers[tier], key=lambda node: (len(order) if node.code is None else order[node.code], node.subject)
        )
        across = max(1, min(_COLUMN_SQUARES * max(1, len(found) // 600), len(found)))
        for number, node in enumerate(found):
            places[node.subject] = (left + number % across * step, _TOP + 20 + number // across * step)
        left += across * step + _TIER_GAP
    return places


def _draw_heading(drawing: drawsvg.Drawing, network: Network) -> None:
    buyer = next((node for node in network.nodes if node.tier == 0), None)
    called = "" if buyer is None else f"{buyer.name or buyer.handle}: "
    basis = network.basis
    lines = (
        f"{called}{len(network.nodes) - 1} upstream, status under {network.standard}",
        f"for {format_time(basis.valid_at)}, as known on {format_time(basis.known_at)}, up to block "
        f"{basis.block_number}",
        ""
        if len(network.edges) <= _MOST_EDGES
        else f"{len(network.edges)} links are not drawn: they would cover each other",
    )
    for number, line in enumerate(lines):
        drawing.append(
            drawsvg.Text(xml_text(line), 15 if number == 0 else 11, _LEFT, 24 + 17 * number, font_family="sans-serif")
        )


def _draw_edges(drawing: drawsvg.Drawing, network: Network, places: dict[bytes, tuple[int, int]]) -> None:
    half = _SQUARE / 2
    for pair in network.edges:
        (from_x, from_y), (to_x, to_y) = places[pair.buyer], places[pair.seller]
        drawing.append(
            drawsvg.Line(from_x + half, from_y + half, to_x + half, to_y + half, stroke="#cccccc", stroke_width=1)
        )


def _draw_node(drawing: drawsvg.Drawing, node: Node, place: tuple[int, int]) -> None:
    look = _look(node)
    x, y = place
    square = drawsvg.Rectangle(x, y, _SQUARE, _SQUARE, fill=look.fill, stroke="#333333", stroke_width=1)
    square.append_title(
        xml_text(f"{node.handle} {node.name} ({node.country or 'no country'}), tier {node.tier}: {look.words}")
    )
    drawing.append(square)
    _draw_letter(drawing, look, x, y)


def _draw_letter(drawing: drawsvg.Drawing, look: _Look, x: int, y: int) -> None:
    if look.letter:
        drawing.append(
            drawsvg.Text(
                look.letter, 10, x + _SQUARE / 2, y + 11, fill=look.ink, text_anchor="middle", font_family="sans-serif"
            )
        )


def _draw_legend(drawing: drawsvg.Drawing, network: Network, top: int) -> None:
    counts = Counter(_look(node) for node in network.nodes)
    for number, look in enumerate(look for look in (*_LOOKS.values(), _UNREGISTERED) if counts[look]):
        y = top + number * _LEGEND_ROW
        drawing.append(drawsvg.Rectangle(_LEFT, y, _SQUARE, _SQUARE, fill=look.fill, stroke="#333333", stroke_width=1))
        _draw_letter(drawing, look, _LEFT, y)
        words = f"{look.words}: {counts[look]}"
        drawing.append(drawsvg.Text(words, 12, _LEFT + 2 * _SQUARE, y + 12, font_family="sans-serif"))


def _look(node: Node) -> _Look:
    if node.tier == 0:
        return _BUYER
    return _UNREGISTERED if node.code is None else _LOOKS[node.code]
