"""Vectors of bundles: folders with a bundle, a trust file, and what a verifier must answer."""

from __future__ import annotations

import json
from typing import Any

from .bundle_false_histories import false_histories
from .bundle_false_proofs import false_proofs
from .bundle_false_records import false_answers, false_bases, false_documents, false_keys, false_signatures
from .bundle_left_out import left_out
from .bundle_scenes import Case
from .bundle_sound import sound
from .bundle_unchecked import bad, configuration, unchecked

_ORIGIN = "Made by tests/conformance/make_vectors.py with test keys; everything in it is generated and fictitious."


def bundles() -> dict[str, Any]:
    """Return the files of all case folders, as text."""
    false = (
        false_proofs()
        | false_histories()
        | left_out()
        | false_signatures()
        | false_keys()
        | false_bases()
        | false_documents()
        | false_answers()
    )
    groups = {
        "sound": sound(),
        "unchecked": unchecked(),
        "false": false,
        "bad": bad(),
        "configuration": configuration(),
    }
    files: dict[str, Any] = {}
    for group, cases in groups.items():
        for title, case in cases.items():
            files |= _files(f"vectors/{group}-{title}", case)
    return files


def _files(folder: str, case: Case) -> dict[str, Any]:
    trust = {} if case.trust is None else {f"{folder}/trust.json": case.trust}
    pinned = () if case.trust is None else ("--trust", "trust.json")
    bundle = case.bundle if isinstance(case.bundle, str) else json.dumps(case.bundle, separators=(",", ":")) + "\n"
    expected = {
        "origin": _ORIGIN,
        "arguments": [case.name, *pinned, *case.arguments],
        "exit": case.exit_code,
        "step": case.step,
        "code": case.code,
        "status": case.status,
    }
    return trust | {
        f"{folder}/README": case.about + "\n",
        f"{folder}/{case.name}": bundle,
        f"{folder}/expected.json": expected,
    }
