import numpy as np
import pytest

from labour_ledger.diligence.snapshot.words import FLAG_BITS, UNREGISTERED, pair_status, tier_of, word_of
from labour_ledger.diligence.tiers import CODES, PAIR_FLAGS, UNKNOWN_PAIR, Tier, TierQuestion, Upstream
from labour_ledger_verify.status import Flag, FlagCode, Status, StatusCode

QUESTION = TierQuestion(b"r" * 32, b"s" * 32, 1, 1)


def upstream(*tiers: Tier) -> Upstream:
    return Upstream(QUESTION, tiers, 0, 0, 0, is_root_supplied_by_itself=False, list_sites=list)


def test_total_adds_tiers_and_leaves_out_what_nobody_has() -> None:
    near = Tier(1, {StatusCode.CONFORMS: 2, StatusCode.UNKNOWN: 1}, {FlagCode.EXPIRING: 1}, 1)
    far = Tier(2, {StatusCode.CONFORMS: 1, StatusCode.EXPIRED: 4}, {FlagCode.EXPIRING: 2}, 0)
    total = upstream(near, far).total
    assert total == Tier(
        2, {StatusCode.CONFORMS: 3, StatusCode.EXPIRED: 4, StatusCode.UNKNOWN: 1}, {FlagCode.EXPIRING: 3}, 1
    )
    assert (total.sites, total.covered) == (8, 3)


def test_worst_known_passes_over_unknown() -> None:
    assert upstream(Tier(1, {StatusCode.UNKNOWN: 3}, {}, 0)).worst_known is None
    assert upstream().worst_known is None
    tier = Tier(1, {StatusCode.UNKNOWN: 3, StatusCode.EXPIRED: 1, StatusCode.DISPUTED: 1}, {}, 0)
    assert upstream(tier).worst_known is StatusCode.DISPUTED


def test_covered_counts_bad_findings_too_and_never_the_unknown_or_the_site_itself() -> None:
    counted = {code: Tier(1, {code: 1}, {}, 0).covered for code in CODES}
    assert [code for code, covered in counted.items() if covered] == list(CODES[:8])
    assert not any(counted[code] for code in (StatusCode.UNKNOWN, StatusCode.EXPIRED, StatusCode.SELF_DECLARED))


@pytest.mark.parametrize("code", CODES)
def test_word_of_a_status_means_the_same_status(code: StatusCode) -> None:
    for flag in PAIR_FLAGS:
        status = Status(code, (Flag(flag), Flag(FlagCode.IDENTITY_UNCHECKED)), (), (), (), (), 0, 0)
        found = pair_status(word_of(status))
        assert (found.code, found.flags) == (code, (flag,))


def test_pair_status_of_an_unregistered_subject_is_unknown() -> None:
    assert pair_status(UNREGISTERED) == UNKNOWN_PAIR


def test_tier_of_words_counts_codes_flags_and_loose_ends() -> None:
    conforms = CODES.index(StatusCode.CONFORMS) << FLAG_BITS
    expiring = 1 << PAIR_FLAGS.index(FlagCode.EXPIRING)
    words = np.array([conforms, conforms | expiring, UNREGISTERED, conforms], np.uint16)
    assert tier_of(3, words) == Tier(3, {StatusCode.CONFORMS: 3}, {FlagCode.EXPIRING: 1}, 1)
    assert tier_of(1, words[:0]) == Tier(1, {}, {}, 0)
