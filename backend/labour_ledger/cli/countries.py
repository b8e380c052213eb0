"""Countries that people name as an option: a code that no country has would silently match no site."""

from __future__ import annotations


def country_code(text: str, option: str) -> str:
    """Return the two letters of ISO 3166-1 for a country's code or English name; empty for empty.

    Args:
        text: What was typed.
        option: For the error.

    Raises:
        InputError: No country has this name or code.
    """
    from labour_ledger.errors import InputError
    from labour_ledger.registry.lists.countries import resolve_country

    if not text:
        return ""
    country = resolve_country(text)
    if country is None:
        raise InputError(
            f"{option}: no country of ISO 3166-1 has the name or code {text[:40]!r}",
            hint="Write its two letters, such as BR, or its English name.",
        )
    return country.alpha_2
