"""Keys as commands name them: an address, or the label of one in the keystore."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labour_ledger.config import Settings


def address_of(settings: Settings, text: str, option: str) -> bytes:
    """Return the address of a key, 20 bytes.

    Args:
        settings: Say where keys are.
        text: What was typed: `0x…` or a label.
        option: For the error.

    Raises:
        InputError: It is no address, or no stored key has the label.
    """
    from labour_ledger.attesting.keys import find_key
    from labour_ledger.errors import InputError
    from labour_ledger_verify import errors as verify_errors
    from labour_ledger_verify.hexadecimal import parse_address

    if not text.startswith("0x"):
        return find_key(settings.keystore_dir, text).address
    try:
        return parse_address(text, option)
    except verify_errors.InputError as error:
        raise InputError(error.message, hint=error.hint) from error
