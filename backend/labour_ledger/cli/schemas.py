"""`labour-ledger schemas`: what may be attested, by whom, and the form of the document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from .invocation import JsonOption, invocation_of
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.schemas.catalogue import Schema

app = typer.Typer(no_args_is_help=True, help="List what may be attested, and show the form of its document.")


@app.command("list")
def list_schemas(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the schemas that this program knows; a ledger has those that its council registered.

    Example: labour-ledger schemas list
    """
    from labour_ledger.schemas.catalogue import load_schema, schema_ids

    schemas = [load_schema(schema_id) for schema_id in schema_ids()]
    document = {"format": "labour-ledger/schemas@1", "schemas": [_summary(schema) for schema in schemas]}
    rows = [[schema.id, schema.title, ", ".join(_classes(schema))] for schema in schemas]
    invocation_of(context).output(as_json).result(
        document, lambda output: output.table(["schema", "what it is", "who may issue it"], rows)
    )


@app.command("show")
def show_schema(
    context: typer.Context,
    schema_id: Annotated[str, typer.Argument(metavar="SCHEMA", help="For example ilo/c029@1930.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Show one schema: its rules, the JSON Schema of its content, and an example to begin from.

    Example: labour-ledger schemas show ilo/c029@1930
    """
    from labour_ledger.schemas.catalogue import load_schema
    from labour_ledger.schemas.codes import code_name

    schema = load_schema(schema_id)
    document = {
        "format": "labour-ledger/schema@1",
        **_summary(schema),
        "results": {word: [code_name(code) for code in codes] for word, codes in schema.results.items()},
        "severities": {word: least.value for word, least in schema.severities.items()},
        "clauses": {
            code: {"title": clause.title, "topics": list(clause.topics)} for code, clause in schema.clauses.items()
        },
        "content": schema.content,
        "examples": list(schema.examples),
    }
    invocation_of(context).output(as_json).result(document, lambda output: _show(output, schema))


def _show(output: Output, schema: Schema) -> None:
    from labour_ledger.schemas.codes import code_name

    output.heading(f"{schema.id}  {schema.title}")
    output.line(schema.description)
    output.fields(
        [
            ("source", f"{schema.source.instrument}; {schema.source.reference}"),
            ("who may issue it", ", ".join(_classes(schema))),
            ("the site itself", "may declare under it" if schema.self_declaration else "may not"),
            ("accreditation", "needed by all others" if schema.accreditation_required else "not needed"),
            ("outcomes", ", ".join(_outcomes(schema))),
            ("valid at most", _days(schema.longest_validity_days)),
            ("dated back at most", _days(schema.longest_backdating_days)),
        ]
    )
    if schema.results:
        rows = [(word, " or ".join(code_name(code) for code in codes)) for word, codes in schema.results.items()]
        output.table(("the scheme's result", "outcome"), rows)
        output.table(
            ("the scheme's severity", "at least"), [(word, least) for word, least in schema.severities.items()]
        )
    if schema.clauses:
        clauses = [(code, clause.title, ", ".join(clause.topics)) for code, clause in schema.clauses.items()]
        output.table(("clause", "", "usual topics of findings"), clauses)
    output.line("An example of its content:")
    output.line(json.dumps(schema.examples[0], ensure_ascii=False, indent=2))
    output.line(f"All fields: labour-ledger schemas show {schema.id} --json")


def _summary(schema: Schema) -> dict[str, object]:
    return {
        "id": schema.id,
        "title": schema.title,
        "description": schema.description,
        "source": {"instrument": schema.source.instrument, "reference": schema.source.reference},
        "issuerClasses": _classes(schema),
        "outcomes": _outcomes(schema),
        "selfDeclaration": schema.self_declaration,
        "accreditationRequired": schema.accreditation_required,
        "longestValidityDays": schema.longest_validity_days,
        "longestBackdatingDays": schema.longest_backdating_days,
        "onChain": schema.on_chain,
    }


def _classes(schema: Schema) -> list[str]:
    from labour_ledger.schemas.codes import code_name

    return [code_name(party_class) for party_class in schema.issuer_classes]


def _outcomes(schema: Schema) -> list[str]:
    from labour_ledger.schemas.codes import code_name

    return [code_name(outcome) for outcome in schema.outcomes]


def _days(days: int) -> str:
    return f"{days:,} days" if days else "no limit"
