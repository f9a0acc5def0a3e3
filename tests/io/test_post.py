"""Laws of messages between processes: they come as they were sent, and nobody waits before the end."""

import os
from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from kb.io.post import Inbox, Outbox

MESSAGES = st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=99)), max_size=9)


@given(MESSAGES, st.sets(st.integers(0, 8)))
def test_messages_come_as_they_were_sent(messages: list[tuple[int, bytes]], looking: set[int]) -> None:
    """In their order, whenever somebody looks whether some have come; what has not come is told of at the end."""
    inbox, outbox = _pipe()
    found: list[tuple[int, bytes]] = []
    for place, (number, content) in enumerate(messages):
        outbox.put(number, content)
        if place in looking:
            found += inbox.there()
            assert found == messages[: place + 1]
    outbox.close()
    found += inbox.rest()
    inbox.close()
    assert found == messages


def test_nobody_waits_before_the_end() -> None:
    """More than a pipe holds is sent without anybody who takes it, and taken as it comes."""
    inbox, outbox = _pipe()
    messages = [(number, bytes([number]) * 3_000_000) for number in range(3)]
    for number, content in messages:
        assert [*inbox.there()] == []
        outbox.put(number, content)
    closing = Thread(target=outbox.close)
    closing.start()
    assert [*inbox.rest()] == messages
    closing.join()
    inbox.close()


def test_what_is_not_whole_is_left_out() -> None:
    """A sender that ended in the middle."""
    reading, writing = os.pipe()
    outbox = Outbox(os.dup(writing))
    outbox.put(1, b"whole")
    os.write(writing, b"\1\0\0")
    os.close(writing)
    outbox.close()
    inbox = Inbox(reading)
    assert [*inbox.rest()] == [(1, b"whole")]
    inbox.close()


def _pipe() -> tuple[Inbox, Outbox]:
    reading, writing = os.pipe()
    return Inbox(reading), Outbox(writing)
