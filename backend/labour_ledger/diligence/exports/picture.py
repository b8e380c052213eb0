"""A network as a picture (SVG): a column for each tier, a square for each site, coloured and lettered by status.

Colours are those of Okabe and Ito, which people with any colour vision tell apart; the letters and the legend say the
same in words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, NamedTuple

import drawsvg

from labour_ledger.diligence.status_letters import STATUS_LETTERS
from labour_ledger_verify.status import StatusCode, format_time

from .graphml import xml_text
from .network import Network, Node

MEDIA_TYPE: Final = "image/svg+xml"
_SQUARE, _STEP, _LEFT, _TOP = 14, 17, 20, 100
_TIER_GAP: Final = 60
_LABELLED_GAP: Final = 110
"""Lines need room to be told apart."""
_LABEL_WIDTH, _LABEL_LETTERS, _LETTER_WIDTH = 190, 28, 5.6
_MOST_LABELLED: Final = 40
"""A tier with more sites is a block of squares without names, which a pointer over a square still shows."""
_MOST_EDGES: Final = 400
"""More lines than this cover each other; the picture then shows sites alone and says so."""
_LEGEND_ROW: Final = 20
_LEAST_WIDTH: Final = 520


class _Look(NamedTuple):
    letter: str
    fill: str
    ink: str
    words: str


_COLOURS: Final = {
    StatusCode.ZERO_TOLERANCE: ("#000000", "#ffffff", "zero tolerance"),
    StatusCode.DOES_NOT_CONFORM: ("#d55e00", "#ffffff", "does not conform"),
    StatusCode.SUSPENDED: ("#cc79a7", "#000000", "suspended"),
    StatusCode.DISPUTED: ("#cc79a7", "#000000", "disputed"),
    StatusCode.INCONCLUSIVE: ("#e69f00", "#000000", "inconclusive"),
    StatusCode.CONFORMS_WITH_FINDINGS: ("#56b4e9", "#000000", "conforms with findings"),
    StatusCode.CONFORMS: ("#0072b2", "#ffffff", "conforms"),
    StatusCode.REMEDIED: ("#009e73", "#ffffff", "remedied"),
    StatusCode.SECOND_PARTY: ("#f0e442", "#000000", "only a business says so"),
    StatusCode.SELF_DECLARED: ("#f0e442", "#000000", "self-declared"),
    StatusCode.NOT_YET_VALID: ("#dddddd", "#000000", "not yet valid"),
    StatusCode.EXPIRED: ("#bbbbbb", "#000000", "expired"),
    StatusCode.REVOKED: ("#999999", "#000000", "revoked"),
    StatusCode.UNKNOWN: ("#ffffff", "#000000", "unknown"),
}
_LOOKS: Final = {code: _Look(STATUS_LETTERS[code], *colours) for code, colours in _COLOURS.items()}
_UNREGISTERED: Final = _Look("-", "#ffffff", "#777777", "not registered on the ledger")
_BUYER: Final = _Look("", "#ffffff", "#000000", "the buyer")


@dataclass(frozen=True, slots=True)
class _Layout:
    places: Mapping[bytes, tuple[int, int]]
    tiers: Mapping[int, tuple[int, int]]
    is_labelled: bool
    width: int
    bottom: int


def write_picture(network: Network, output: BinaryIO) -> None:
    """Write the picture of a network."""
    layout = _lay_out(network.nodes)
    counts = Counter(_look(node) for node in network.nodes)
    legend = [look for look in (*_LOOKS.values(), _UNREGISTERED) if counts[look]]
    width = max(layout.width, _LEAST_WIDTH)
    drawing = drawsvg.Drawing(width, layout.bottom + 20 + _LEGEND_ROW * len(legend) + 10, id_prefix="n")
    drawing.append(drawsvg.Rectangle(0, 0, width, drawing.height, fill="#ffffff"))
    _draw_heading(drawing, network, layout)
    if len(network.edges) <= _MOST_EDGES:
        _draw_edges(drawing, network, layout)
    for node in network.nodes:
        _draw_node(drawing, node, layout)
    for number, look in enumerate(legend):
        _draw_legend(drawing, look, counts[look], layout.bottom + 20 + number * _LEGEND_ROW)
    output.write(drawing.as_svg().encode("utf-8"))


def _lay_out(nodes: Sequence[Node]) -> _Layout:
    """Return where each square stands: tiers from left to right, the gravest sites of each on top."""
    order = {code: place for place, code in enumerate(StatusCode)}
    tiers: dict[int, list[Node]] = {}
    for node in sorted(nodes, key=lambda node: (len(order) if node.code is None else order[node.code], node.subject)):
        tiers.setdefault(node.tier, []).append(node)
    is_labelled = all(len(found) <= _MOST_LABELLED for found in tiers.values())
    places: dict[bytes, tuple[int, int]] = {}
    heads: dict[int, tuple[int, int]] = {}
    left = _LEFT
    for tier, found in sorted(tiers.items()):
        across = 1 if is_labelled else math.ceil(math.sqrt(len(found)))
        heads[tier] = (left, len(found))
        for number, node in enumerate(found):
            places[node.subject] = (left + number % across * _STEP, _TOP + number // across * _STEP)
        left += across * _STEP + (_LABEL_WIDTH + _LABELLED_GAP if is_labelled else _TIER_GAP)
    bottom = max((y for _, y in places.values()), default=_TOP) + _STEP
    return _Layout(places, heads, is_labelled, left - (_LABELLED_GAP if is_labelled else _TIER_GAP) + _LEFT, bottom)


def _draw_heading(drawing: drawsvg.Drawing, network: Network, layout: _Layout) -> None:
    buyer = next((node for node in network.nodes if node.tier == 0), None)
    called = "" if buyer is None else f"{buyer.name or buyer.handle}: "
    basis = network.basis
    hidden = len(network.edges) > _MOST_EDGES
    lines = (
        f"{called}{len(network.nodes) - 1} upstream, status under {network.standard}",
        f"for {format_time(basis.valid_at)}, as known on {format_time(basis.known_at)}, up to block "
        f"{basis.block_number}",
        f"{len(network.edges)} links are not drawn: they would cover each other" if hidden else "",
    )
    for number, line in enumerate(lines):
        _draw_text(drawing, line, 15 if number == 0 else 11, _LEFT, 24 + 17 * number)
    for tier, (left, sites) in layout.tiers.items():
        _draw_text(drawing, "buyer" if tier == 0 else f"tier {tier}: {sites}", 11, left, _TOP - 10)


def _draw_edges(drawing: drawsvg.Drawing, network: Network, layout: _Layout) -> None:
    half = _SQUARE / 2
    rights = {node.subject: _right_side(node, layout) for node in network.nodes}
    for pair in network.edges:
        (from_x, from_y), (to_x, to_y) = layout.places[pair.buyer], layout.places[pair.seller]
        dashes = {}
        start, end, y = float(rights[pair.buyer]), float(to_x), half
        if to_x <= from_x:  # to the same or a nearer tier: it goes back, and is dashed, beside the line that goes on
            dashes = {"stroke_dasharray": "4 3"}
            start, end, y = float(from_x), rights[pair.seller], half + 4
        drawing.append(drawsvg.Line(start, from_y + y, end, to_y + y, stroke="#999999", stroke_width=1, **dashes))


def _right_side(node: Node, layout: _Layout) -> float:
    """Return where a line to the right of a square can begin without crossing its label."""
    left = layout.places[node.subject][0] + _SQUARE
    return left + 9 + _LETTER_WIDTH * len(_label(node)) if layout.is_labelled else left


def _label(node: Node) -> str:
    label = node.name or node.handle
    return label if len(label) <= _LABEL_LETTERS else f"{label[: _LABEL_LETTERS - 1]}…"


def _draw_node(drawing: drawsvg.Drawing, node: Node, layout: _Layout) -> None:
    look = _look(node)
    x, y = layout.places[node.subject]
    square = _draw_square(drawing, look, x, y)
    where = node.country or "no country"
    square.append_title(xml_text(f"{node.handle} {node.name} ({where}), tier {node.tier}: {look.words}"))
    if layout.is_labelled:
        _draw_text(drawing, _label(node), 11, x + _SQUARE + 5, y + 11)


def _draw_legend(drawing: drawsvg.Drawing, look: _Look, count: int, y: int) -> None:
    _draw_square(drawing, look, _LEFT, y)
    _draw_text(drawing, f"{look.words}: {count}", 12, _LEFT + 2 * _SQUARE, y + 12)


def _draw_square(drawing: drawsvg.Drawing, look: _Look, x: int, y: int) -> drawsvg.Rectangle:
    square = drawsvg.Rectangle(x, y, _SQUARE, _SQUARE, fill=look.fill, stroke="#333333", stroke_width=1)
    drawing.append(square)
    if look.letter:
        _draw_text(drawing, look.letter, 10, x + _SQUARE / 2, y + 11, fill=look.ink, text_anchor="middle")
    return square


def _draw_text(drawing: drawsvg.Drawing, text: str, size: int, x: float, y: float, **more: str) -> None:
    if text:
        drawing.append(drawsvg.Text(xml_text(text), size, x, y, font_family="sans-serif", **more))


def _look(node: Node) -> _Look:
    if node.tier == 0:
        return _BUYER
    return _UNREGISTERED if node.code is None else _LOOKS[node.code]
