"""`labour-ledger accredit`: accreditors say who may assess what, where and until when, each with its own key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .countries import country_code
from .invocation import JsonOption, invocation_of
from .options import DryRunOption, KeyOption, RelayOption, RelayPasswordFile
from .output import Output
from .passwords import PasswordFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from labour_ledger.attesting.accreditation_changes import AccreditationPlace
    from labour_ledger.chain.signing import Signer
    from labour_ledger_verify.attestation import Domain

app = typer.Typer(
    no_args_is_help=True,
    help="Give and end accreditations with the key of an accreditor; the council names accreditors.",
)

PartyArgument = Annotated[int, typer.Argument(help="Number of the party.", min=1, show_default=False)]
SchemaOption = Annotated[
    list[str],
    typer.Option("--schema", help="Schema id, such as ilo/c029@1930; may be repeated.", show_default=False),
]
PlaceOption = Annotated[
    str, typer.Option("--country", help="Two letters, or its English name; every country by default.")
]


@app.command("give")
def give(
    context: typer.Context,
    party: PartyArgument,
    schema: SchemaOption,
    until: Annotated[str, typer.Option("--until", help="Last day, such as 2028-12-31.", show_default=False)],
    key: KeyOption,
    country: PlaceOption = "",
    since: Annotated[str, typer.Option("--from", help="First day; now by default.")] = "",
    dry_run: DryRunOption = False,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Accredit a party to assess under schemas for which yours may accredit.

    Example: labour-ledger accredit give 7 --schema ilo/c029@1930 --country BR --until 2028-12-31 --key accreditor

    All schemas or none. What you give carries no right to accredit others: that the council gives (council accredit
    --may-accredit). An accreditation that you gave is replaced; another's only its giver or the council ends.
    """
    from labour_ledger.attesting.accreditation_changes import giving
    from labour_ledger.attesting.dates import parse_end, parse_start

    end = parse_end(until, "--until")
    start = parse_start(since, "--from") if since else None

    def call(accreditor: Signer, place: AccreditationPlace, domain: Domain, now: int) -> bytes:
        return giving(accreditor, place, from_time=now if start is None else start, until=end, domain=domain, now=now)

    said = f"party {party} {{}} accredited for {{}} until {until}"
    _change(
        context, party, schema, country, key, password_file, call, said, dry_run, relay, relay_password_file, as_json
    )


@app.command("end")
def end(
    context: typer.Context,
    party: PartyArgument,
    schema: SchemaOption,
    key: KeyOption,
    country: PlaceOption = "",
    dry_run: DryRunOption = False,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """End accreditations that your organisation gave; what was recorded under them stays as it was.

    Example: labour-ledger accredit end 7 --schema ilo/c029@1930 --country BR --key accreditor

    Records of a party that should not have been accredited, their accreditor revokes (labour-ledger revoke).
    """
    from labour_ledger.attesting.accreditation_changes import ending

    def call(accreditor: Signer, place: AccreditationPlace, domain: Domain, now: int) -> bytes:
        return ending(accreditor, place, domain=domain, now=now)

    said = f"party {party} {{}} no longer accredited for {{}}"
    _change(
        context, party, schema, country, key, password_file, call, said, dry_run, relay, relay_password_file, as_json
    )


@app.command("list")
def list_accreditations(
    context: typer.Context,
    party: Annotated[int | None, typer.Argument(help="Number of the party; all by default.", min=1)] = None,
    as_json: JsonOption = False,
) -> None:
    """List accreditations in force at the time of the last indexed block.

    Example: labour-ledger accredit list 7
    """
    from labour_ledger.diligence.accreditations import accreditations

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        answer = accreditations(session, ledger.key, party)

    def show(output: Output) -> None:
        rows = [
            (
                answer.names.party(found.party),
                answer.names.schema(found.schema),
                found.country or "every",
                answer.end_text(found),
                answer.names.party(found.accreditor),
                "yes" if found.may_accredit else "",
            )
            for found in answer.found
        ]
        if rows:
            output.table(("party", "schema", "country", "until", "given by", "may accredit"), rows)
        else:
            output.line("no accreditation is in force")

    invocation.output(as_json).result({"format": "labour-ledger/accreditation-list@1", **answer.to_json()}, show)


def _change(
    context: typer.Context,
    party: int,
    schemas: list[str],
    country: str,
    key: str,
    password_file: Path | None,
    call: Callable[[Signer, AccreditationPlace, Domain, int], bytes],
    said: str,
    dry_run: bool,
    relay: str | None,
    relay_password_file: Path | None,
    as_json: bool,
) -> None:
    from labour_ledger.attesting.accreditation_changes import AccreditationPlace
    from labour_ledger.attesting.submit import chain_time
    from labour_ledger.chain.signed_types import encode_country
    from labour_ledger.schemas.catalogue import load_schema
    from labour_ledger_verify.attestation import schema_hash

    from .connections import open_ledger, open_submitter, unlock_key
    from .signed_changes import send_or_check

    invocation = invocation_of(context)
    settings = invocation.settings()
    ids = [load_schema(schema_id).id for schema_id in dict.fromkeys(schemas)]
    code = country_code(country, "--country")
    with open_ledger(settings) as ledger, open_submitter(settings, ledger, relay, relay_password_file) as submitter:
        now = chain_time(submitter.relay.client)
        signer = unlock_key(settings, key, password_file)
        places = [AccreditationPlace(party, schema_hash(schema_id), encode_country(code)) for schema_id in ids]
        changes = [call(signer, place, ledger.deployment.domain, now) for place in places]
        send_or_check(submitter.relay, changes, dry_run=dry_run)
    document = {
        "format": "labour-ledger/accreditations@1",
        "party": party,
        "schemas": ids,
        "country": code,
        "sent": not dry_run,
    }
    what = f"{', '.join(ids)} in {code or 'every country'}"
    words = said.format("would be" if dry_run else "is", what)
    invocation.output(as_json).result(document, lambda output: output.line(words))
