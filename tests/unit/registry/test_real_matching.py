"""Matching and context on the real lists; collected only where their path is given."""

import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from labour_ledger.registry.context_lists import read_context_list
from labour_ledger.registry.lists.reading import load_list
from labour_ledger.registry.lists.rows import ProblemSeverity
from labour_ledger.registry.matching.candidates import CandidateIndex, Known, blocking_keys
from labour_ledger.registry.matching.outcome import Outcome, outcome
from labour_ledger.registry.matching.rows import describe_row
from labour_ledger.registry.matching.score import Described, score

DATA = Path(os.environ["LABOUR_LEDGER_DATA"])


@pytest.fixture(scope="module")
def pairs():
    with (DATA / "apparel" / "osh_entity_match_labels.csv").open(encoding="utf-8", newline="") as file:
        return [
            (
                row["label"] == "match",
                *(
                    Described((row[f"{side}_name"],), row[f"{side}_country"].upper(), row[f"{side}_address"])
                    for side in "ab"
                ),
            )
            for row in csv.DictReader(file)
        ]


def test_no_labelled_pair_of_two_sites_is_taken_for_one(pairs):
    said = Counter((is_match, outcome(score(one, other))) for is_match, one, other in pairs)
    assert said[False, Outcome.SAME] == 0
    assert said[True, Outcome.OTHER] <= 1
    assert said[True, Outcome.SAME] >= 28


def test_every_labelled_match_is_compared_at_all(pairs):
    assert all(blocking_keys(one) & blocking_keys(other) for is_match, one, other in pairs if is_match)


def test_factories_of_one_year_are_found_in_the_list_of_another():
    earlier, later = (load_list(DATA / "apparel" / f"nike_facilities_{year}.csv").sites for year in (2021, 2025))
    index = CandidateIndex(Known(site.key, describe_row(site)) for site in earlier)
    by_key = {site.key for site in earlier}
    kept = {site.key: site for site in later if site.key in by_key}
    assert len(kept) == 380
    best = {key: index.find(describe_row(site))[0] for key, site in kept.items()}
    assert sum(found.known.key == key for key, found in best.items()) == 380


@pytest.mark.parametrize(
    ("file", "name", "rows", "refused"),
    [
        ("ilab_goods_by_country.csv", "ilab-goods", 467, 0),
        ("ilab_countries_conventions.csv", "ilab-conventions", 142, 1),
        ("ilab_country_statistics.csv", "ilab-statistics", 130, 1),
        ("ilab_enforcement_indicators.csv", "ilab-enforcement", 2722, 21),
        ("ilab_legal_standards.csv", "ilab-legal-standards", 1560, 12),
        ("ilab_suggested_actions.csv", "ilab-suggested-actions", 2138, 10),
    ],
)
def test_lists_of_the_department_of_labor_are_read_whole_but_for_kosovo(file, name, rows, refused):
    found = read_context_list(DATA / "ilab" / file, edition="2023", imported_at=1)
    assert (found.source.name, found.source.row_count) == (name, rows)
    problems = [problem for problem in found.problems if problem.severity is ProblemSeverity.REFUSED]
    assert len(problems) == refused
    assert {problem.found for problem in problems} <= {"Kosovo"}


def test_palm_fruit_is_listed_where_the_known_answer_says():
    found = read_context_list(DATA / "ilab" / "ilab_goods_by_country.csv", edition="2023", imported_at=1)
    palm = {(fact.country, fact.topic) for fact in found.facts if fact.good == "Palm Fruit"}
    assert {("ID", "child_labor"), ("MY", "child_labor"), ("MY", "forced_labor"), ("SL", "child_labor")} <= palm
