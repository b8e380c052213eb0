"""Measures the matching of descriptions of sites on labelled pairs, and on two editions of one list.

Run from the root of the repository: `make bench-match DATA=folder`. Thresholds are chosen on one half of the pairs and
measured on the other, both ways round; pairs with the same first facility stand in one half. The other methods see the
same halves. recordlinkage and dedupe run in an environment of their own.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz import fuzz

from labour_ledger.registry.lists.formats import folded
from labour_ledger.registry.lists.reading import load_list
from labour_ledger.registry.matching.candidates import CandidateIndex, Known, blocking_keys
from labour_ledger.registry.matching.outcome import THRESHOLDS, Outcome, Thresholds, outcome
from labour_ledger.registry.matching.rows import describe_row
from labour_ledger.registry.matching.score import Described, score
from labour_ledger.registry.matching.words import comparable_name

FOLDS = (0, 1)
STEPS = [step / 200 for step in range(100, 200)]
HIGHEST_MISSED = 0.03
"""Share of matches that a person may never be shown, on the half on which thresholds are chosen."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two descriptions, and whether they are one site."""

    left: Described
    right: Described
    is_match: bool
    fold: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How many of what was said to match does, and how many of the matches were said to."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def read_pairs(file: Path) -> list[Pair]:
    """Read the labelled pairs; the halves are drawn by a hash of the first facility, so that they never change."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return [
        Pair(
            _described(row, "a_"),
            _described(row, "b_"),
            row["label"] == "match",
            hashlib.sha256(row["a_id"].encode()).digest()[0] % 2,
        )
        for row in rows
    ]


def figures(said: Sequence[bool], pairs: Sequence[Pair]) -> Figures:
    """Return precision and recall of what was said of each pair."""
    right = sum(one and pair.is_match for one, pair in zip(said, pairs, strict=True))
    return Figures(right / max(1, sum(said)), right / max(1, sum(pair.is_match for pair in pairs)))


def choose_one(scores: Sequence[float], pairs: Sequence[Pair]) -> float:
    """Return the threshold with the best F1."""
    return max(scores, key=lambda threshold: (figures([one >= threshold for one in scores], pairs).f1, threshold))


def choose_outcomes(pairs: Sequence[Pair]) -> Thresholds:
    """Return where "the same" begins without a mistake, and where to ask begins so that hardly a match is missed."""
    scored = [(score(pair.left, pair.right), pair) for pair in pairs]
    same = next(
        step
        for step in STEPS
        if not any(
            outcome(found, Thresholds(step, 0.0)) is Outcome.SAME and not pair.is_match for found, pair in scored
        )
    )
    totals = [found.total for found, pair in scored if pair.is_match]
    allowed = round(len(totals) * HIGHEST_MISSED)
    ask = max(step for step in STEPS if sum(total < step for total in totals) <= allowed)
    return Thresholds(same=same, ask=min(ask, same))


def report_outcomes(pairs: Sequence[Pair]) -> None:
    """Print what the three outcomes come to, with thresholds from the other half, and with those of the program."""
    _line("\nThree outcomes, thresholds chosen on the other half")
    _line(
        f"{'half':<28}{'same':>6}{'ask':>6}{'precision of same':>19}{'matches: same':>15}{'asked':>7}{'missed':>8}"
        f"{'others asked':>14}"
    )
    for fold in FOLDS:
        chosen = choose_outcomes([pair for pair in pairs if pair.fold != fold])
        _outcome_line(f"half {fold + 1}", chosen, [pair for pair in pairs if pair.fold == fold])
    _outcome_line("all, the program's own", THRESHOLDS, pairs)


def report_methods(pairs: Sequence[Pair], methods: dict[str, list[float]]) -> None:
    """Print precision and recall of a yes or no by each method, thresholds chosen on the other half."""
    _line("\nYes or no, one threshold chosen for the best F1 on the other half")
    _line(f"{'method':<42}{'half 1: precision recall F1':>30}{'half 2: precision recall F1':>30}{'mean F1':>9}")
    for name, scores in methods.items():
        cells, total = "", 0.0
        for fold in FOLDS:
            learnt = [number for number, pair in enumerate(pairs) if pair.fold != fold]
            asked = [number for number, pair in enumerate(pairs) if pair.fold == fold]
            threshold = choose_one([scores[number] for number in learnt], [pairs[number] for number in learnt])
            found = figures([scores[number] >= threshold for number in asked], [pairs[number] for number in asked])
            cells += f"{found.precision:>18.2f}{found.recall:>7.2f}{found.f1:>5.2f}"
            total += found.f1
        _line(f"{name:<42}{cells}{total / len(FOLDS):>9.3f}")


def report_editions(earlier: Path, later: Path) -> None:
    """Print what two editions of a list have in common, by several ways to say that two rows are one site."""
    first, second = load_list(earlier).sites, load_list(later).sites
    _line(f"\nTwo editions: {earlier.name} ({len(first)} rows) and {later.name} ({len(second)} rows)")
    _line(f"{'two rows are one site when':<62}{'kept':>6}{'dropped':>9}{'added':>7}")
    ways: dict[str, Callable[[Described, str], str]] = {
        "the name is equal, letter for letter": lambda site, key: site.names[0],
        "the name without case, accents, punctuation is equal": lambda site, key: folded(site.names[0]),
        "the same, and the country": lambda site, key: f"{folded(site.names[0])}|{site.country}",
        "the same, and the city (the key of the import)": lambda site, key: key,
        "the name without legal form and spaces, and the country": lambda site, key: (
            f"{comparable_name(site.names[0]).compact}|{site.country}"
        ),
    }
    for name, key_of in ways.items():
        old = {key_of(describe_row(site), site.key) for site in first}
        new = {key_of(describe_row(site), site.key) for site in second}
        _line(f"{name:<62}{len(old & new):>6}{len(old - new):>9}{len(new - old):>7}")
    index = CandidateIndex(Known(site.key, describe_row(site)) for site in first)
    outcomes: Counter[str] = Counter()
    for site in {site.key: site for site in second}.values():
        found = index.find(describe_row(site))
        outcomes["same" if found and found[0].outcome is Outcome.SAME else "ask" if found else "new"] += 1
    sorted_out = ", ".join(f"{outcomes[one]} {one}" for one in ("same", "ask", "new"))
    _line(f"by matching, of {sum(outcomes.values())} sites of the later edition: {sorted_out}")


def main(data: Path, peers: Path) -> None:
    """Print all figures.

    Args:
        data: Folder with the lists.
        peers: Python of the environment that has recordlinkage and dedupe.
    """
    pairs = read_pairs(data / "apparel" / "osh_entity_match_labels.csv")
    matches = [pair for pair in pairs if pair.is_match]
    found = sum(bool(blocking_keys(pair.left) & blocking_keys(pair.right)) for pair in matches)
    halves = ", ".join(str(sum(pair.fold == fold for pair in pairs)) for fold in FOLDS)
    _line(f"{len(pairs)} labelled pairs, {len(matches)} of them matches; halves of {halves} pairs")
    _line(f"Pairs of matches that share a key, so that they are compared at all: {found} of {len(matches)}")
    report_outcomes(pairs)
    report_methods(pairs, {**_own_methods(pairs), **_peer_methods(pairs, peers)})
    report_editions(data / "apparel" / "nike_facilities_2021.csv", data / "apparel" / "nike_facilities_2025.csv")


def _own_methods(pairs: Sequence[Pair]) -> dict[str, list[float]]:
    def each(method: Callable[[Pair], float]) -> list[float]:
        return [method(pair) for pair in pairs]

    def nameless(pair: Pair) -> float:
        return score(replace(pair.left, address=""), replace(pair.right, address="")).total

    return {
        "labour-ledger": each(lambda pair: score(pair.left, pair.right).total),
        "labour-ledger, names alone": each(nameless),
        "name equal but for case and punctuation": each(
            lambda pair: float(folded(pair.left.names[0]) == folded(pair.right.names[0]))
        ),
        "rapidfuzz ratio of the names": each(lambda pair: fuzz.ratio(pair.left.names[0], pair.right.names[0])),
        "rapidfuzz token_set_ratio of name, address": each(
            lambda pair: fuzz.token_set_ratio(_text(pair.left), _text(pair.right))
        ),
    }


def _peer_methods(pairs: Sequence[Pair], peers: Path) -> dict[str, list[float]]:
    asked = [
        {"fold": pair.fold, "match": pair.is_match, "left": _plain(pair.left), "right": _plain(pair.right)}
        for pair in pairs
    ]
    done = subprocess.run(
        [peers, Path(__file__).with_name("match_peers.py")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return {f"{name}, trained on the other half": scores for name, scores in json.loads(done.stdout).items()}


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _outcome_line(name: str, chosen: Thresholds, pairs: Sequence[Pair]) -> None:
    said = [outcome(score(pair.left, pair.right), chosen) for pair in pairs]
    same = figures([one is Outcome.SAME for one in said], pairs)
    of_matches = Counter(one for one, pair in zip(said, pairs, strict=True) if pair.is_match)
    others = sum(one is Outcome.ASK and not pair.is_match for one, pair in zip(said, pairs, strict=True))
    total = sum(of_matches.values())
    shown = [same.precision, *(of_matches[one] / total for one in (Outcome.SAME, Outcome.ASK, Outcome.OTHER))]
    cells = "".join(f"{value:>{width}.2f}" for value, width in zip(shown, (19, 15, 7, 8), strict=True))
    _line(f"{name:<28}{chosen.same:>6.3f}{chosen.ask:>6.3f}{cells}{others / max(1, len(pairs) - total):>14.2f}")


def _described(row: dict[str, str], prefix: str) -> Described:
    return Described(
        names=(row[f"{prefix}name"],), country=row[f"{prefix}country"].upper(), address=row[f"{prefix}address"]
    )


def _plain(side: Described) -> dict[str, str]:
    return {"name": side.names[0], "address": side.address, "country": side.country}


def _text(side: Described) -> str:
    return f"{side.names[0]} {side.address}"


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1]:
        sys.exit(f"Say where the lists are: make bench-match DATA=folder{os.linesep}(or set LABOUR_LEDGER_DATA)")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
