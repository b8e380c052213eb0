"""What an auditor with nothing but a shell does in the demonstration: files checked by the verifier itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from .bundle_check import Check, run_verifier, trust_of, write_bundles
from .stage import DemonstrationFailed, Stage
from .story import FORCED_LABOUR, Story
from .world import World

SIGNED_FILE: Final = "signed-audit.json"
CHANGED_FILE: Final = "signed-audit-changed.json"
TRUST_FILE: Final = "trust.json"
SOUND: Final = 0
PROVEN_FALSE: Final = 1
HISTORIES_STEP: Final = 5


def verify_signed_file(world: World, story: Story, home: Path) -> Stage:
    """Let the verifier check a signed file, and the same with one byte changed.

    Raises:
        DemonstrationFailed: It ends otherwise than it must.
    """
    signed, changed, trust = home / SIGNED_FILE, home / CHANGED_FILE, home / TRUST_FILE
    text = json.dumps(story.signed.to_json(), indent=2)
    signed.write_text(text + "\n", encoding="utf-8")
    changed.write_text(text.replace('"outcome": 1', '"outcome": 2') + "\n", encoding="utf-8")
    trust.write_text(json.dumps(trust_of(world), indent=2) + "\n", encoding="utf-8")
    lines: list[str] = []
    for path, expected in ((signed, SOUND), (changed, PROVEN_FALSE)):
        check = _checked(run_verifier(path, trust), expected)
        lines += [check.command, *check.steps]
    return Stage(
        "verify",
        "An auditor checks the signed file from a shell, then the same file with one byte changed",
        tuple(lines),
        {"sound": SOUND, "changed": PROVEN_FALSE},
    )


def verify_bundles(world: World, story: Story, home: Path) -> Stage:
    """Let the verifier check a site's bundle, and the same without its last record.

    Raises:
        DemonstrationFailed: It ends otherwise than it must.
    """
    revoked = story.singled_out[-1]
    whole, shortened = write_bundles(world, revoked.subject, home)
    asked = ("--schema", FORCED_LABOUR)
    sound = _checked(run_verifier(whole, home / TRUST_FILE, *asked), SOUND)
    hidden = _checked(run_verifier(shortened, home / TRUST_FILE, *asked), PROVEN_FALSE)
    (refused,) = [line for line in hidden.steps if " failed " in line]
    if not refused.lstrip().startswith(f"({HISTORIES_STEP})"):
        raise DemonstrationFailed(f"{shortened.name} was refused elsewhere than at step {HISTORIES_STEP}: {refused}")
    lines = (
        f"everything ever recorded about {revoked.name}, in one file of {whole.stat().st_size:,} bytes",
        sound.command,
        *(line for line in sound.printed[1:] if line.strip()),
        "",
        "the same file, from which somebody has taken the revocation and its signature",
        hidden.command,
        refused,
    )
    return Stage(
        "bundle",
        "An auditor checks a whole history without server, network or trust; then one with its last record hidden",
        lines,
        {"bundle": str(whole), "bytes": whole.stat().st_size, "sound": SOUND, "shortened": PROVEN_FALSE},
    )


def _checked(check: Check, expected: int) -> Check:
    if check.exit_code != expected:
        said = "\n".join(check.printed)
        raise DemonstrationFailed(
            f"{check.arguments[0]}: the verifier ended with {check.exit_code}, not {expected}:\n{said}"
        )
    return check
