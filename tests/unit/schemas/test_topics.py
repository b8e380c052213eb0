"""The closed list of finding topics."""

import json
import re
from importlib.resources import files

from labour_ledger.schemas.topics import TOPICS

INDICATORS_OF_FORCED_LABOUR = {
    "abuse-of-vulnerability",
    "deception",
    "restriction-of-movement",
    "isolation",
    "physical-or-sexual-violence",
    "intimidation-and-threats",
    "retention-of-identity-documents",
    "withholding-of-wages",
    "debt-bondage",
    "abusive-working-and-living-conditions",
    "excessive-overtime",
}


def test_topics_have_unique_kebab_case_ids_titles_and_sources() -> None:
    assert len({topic.id for topic in TOPICS}) == len(TOPICS)
    assert len({topic.title for topic in TOPICS}) == len(TOPICS)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", topic.id) for topic in TOPICS)
    assert all(topic.title and topic.source for topic in TOPICS)


def test_topics_hold_the_eleven_ilo_indicators() -> None:
    marked = {topic.id for topic in TOPICS if "indicators of forced labour" in topic.source}

    assert marked == INDICATORS_OF_FORCED_LABOUR


def test_topics_cover_every_fundamental_instrument() -> None:
    sources = " ".join(topic.source for topic in TOPICS)

    for instrument in ["C029", "P029", "C105", "C138", "C182", "C087", "C098", "C100", "C111", "C155", "C187"]:
        assert instrument in sources


def test_topics_are_those_that_documents_may_name() -> None:
    text = files("labour_ledger.schemas").joinpath("data/definitions.json").read_text(encoding="utf-8")

    assert json.loads(text)["$defs"]["findingTopic"]["enum"] == [topic.id for topic in TOPICS]
