"""What people are told in their language, from the command to the words on the terminal."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger_verify.handle import handle_of

C029 = "ilo/c029@1930"
NO_BREAK = "\N{NO-BREAK SPACE}"


def test_status_in_spanish_says_status_reasons_and_records_in_spanish(desk: Desk, world: LedgerWorld) -> None:
    site = handle_of(world.sites[0])
    world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=1))
    world.chain.travel_by(60)
    world.record("other_auditor", world.attestation("other_auditor", world.sites[0], C029, outcome=3))
    desk.run("index", "sync")
    code, out, _ = desk.run("--language", "es", "status", site, "--schema", C029)
    assert code == 0
    for part in (
        "no conforme [does_not_conform]: ",
        "Se constató una no conformidad, y nada de lo que puede ponerle fin lo ha hecho: 0x",
        "(no conforme; una tercera parte; registrado el ",
        "decide, en conflicto",
        "como tercera parte): no conforme según ilo/c029@1930",
        "se apoya en 1 registro; bloque ",
    ):
        assert part in out
    assert "recorded" not in out
    english = desk.json("--language", "es", "status", site, "--schema", C029)
    assert "Nonconformity was found" in json.dumps(english)


def test_history_in_french_says_entries_and_columns_in_french(desk: Desk, world: LedgerWorld) -> None:
    desk.run("index", "sync")
    code, out, _ = desk.run("--language", "fr", "history", handle_of(world.sites[1]))
    assert code == 0
    assert out.splitlines()[1].startswith("connu depuis")
    assert "Enregistré (site) par " in out
    assert "complet jusqu'au bloc " in out


def test_import_refused_in_french_says_why_and_what_to_do_in_french(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    desk.run("index", "sync")
    sheet = tmp_path / "audits.csv"
    with sheet.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("site", "schema", "outcome", "content"))
        writer.writerow((handle_of(world.sites[0]), C029, "conforms", "{"))
        writer.writerow((handle_of(world.sites[0]), C029, "splendid", "{}"))
    code, out, _ = desk.run("--language", "fr", "attest", "import", sheet, "--key", "auditor", *desk.password())
    assert code == 2
    assert "pourquoi elle est refusée" in out
    assert f"2 lignes{NO_BREAK}: 0 enregistrées maintenant, 0 avant, 0 justes mais non enregistrées, 2 refusées" in out
    assert f"outcome{NO_BREAK}: 'splendid' n'est pas un résultat [input-invalid]" in out
    assert 'chaque nom et chaque texte entre " et "' in out


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", f"erreur{NO_BREAK}: aucun sujet de ce registre n'a le nom 'LL-0000-0000' [subject-not-found]"),
        ("es", "error: ningún sujeto de este registro tiene el nombre 'LL-0000-0000' [subject-not-found]"),
    ],
)
def test_status_of_an_unknown_site_is_refused_in_the_readers_language(desk: Desk, language: str, said: str) -> None:
    desk.run("index", "sync")
    code, _, error = desk.run("--language", language, "status", "LL-0000-0000", "--schema", C029)
    assert code == 2
    assert error.startswith(said)
