"""The hub, with nothing around it."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from h5rec.errors import LiveError
from h5rec.live import hub as hub_module
from h5rec.live.hub import Hub
from h5rec.wire.stream import ChunkBegin, ChunkData, Event
from tests.live.streams import Received, Script


def drain(hub: Hub, viewer: str, received: Received | None = None, messages: int | None = None) -> Received:
    received = received or Received()
    while messages is None or messages > 0:
        message = hub.take(viewer)
        if message is None:
            break
        received.add(message)
        messages = None if messages is None else messages - 1
    return received


def types(received: Received) -> list[object]:
    return [text["type"] for text in received.texts]


def test_viewer_from_the_start_gets_the_bytes_of_the_log() -> None:
    hub = Hub()
    hub.attach("a")
    script = Script(hub.publish)
    for _ in range(50):
        script.draw()
    script.end()
    hub.end(0, "finished")
    received = drain(hub, "a")
    assert len(script.offsets) > 3
    assert received.bytes == script.log
    assert [chunk for chunk, _ in received.pieces] == [0]
    assert received.end == {"type": "end", "status": 0, "reason": "finished"}
    assert hub.is_drained


def test_late_viewer_gets_the_current_chunk_from_its_first_byte() -> None:
    hub = Hub()
    script = Script(hub.publish)
    for _ in range(35):
        script.draw()
    hub.attach("late")
    received = drain(hub, "late")
    (chunk, data), last = received.pieces[0], len(script.offsets) - 1
    assert last > 0
    assert chunk == last
    assert data == script.log[script.offsets[-1] :]
    script.draw()
    drain(hub, "late", received)
    assert received.frames()[-1].number == script.frames - 1


def test_viewer_between_chunks_and_after_the_end_gets_the_last_chunk() -> None:
    hub = Hub()
    script = Script(hub.publish)
    script.draw()
    script.end()
    hub.attach("between")
    assert drain(hub, "between").bytes == script.log
    hub.end(3, "failed")
    hub.attach("after")
    received = drain(hub, "after")
    assert received.bytes == script.log
    assert received.end == {"type": "end", "status": 3, "reason": "failed"}
    assert drain(hub, "between").end == received.end


def test_nothing_follows_the_end() -> None:
    hub = Hub()
    hub.attach("a")
    hub.attach("b")
    hub.end(0, "finished")
    received = drain(hub, "a")
    assert received.end is not None
    hub.detach("b")
    hub.attach("c")
    assert hub.take("a") is None
    assert drain(hub, "c").end == received.end
    assert hub.is_drained


def test_before_the_first_chunk_there_is_nothing_to_join() -> None:
    hub = Hub(title="t", log_name="x.h5rec")
    hub.attach("a")
    received = drain(hub, "a")
    assert received.texts == [
        {"type": "save", "name": "x.h5rec"},
        {"type": "status", "viewers": 1, "title": "t"},
    ]
    assert received.pieces == []


def test_only_the_newest_status_is_sent() -> None:
    hub = Hub()
    hub.attach("a")
    drain(hub, "a")
    for name in "bcd":
        hub.attach(name)
    hub.detach("c")
    received = drain(hub, "a")
    assert received.texts == [{"type": "status", "viewers": 3, "title": ""}]


def test_slow_viewer_skips_and_the_others_do_not_notice() -> None:
    hub = Hub(queue_bytes=10_000)
    hub.attach("slow")
    hub.attach("quick")
    script = Script(hub.publish)
    slow, quick = drain(hub, "slow"), Received()
    for _ in range(200):
        script.draw()
        drain(hub, "quick", quick)
        assert hub.queued_bytes("slow") <= hub.limit_bytes
    assert quick.bytes == script.log
    assert hub.skips("slow") > 1
    assert hub.skips("quick") == 0
    drain(hub, "slow", slow)
    slow.check(script)
    assert len(slow.pieces) == 1 + 1  # what was queued before the skip is not sent
    assert slow.frames()[-1] == quick.frames()[-1]


def test_chunk_larger_than_the_queue_still_reaches_everybody() -> None:
    hub = Hub(queue_bytes=100)
    hub.attach("a")
    script = Script(hub.publish, chunk_raw_bytes=100_000)
    for _ in range(10):
        script.draw(5000)
    hub.attach("late")
    assert hub.skips("a") == 0
    assert drain(hub, "a").bytes == script.log
    assert drain(hub, "late").bytes == script.log


def test_queues_share_the_bytes_and_messages_are_limited() -> None:
    hub = Hub()
    hub.attach("a")
    hub.publish(ChunkBegin(0))
    data = bytes(range(256)) * 10
    hub.publish(ChunkData(data))
    hub.publish(ChunkData(data))
    drain(hub, "a", messages=3)
    sizes = []
    whole = b""
    while (message := hub.take("a", 1000)) is not None:
        assert isinstance(message, bytes)
        sizes.append(len(message))
        whole += message
    assert sizes == [1000] * 5 + [120]
    assert whole == data + data
    assert hub.queued_bytes("a") == 0


def test_gap_holds_everybody_until_the_next_chunk() -> None:
    hub = Hub()
    hub.attach("a")
    lost = False

    def publish(event: Event) -> None:
        nonlocal lost
        lost = lost and not isinstance(event, ChunkBegin)
        if not lost:
            hub.publish(event)

    script = Script(publish)
    script.draw()
    received = drain(hub, "a")
    hub.gap()
    lost = True
    script.draw()
    hub.attach("late")
    late = drain(hub, "late")
    assert late.pieces == []
    while lost:
        script.draw()
    for name, got in (("a", received), ("late", late)):
        drain(hub, name, got)
        got.check(script)
        assert got.frames()[-1].number == script.frames - 1
    assert types(received).count("join") == 2


def test_viewer_that_acknowledges_is_not_sent_much_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "ACK_WINDOW_BYTES", 1000)
    hub = Hub()
    hub.attach("a")
    hub.publish(ChunkBegin(0))
    hub.publish(ChunkData(bytes(5000)))
    assert [json.loads(str(hub.take("a")))["type"] for _ in range(3)] == ["save", "status", "join"]
    hub.receive("a", '{"type":"ack","bytes":0}')
    assert hub.take("a", 600) == bytes(600)
    assert hub.take("a", 600) == bytes(600)
    assert hub.take("a", 600) is None
    hub.receive("a", '{"type":"ack","bytes":700}')
    assert hub.take("a", 600) == bytes(600)
    hub.receive("a", '{"type":"ack","bytes":100}')  # goes back: not believed
    hub.receive("a", '{"type":"ack","bytes":1800}')
    assert hub.take("a", 600) == bytes(600)


@pytest.mark.parametrize(
    "message",
    [
        b"{}",
        "",
        "null",
        "[1]",
        "{",
        "[" * 4000,
        '{"type":"ack"}',
        '{"type":"ack","bytes":-1}',
        '{"type":"ack","bytes":1}',
        '{"type":"ack","bytes":true}',
        '{"type":"ack","bytes":1e3}',
    ],
)
def test_malformed_messages_are_refused(message: str | bytes) -> None:
    hub = Hub()
    hub.attach("a")
    with pytest.raises(LiveError):
        hub.receive("a", message)


def test_unknown_messages_are_ignored() -> None:
    hub = Hub()
    hub.attach("a")
    hub.receive("a", '{"type":"mouse","x":1}')
    hub.receive("a", "{}")
    hub.receive("nobody", '{"type":"ack","bytes":5}')
    hub.detach("nobody")
    assert hub.take("nobody") is None


def test_events_without_a_beginning_are_ignored() -> None:
    hub = Hub()
    hub.attach("a")
    hub.publish(ChunkData(b"x"))
    assert drain(hub, "a").pieces == []


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("draw"), st.integers(4, 3000)),
        st.tuples(st.just("draw"), st.integers(4, 100)),
        st.tuples(st.just("attach"), st.sampled_from("abc")),
        st.tuples(st.just("detach"), st.sampled_from("abc")),
        st.tuples(st.just("take"), st.integers(1, 20)),
        st.tuples(st.just("gap"), st.just(0)),
    ),
    max_size=80,
)


@settings(max_examples=200, deadline=None)
@example([("draw", 409), ("attach", "a"), ("draw", 404), ("draw", 6)], 0, 500)
@example([("draw", 409), ("attach", "a"), ("draw", 404), ("gap", 0), ("draw", 33)], 0, 500)
@given(actions=ACTIONS, queue_bytes=st.integers(0, 20_000), chunk_raw_bytes=st.integers(500, 8000))
def test_any_interleaving(
    actions: list[tuple[str, int | str]], queue_bytes: int, chunk_raw_bytes: int
) -> None:
    hub = Hub(queue_bytes=queue_bytes)
    lost = False

    def publish(event: Event) -> None:
        nonlocal lost
        lost = lost and not isinstance(event, ChunkBegin)
        if not lost:
            hub.publish(event)

    script = Script(publish, chunk_raw_bytes=chunk_raw_bytes)
    here: dict[str, Received] = {}
    gone: list[Received] = []
    for kind, value in actions:
        if kind == "draw":
            script.draw(int(value), flush=int(value) % 3 > 0)
        elif kind == "attach" and value not in here:
            here[str(value)] = Received()
            hub.attach(value)
        elif kind == "detach" and value in here:
            hub.detach(value)
            gone.append(here.pop(str(value)))
        elif kind == "gap":
            hub.gap()
            lost = True
        elif kind == "take":
            for i, (name, received) in enumerate(here.items()):
                drain(hub, name, received, int(value) // (i + 1))
        assert hub.viewers == len(here)
        assert all(hub.queued_bytes(name) <= hub.limit_bytes for name in here)
    script.end()
    hub.end(0, "finished")
    for name, received in here.items():
        drain(hub, name, received)
        assert received.end is not None
        if received.pieces and not lost:
            chunk, data = received.pieces[-1]
            assert script.log[script.offsets[chunk] :] == data, "it has everything up to the end"
    for received in [*here.values(), *gone]:
        received.check(script)
    assert hub.is_drained
