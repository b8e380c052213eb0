"""A network as a graph file and as a picture: everything in it, and nothing that a name could smuggle in."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree

import networkx
import pytest
from sqlmodel import Session
from tests.support.question_world import C029, GHOST, LEDGER, QuestionWorld

from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.diligence.exports.graphml import write_graphml, xml_text
from labour_ledger.diligence.exports.network import Network, read_network
from labour_ledger.diligence.exports.picture import write_picture
from labour_ledger.diligence.snapshot.keeper import SnapshotKeeper
from labour_ledger.store.link_results import LinkedPair
from labour_ledger.store.session import Store
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import StatusCode

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def network(session: Session, world: QuestionWorld) -> Network:
    return read_network(session, LEDGER, {"buyer": world.handle("Brand"), "standard": C029})


def drawn(network: Network) -> ElementTree.Element:
    output = io.BytesIO()
    write_picture(network, output)
    return ElementTree.fromstring(output.getvalue())


def test_read_network_has_every_end_of_a_link_with_its_tier_and_status(network: Network, world: QuestionWorld) -> None:
    found = {node.subject: (node.tier, node.code) for node in network.nodes}
    assert found == {
        world.subjects["Brand"]: (0, None),
        world.subjects["mill"]: (1, StatusCode.CONFORMS),
        world.subjects["refinery"]: (1, StatusCode.DOES_NOT_CONFORM),
        world.subjects["press"]: (1, StatusCode.SELF_DECLARED),
        world.subjects["store"]: (1, StatusCode.UNKNOWN),
        world.subjects["farm"]: (2, StatusCode.UNKNOWN),
        GHOST: (2, None),
    }
    assert len(network.edges) == 7


def test_read_network_from_memory_is_that_of_the_store(
    exporting_store: Store, network: Network, world: QuestionWorld
) -> None:
    memory = SnapshotKeeper(exporting_store, LEDGER).refresh()
    values = {"buyer": world.handle("Brand"), "standard": C029}
    with exporting_store.reading() as session:
        assert read_network(session, LEDGER, values, tiers=memory) == network


def test_read_network_without_a_standard_is_refused(session: Session, world: QuestionWorld) -> None:
    with pytest.raises(QuestionInvalid, match="needs standard"):
        read_network(session, LEDGER, {"buyer": world.handle("Brand")})


def test_write_graphml_is_read_back_whole(network: Network, world: QuestionWorld) -> None:
    output = io.BytesIO()
    write_graphml(network, output)
    graph = networkx.parse_graphml(output.getvalue().decode("utf-8"))
    assert graph.number_of_edges() == 7
    mill = graph.nodes[to_hex(world.subjects["mill"])]
    assert (mill["tier"], mill["status"], mill["name"]) == (1, "conforms", "mill (fictitious)")
    assert graph.graph["standard"] == C029


def test_write_picture_says_in_words_what_colours_say(network: Network) -> None:
    picture = drawn(network)
    titles = [title.text for title in picture.iter(f"{SVG}title")]
    assert any("does not conform" in str(title) for title in titles)
    legend = {str(text.text) for text in picture.iter(f"{SVG}text")}
    assert {"conforms: 1", "does not conform: 1", "self-declared: 1", "unknown: 2"} <= legend
    assert "not registered on the ledger: 1" in legend
    assert len(list(picture.iter(f"{SVG}path"))) == 7


def test_write_picture_of_many_links_draws_none_and_says_so(network: Network) -> None:
    crowded = replace(network, edges=network.edges * 100)
    texts = [str(text.text) for text in drawn(crowded).iter(f"{SVG}text")]
    assert "700 links are not drawn: they would cover each other" in texts


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'a" onload="x', "a\x00b\x1b[2J", "\ud800", "]]>&amp;"])
def test_files_hold_any_name_as_text(network: Network, name: str) -> None:
    nodes = tuple(replace(node, name=name) for node in network.nodes)
    hostile = replace(network, nodes=nodes, edges=(LinkedPair(nodes[0].subject, nodes[1].subject),))
    picture = drawn(hostile)
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= {
        "svg", "defs", "rect", "title", "text", "path", "line",
    }  # fmt: skip
    assert all("onload" not in element.attrib for element in picture.iter())
    output = io.BytesIO()
    write_graphml(hostile, output)
    graph = networkx.parse_graphml(output.getvalue().decode("utf-8"))
    assert graph.nodes[to_hex(nodes[0].subject)]["name"] == xml_text(name)


def test_write_picture_of_a_buyer_alone_is_a_picture(network: Network) -> None:
    alone = replace(network, nodes=network.nodes[:1], edges=())
    assert len(list(drawn(alone).iter(f"{SVG}title"))) == 1
