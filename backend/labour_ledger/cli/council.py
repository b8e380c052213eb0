"""`labour-ledger council register` and `accredit`: short cuts to what a council does most.

Where the council is an address, its key sends them. Where it has members, they are proposed: a local chain, which holds
all members' keys, also approves and executes; elsewhere one member proposes and approves, and the others follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import council_proposing, council_showing, council_suspending
from .addresses import address_of
from .countries import country_code
from .invocation import JsonOption, invocation_of
from .output import counted
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.chain.council import CouncilActs
    from labour_ledger.config import Settings
    from labour_ledger_verify.basis import PartyClass

    from .connections import Ledger
    from .output import Output

app = typer.Typer(
    no_args_is_help=True, help="Govern the registries: propose, approve, execute; register and accredit; suspend."
)
council_proposing.register(app)
council_showing.register(app)
council_suspending.register(app)

CouncilOption = Annotated[
    str | None,
    typer.Option(
        "--council",
        help="Label of the council's key, or of a member's who proposes; a local chain has its own.",
        show_default=False,
    ),
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
    addresses = [address_of(settings, item, "--key") for item in key]
    profile = draft_profile(name, country_code(country, "--country"))
    with _council(settings, council, password_file) as (ledger, acting):
        keep_profile(ledger.store, profile, now=chain_time(acting.client))
        registration = PartyRegistration(chosen, encode_country(profile.country), profile.hash)
        parties = acting.register_parties([registration])
        both = KeyRole.SIGN | KeyRole.ADMIN
        acting.add_keys([KeyAddition(party, address, role=both) for party in parties for address in addresses])
    document = {
        "format": "labour-ledger/party@1",
        "party": parties[0] if parties else None,
        "name": name,
        "keys": [to_checksum_address(address) for address in addresses],
        **_decisions_json(acting),
    }

    def show(output: Output) -> None:
        _show_decisions(output, acting)
        if parties:
            output.line(f"{name} is party {parties[0]}, with {counted(len(addresses), 'key')}")
            return
        # a number that is not given yet could become another party's: keys are added once it is known
        output.line("when it is executed and has a number, propose its keys:")
        for address in addresses:
            output.line(f"  add-key party=NUMBER key={to_checksum_address(address)} role=sign,admin")

    invocation.output(as_json).result(document, show)


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
        done = acting.give_accreditations(
            [
                AccreditationGrant(party, schema_hash(schema_id), now, end, country=place, may_accredit=may_accredit)
                for schema_id in ids
            ]
        )
    document = {
        "format": "labour-ledger/accreditations@1",
        "party": party,
        "schemas": ids,
        "country": code,
        **_decisions_json(acting),
    }

    def show(output: Output) -> None:
        _show_decisions(output, acting)
        verb = "is" if done else "is to be"
        place = code or "every country"
        output.line(f"party {party} {verb} accredited for {', '.join(ids)} in {place} until {until}")

    invocation.output(as_json).result(document, show)


@contextmanager
def _council(settings: Settings, name: str | None, password_file: Path | None) -> Iterator[tuple[Ledger, CouncilActs]]:
    from .connections import connect_node, open_ledger
    from .council_acting import acting_council

    with open_ledger(settings) as ledger, connect_node(settings, ledger.deployment) as client:
        yield ledger, acting_council(settings, client, ledger.deployment, name, password_file)


def _decisions_json(acting: CouncilActs) -> dict[str, object]:
    return {"decisions": [decision.to_json() for decision in acting.decisions]} if acting.decisions else {}


def _show_decisions(output: Output, acting: CouncilActs) -> None:
    for decision in acting.decisions:
        output.line(decision.text())


def _party_class(text: str) -> PartyClass:
    from labour_ledger.errors import InputError
    from labour_ledger.schemas.codes import PartyClass, code_name, code_named

    try:
        return code_named(PartyClass, text.strip().lower().replace("-", "_"))
    except KeyError as error:
        names = ", ".join(code_name(item) for item in PartyClass)
        raise InputError(f"--class: {text[:40]!r} is not a class of party", hint=f"Classes: {names}.") from error
