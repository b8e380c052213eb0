"""The inputs of the fuzzer without it: fixed seeds, changed at random places, in seconds."""

from random import Random

import pytest
from tests.fuzz.inputs import DATA, feed, feed_bundle, feed_parts, seeds

CHANGES = 150


def changed(data, random):
    found = bytearray(data)
    for _ in range(random.randrange(1, 4)):
        place = random.randrange(len(found))
        match random.randrange(4):
            case 0:
                found[place] = random.randrange(256)
            case 1:
                del found[place : place + random.randrange(1, 60)]
            case 2:
                other = random.randrange(len(found))
                found[place:place] = found[other : other + random.randrange(1, 60)]
            case _:
                found[place : place + 4] = random.choice([b"null", b"[[[[", b'"0x"', b"1e99", b"\xff\xff\xff\xff"])
    return bytes(found)


@pytest.mark.parametrize("place", range(len(seeds())))
def test_feed_seed_changed_at_random_ends_in_an_answer(place):
    random = Random(place)
    for _ in range(CHANGES):
        feed(changed(seeds()[place], random))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'"' * 100_001,
        b"\xf8" * 5_000,
        b"\xff" * 5_000,
        b"9" * 100_000,
        b'{"format":"labour-ledger/bundle@1"' + b" " * 100_000,
        b"\xc0" * 5_000,
    ],
)
def test_feed_what_would_exhaust_a_careless_reader_ends_in_an_answer(data):
    feed(data)


def test_feed_bundle_sound_is_a_yes():
    feed_bundle(DATA)
    feed_parts(DATA)
