"""From a trusted block hash to the heads of histories: steps 2 to 4 of docs/bundle-format.md.

It knows headers, accounts and slots, and not what entries say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .bundle import Bundle, PartyPart, SubjectPart
from .errors import (
    BlockAhead,
    BlockFalse,
    BlockOld,
    BlockUnknown,
    CodeFalse,
    HeaderFalse,
    HistoryAbsent,
    HistoryUnknown,
    NodeUnused,
    TrustMissing,
)
from .handle import handle_of
from .header import EMPTY_CODE_HASH, Header, find_account
from .hexadecimal import to_checksum_address, to_hex
from .history import HistoryKind, party_history_id
from .keccak import ZERO_WORD
from .storage import find_word, head_slot
from .trie import NodeSet
from .trust import Trust


class Heads(NamedTuple):
    """What the contract's storage holds for each history of a bundle, 32 bytes each, in the order of the bundle."""

    subjects: tuple[bytes, ...]
    parties: tuple[bytes, ...]
    issued: tuple[bytes, ...]


def check_header(header: Header, trust: Trust, *, now: int) -> None:
    """Check that the auditor trusts a block (step 2).

    Args:
        header: The parsed header.
        trust: What the auditor believes.
        now: Time of the check, Unix seconds.

    Raises:
        BlockFalse: The auditor knows another hash of that number.
        HeaderFalse: The header has not the fields of the chain.
        BlockUnknown: The auditor does not know the block.
        BlockAhead: It is of a later time than `now` and the tolerance.
        BlockOld: It is older than the auditor allows.
    """
    known = {block.number: block.hash for block in trust.trusted_blocks}.get(header.number)
    if known is not None and known != header.hash:
        raise BlockFalse(
            f"block {header.number} has the hash {to_hex(known)}, and not {to_hex(header.hash)}",
            hint="The bundle is of another chain, or of a block that was replaced. Get a newer bundle.",
        )
    profile = trust.chain_profile
    if profile is not None and header.field_count != profile.header_fields:
        raise HeaderFalse(
            f"the header has {header.field_count} fields; headers of this chain have {profile.header_fields}",
            hint="If the chain was upgraded, correct chainProfile.headerFields in the trust file.",
        )
    if known is None:
        raise BlockUnknown(
            f"nothing you trust says that block {header.number} with hash {to_hex(header.hash)} is on the chain",
            hint="Find the hash in a source you trust and note it: labour-ledger-verify trust add-block; or use --rpc.",
            context={"number": header.number, "hash": to_hex(header.hash)},
        )
    tolerance = profile.time_tolerance_s if profile is not None else 0
    if header.timestamp > now + tolerance:
        raise BlockAhead(
            f"the block is of a time {header.timestamp - now} s ahead of this computer's clock",
            hint="Set the clock right, or allow for it with chainProfile.timeToleranceSeconds.",
        )
    age, greatest = now - header.timestamp, trust.greatest_block_age_s
    if greatest is not None and age > greatest:
        raise BlockOld(
            f"the block is {age} s old, and the trust file allows {greatest} s",
            hint="Get a bundle of a newer block.",
        )


def find_storage(header: Header, trust: Trust, nodes: NodeSet) -> bytes:
    """Walk to the contract's storage and hold its code, and the council's, against the pins there are (step 3).

    Returns:
        The storage root, 32 bytes.

    Raises:
        CodeFalse: The contract or its council is not the pinned program.
        NodeMissing: A node is missing.
        InputError: A node or account is malformed.
    """
    contract = find_account(header.state_root, trust.domain.verifying_contract, nodes)
    if contract is None:
        raise CodeFalse(
            f"the chain has no account {to_checksum_address(trust.domain.verifying_contract)}",
            hint="Is contract in the trust file the ledger's address on this chain?",
        )
    if trust.contract_code_hash not in (None, contract.code_hash):
        raise CodeFalse(f"the contract's code hash is {to_hex(contract.code_hash)}, which is not the pinned one")
    if trust.council is not None:
        council = find_account(header.state_root, trust.council, nodes)
        code_hash = EMPTY_CODE_HASH if council is None else council.code_hash
        if trust.council_code_hash not in (None, code_hash):
            raise CodeFalse(f"the council's code hash is {to_hex(code_hash)}, which is not the pinned one")
    return contract.storage_root


def refuse_unpinned(trust: Trust) -> None:
    """Check that a trust file pins what a proof needs (step 3).

    Raises:
        TrustMissing: A pin is not there.
    """
    pins = {
        "contractCodeHash": trust.contract_code_hash,
        "council": trust.council,
        "councilCodeHash": trust.council_code_hash,
    }
    lacking = [name for name, pin in pins.items() if pin is None]
    if lacking:
        raise TrustMissing(
            f"the trust file does not pin {', '.join(lacking)}",
            hint="Without it nothing says that the contract keeps the ledger's rules; find it out and add it.",
        )


def find_heads(bundle: Bundle, storage_root: bytes, nodes: NodeSet) -> Heads:
    """Walk to the head of each history (step 4).

    Raises:
        HistoryUnknown: The ledger has no history of what the bundle is about.
        HistoryAbsent: It has none of something that the bundle has entries of.
        NodeMissing: A node is missing.
        InputError: A node or value is malformed.
    """
    found: dict[str, tuple[bytes, ...]] = {}
    for name, kind, keys in (
        ("subjects", HistoryKind.SUBJECT, [part.subject for part in bundle.subjects]),
        ("parties", HistoryKind.PARTY, [_party_key(part) for part in bundle.parties]),
        ("issued", HistoryKind.ISSUED, [_party_key(part) for part in bundle.issued]),
    ):
        found[name] = tuple(find_word(storage_root, head_slot(kind, key), nodes) for key in keys)
    _refuse_unknown(bundle, found)
    return Heads(**found)


def refuse_unused(nodes: NodeSet) -> None:
    """Check that every node was visited by a walk: what no walk needs could hide anything (step 4).

    Raises:
        NodeUnused: Nodes are left over.
    """
    if nodes.unwalked():
        raise NodeUnused(f"nodes: {nodes.unwalked()} of them belong to no proof", hint="Get the bundle again.")


def _party_key(part: PartyPart) -> bytes:
    return party_history_id(part.party)


def _refuse_unknown(bundle: Bundle, found: Mapping[str, Sequence[bytes]]) -> None:
    parts: dict[str, Sequence[SubjectPart | PartyPart]] = {
        "subjects": bundle.subjects,
        "parties": bundle.parties,
        "issued": bundle.issued,
    }
    for name, heads in found.items():
        for place, (part, head) in enumerate(zip(parts[name], heads, strict=True)):
            if head != ZERO_WORD:
                continue
            if part is bundle.about and not part.entries and part.since is None:
                raise HistoryUnknown(
                    f"the ledger knows no history of {_name(part)}",
                    hint="It is not registered there, or has issued nothing, up to this block.",
                )
            raise HistoryAbsent(f"{name}[{place}]: the ledger has no history of {_name(part)}")


def _name(part: SubjectPart | PartyPart) -> str:
    if isinstance(part, PartyPart):
        return f"party {part.party}"
    return f"{handle_of(part.subject)} {to_hex(part.subject)}"
