"""A network as GraphML, which graph programs read."""

from __future__ import annotations

import json
import re
from typing import BinaryIO, Final

from labour_ledger_verify.hexadecimal import to_hex

from .network import Network

MEDIA_TYPE: Final = "application/graphml+xml"
_NOT_IN_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return text without the characters that XML 1.0 cannot hold; names come from other people's lists."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def write_graphml(network: Network, output: BinaryIO) -> None:
    """Write a network: nodes with handle, name, country, tier and status; an edge from each buyer to its seller."""
    import networkx

    graph = networkx.DiGraph(standard=network.standard, basis=json.dumps(network.basis.to_json()))
    for node in network.nodes:
        graph.add_node(
            to_hex(node.subject),
            handle=node.handle,
            name=xml_text(node.name),
            country=node.country,
            tier=node.tier,
            status="" if node.code is None else node.code.value,
        )
    graph.add_edges_from((to_hex(pair.buyer), to_hex(pair.seller)) for pair in network.edges)
    networkx.write_graphml(graph, output)
