"""`labour-ledger council`: what only the council does, such as registering organisations and naming accreditors.

On a local chain the council is one of the chain's own accounts; elsewhere its key is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .countries import country_code
from .invocation import JsonOption, invocation_of
from .output import counted
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.chain.council import Council
    from labour_ledger.config import Settings
    from labour_ledger_verify.basis import PartyClass

    from .connections import Ledger

app = typer.Typer(no_args_is_help=True, help="Register organisations and give accreditations, as the council.")

CouncilOption = Annotated[
    str | None,
    typer.Option("--council", help="Label of the council's key; a local chain has its own.", show_default=False),
]


@app.command("register")
def register_party(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Registered name of the organisation.", show_default=False)],
    party_class: Annotated[
        str,
        typer.Option(
            "--class", help="Such as auditor, business, workers_organisation, government.", show_default=False
        ),
    ],
    key: Annotated[
        list[str],
        typer.Option("--key", help="Address or stored label of a key of theirs; may be repeated.", show_default=False),
    ],
    country: Annotated[
        str, typer.Option("--country", help="Two letters, or its English name; none for an organisation of no country.")
    ] = "",
    council: CouncilOption = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Register an organisation with its keys; it can then sign what its class may say.

    Example: labour-ledger council register "Fictitious Certifier" --class auditor --country DE --key certifier
    """
    from labour_ledger.attesting.party_profile import draft_profile, keep_profile
    from labour_ledger.attesting.submit import chain_time
    from labour_ledger.chain.council import KeyAddition, PartyRegistration
    from labour_ledger.chain.signed_types import KeyRole, encode_country
    from labour_ledger_verify.hexadecimal import to_checksum_address

    invocation = invocation_of(context)
    settings = invocation.settings()
    chosen = _party_class(party_class)
    addresses = [_address(settings, item) for item in key]
    profile = draft_profile(name, country_code(country, "--country"))
    with _council(settings, council, password_file) as (ledger, acting):
        keep_profile(ledger.store, profile, now=chain_time(acting.client))
        registration = PartyRegistration(chosen, encode_country(profile.country), profile.hash)
        (party,) = acting.register_parties([registration])
        both = KeyRole.SIGN | KeyRole.ADMIN
        acting.add_keys([KeyAddition(party, address, role=both) for address in addresses])
    document = {
        "format": "labour-ledger/party@1",
        "party": party,
        "name": name,
        "keys": [to_checksum_address(address) for address in addresses],
    }
    invocation.output(as_json).result(
        document, lambda output: output.line(f"{name} is party {party}, with {counted(len(addresses), 'key')}")
    )


@app.command("accredit")
def accredit(
    context: typer.Context,
    party: Annotated[int, typer.Argument(help="Number of the party.", min=1, show_default=False)],
    schema: Annotated[
        list[str],
        typer.Option("--schema", help="Schema id, such as ilo/c029@1930; may be repeated.", show_default=False),
    ],
    until: Annotated[str, typer.Option("--until", help="Last day, such as 2028-12-31.", show_default=False)],
    country: Annotated[
        str, typer.Option("--country", help="Two letters, or its English name; every country by default.")
    ] = "",
    may_accredit: Annotated[
        bool, typer.Option("--may-accredit", help="They may give this accreditation to others.")
    ] = False,
    council: CouncilOption = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Give a party accreditations: what it may assess, where, until when.

    Example: labour-ledger council accredit 3 --schema ilo/c029@1930 --country BR --until 2028-12-31

    A party accredited for ledger/site-registration@1 is a registrar.
    """
    from labour_ledger.attesting.dates import parse_end
    from labour_ledger.attesting.submit import chain_time
    from labour_ledger.chain.council import AccreditationGrant
    from labour_ledger.chain.signed_types import encode_country
    from labour_ledger.schemas.catalogue import load_schema
    from labour_ledger_verify.attestation import schema_hash

    invocation = invocation_of(context)
    end = parse_end(until, "--until")
    ids = [load_schema(schema_id).id for schema_id in schema]
    code = country_code(country, "--country")
    with _council(invocation.settings(), council, password_file) as (_, acting):
        now = chain_time(acting.client)
        place = encode_country(code)
        acting.give_accreditations(
            [
                AccreditationGrant(party, schema_hash(schema_id), now, end, country=place, may_accredit=may_accredit)
                for schema_id in ids
            ]
        )
    document = {"format": "labour-ledger/accreditations@1", "party": party, "schemas": ids, "country": code}
    text = f"party {party} is accredited for {', '.join(ids)} in {code or 'every country'} until {until}"
    invocation.output(as_json).result(document, lambda output: output.line(text))


@contextmanager
def _council(settings: Settings, name: str | None, password_file: Path | None) -> Iterator[tuple[Ledger, Council]]:
    from labour_ledger.chain.council import Council

    from .connections import connect_node, council_account, open_ledger

    with open_ledger(settings) as ledger:
        account = council_account(settings, ledger.deployment.chain_id, name, password_file)
        with connect_node(settings, ledger.deployment) as client:
            yield ledger, Council(client, account)


def _party_class(text: str) -> PartyClass:
    from labour_ledger.errors import InputError
    from labour_ledger.schemas.codes import PartyClass, code_name, code_named

    try:
        return code_named(PartyClass, text.strip().lower().replace("-", "_"))
    except KeyError as error:
        names = ", ".join(code_name(item) for item in PartyClass)
        raise InputError(f"--class: {text[:40]!r} is not a class of party", hint=f"Classes: {names}.") from error


def _address(settings: Settings, text: str) -> bytes:
    from labour_ledger.attesting.keys import find_key
    from labour_ledger.errors import InputError
    from labour_ledger_verify import errors as verify_errors
    from labour_ledger_verify.hexadecimal import parse_address

    if not text.startswith("0x"):
        return find_key(settings.keystore_dir, text).address
    try:
        return parse_address(text, "--key")
    except verify_errors.InputError as error:
        raise InputError(error.message, hint=error.hint) from error
