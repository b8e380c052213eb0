"""Kept answers are those that were sent, to the byte, and are of one state of the store only."""

import asyncio

from labour_ledger.api.kept_answers import Answer, KeptAnswers, send_answer

WORDS = (b"/v1/sites/0x01/status", b"schema=a")
OTHER = (b"/v1/sites/0x01/status", b"schema=b")


def answer(body: bytes = b"{}", tag: str = '"1"') -> Answer:
    headers = [(b"etag", tag.encode()), (b"content-length", b"2"), (b"content-type", b"application/json")]
    return Answer(headers, body, tag)


def sent(given: Answer, **headers: str) -> tuple[int, dict[bytes, bytes], bytes]:
    messages = []

    async def send(message) -> None:
        messages.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(send_answer(given, {"type": "http", "headers": raw}, send))
    return messages[0]["status"], dict(messages[0]["headers"]), messages[1]["body"]


def test_find_of_the_same_state_gives_what_was_kept() -> None:
    kept = KeptAnswers()
    kept.keep(WORDS, answer(b"first"), 1)
    kept.keep(WORDS, answer(b"second"), 1)
    found = kept.find(WORDS, 1)
    assert found is not None
    assert found.body == b"first"
    assert kept.find(OTHER, 1) is None


def test_find_of_another_or_an_unknown_state_gives_nothing() -> None:
    kept = KeptAnswers()
    kept.keep(WORDS, answer(), 1)
    assert kept.find(WORDS, 2) is None
    assert kept.find(WORDS, None) is None
    kept.keep(OTHER, answer(), 2)
    assert kept.find(WORDS, 1) is None
    assert kept.find(WORDS, 2) is None
    assert kept.find(OTHER, 2) is not None


def test_keep_of_an_unknown_state_keeps_nothing() -> None:
    kept = KeptAnswers()
    kept.keep(WORDS, answer(), None)
    assert kept.find(WORDS, None) is None


def test_keep_drops_what_was_not_asked_for_the_longest_beyond_its_memory() -> None:
    kept = KeptAnswers(most_bytes=2500)
    kept.keep(WORDS, answer(), 1)
    kept.keep(OTHER, answer(), 1)
    kept.find(WORDS, 1)
    kept.keep((b"third", b""), answer(), 1)
    assert kept.find(OTHER, 1) is None
    assert kept.find(WORDS, 1) is not None
    kept.keep((b"large", b""), answer(bytes(3000)), 1)
    assert kept.find((b"large", b""), 1) is None


def test_send_answer_to_a_caller_that_has_it_sends_no_body() -> None:
    assert sent(answer(), if_none_match='W/"1"') == (304, {b"etag": b'"1"'}, b"")
    status, headers, body = sent(answer(), if_none_match='"other"')
    assert (status, body) == (200, b"{}")
    assert headers[b"content-type"] == b"application/json"
