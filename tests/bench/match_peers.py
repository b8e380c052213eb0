"""Scores of pairs by the libraries recordlinkage and dedupe, each trained on one fold and asked about the other.

Runs in an environment of its own, which `make bench-match` makes. Reads JSON from stdin: pairs, each with `fold`,
`match`, and `left` and `right` with name, address and country. Prints a JSON list of scores for each library.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import dedupe
import dedupe.variables
import numpy
import pandas
import recordlinkage

Pair = dict[str, Any]


def by_recordlinkage(train: list[Pair], asked: list[Pair]) -> list[float]:
    """Return probabilities by a logistic regression over the usual comparisons."""
    classifier = recordlinkage.LogisticRegressionClassifier()
    features = _features(train)
    classifier.fit(features, features.index[[pair["match"] for pair in train]])
    return [float(score) for score in classifier.prob(_features(asked))]


def by_dedupe(train: list[Pair], asked: list[Pair]) -> list[float]:
    """Return probabilities by dedupe with string distances of name and address, and the country."""
    deduper = dedupe.Dedupe(
        [
            dedupe.variables.String("name"),
            dedupe.variables.String("address"),
            dedupe.variables.Exact("country"),
        ],
        num_cores=1,
    )
    # what dedupe learns to find pairs is of no use here, as the pairs are given: only its distances are weighed
    distances = deduper.data_model.distances([_both(pair) for pair in train])
    deduper.classifier.fit(distances, numpy.array([pair["match"] for pair in train]))
    scored = deduper.classifier.predict_proba(deduper.data_model.distances([_both(pair) for pair in asked]))
    return [float(score) for score in scored[:, -1]]


def _features(pairs: list[Pair]) -> pandas.DataFrame:
    left = pandas.DataFrame([pair["left"] for pair in pairs])
    right = pandas.DataFrame([pair["right"] for pair in pairs])
    compare = recordlinkage.Compare()
    compare.string("name", "name", method="jarowinkler")
    compare.string("name", "name", method="levenshtein")
    compare.string("name", "name", method="qgram")
    compare.string("address", "address", method="levenshtein")
    compare.string("address", "address", method="qgram")
    compare.exact("country", "country")
    index = pandas.MultiIndex.from_arrays([left.index, right.index])
    return compare.compute(index, left, right)


def _both(pair: Pair) -> tuple[dict[str, str], dict[str, str]]:
    return pair["left"], pair["right"]


def main() -> None:
    """Score every pair by what was learnt on the other fold."""
    pairs = json.load(sys.stdin)
    found = {}
    for name, method in (("recordlinkage", by_recordlinkage), ("dedupe", by_dedupe)):
        scores = [0.0] * len(pairs)
        for fold in (0, 1):
            asked = [number for number, pair in enumerate(pairs) if pair["fold"] == fold]
            train = [pair for pair in pairs if pair["fold"] != fold]
            for number, score in zip(asked, method(train, [pairs[number] for number in asked]), strict=True):
                scores[number] = score
        found[name] = scores
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
