"""Viewers on real sockets."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import threading
import time
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from h5rec.errors import LiveError
from h5rec.live import server as server_module
from h5rec.live.server import LiveServer
from h5rec.wire.stream import ChunkBegin, ChunkData
from tests.live.clients import StalledViewer, Viewer, open_stream, stream_url, wait_until
from tests.live.conftest import MakeServer
from tests.live.streams import Script


def attach(server: LiveServer, viewers: int = 1) -> Viewer:
    viewer = Viewer(server.url)
    wait_until(lambda: server.viewers == viewers, "the viewer to be attached")
    return viewer


def receive_all(connection: ClientConnection) -> None:
    while True:
        connection.recv(20)


def test_viewer_from_the_start_gets_the_bytes_of_the_log(make_server: MakeServer) -> None:
    server = make_server(title="noise", log_path="somewhere/run.h5rec")
    before = server.wants_every_frame
    assert not before
    script = Script(server.handle)  # its first chunk has begun, and nothing else
    with attach(server) as viewer:
        assert server.wants_every_frame
        for i in range(300):
            script.draw(200 + 10 * i, flush=i % 4 > 0)
        script.end()
        server.finish(0, "finished")
        server.close()
        viewer.wait_closed()
    received = viewer.received
    assert len(script.offsets) > 10
    assert received.bytes == script.log
    assert received.end == {"type": "end", "status": 0, "reason": "finished"}
    assert {"type": "save", "name": "run.h5rec"} in received.texts
    assert {"type": "status", "viewers": 1, "title": "noise"} in received.texts
    assert [text["type"] for text in received.texts].count("join") == 1
    assert viewer.closed_code == 1001
    assert not server.wants_every_frame


def test_many_viewers_that_come_and_go(make_server: MakeServer) -> None:
    server = make_server()
    first = attach(server)
    script = Script(server.handle)
    late: list[Viewer] = []
    for count in range(12):
        for _ in range(7):
            script.draw()
        late.append(attach(server, count + 2))
    leaver = late.pop(3)
    with leaver:
        pass
    wait_until(lambda: server.viewers == 12)
    for _ in range(20):
        script.draw()
    script.end()
    server.close()
    for viewer in (first, *late, leaver):
        viewer.wait_closed()
        viewer.received.check(script)
    assert first.received.bytes == script.log
    frames = first.received.frames()
    assert [frame.number for frame in frames] == list(range(script.frames))
    for viewer in late:
        ((chunk, data),) = viewer.received.pieces
        assert data == script.log[script.offsets[chunk] :]
        seen = viewer.received.frames()
        assert seen == frames[-len(seen) :]
    assert len({viewer.received.pieces[0][0] for viewer in late}) > 2


def test_viewer_after_the_end(make_server: MakeServer) -> None:
    server = make_server()
    script = Script(server.handle)
    script.draw()
    script.end()
    server.finish(1, "failed")
    with Viewer(server.url) as viewer:
        wait_until(lambda: viewer.received.end)
        assert viewer.received.bytes == script.log
        assert viewer.received.end == {"type": "end", "status": 1, "reason": "failed"}


def test_stalled_viewer_skips_and_nobody_else_notices(make_server: MakeServer) -> None:
    server = make_server(queue_bytes=1 << 20)
    hub = server._hub
    with contextlib.closing(StalledViewer(server.url)) as stalled:
        wait_until(lambda: server.viewers == 1)
        (stalled_id,) = hub._viewers
        viewer = attach(server, 2)
        script = Script(server.handle, chunk_raw_bytes=200_000)
        # What the network holds is the system's choice; the queue is ours.
        while hub.skips(stalled_id) < 3:
            assert len(script.log) < 200 << 20
            for _ in range(10):
                script.draw(40_000)
            wait_until(lambda: len(viewer.received.bytes) >= len(script.log), "the other viewer")
            assert hub.queued_bytes(stalled_id) <= hub.limit_bytes
        assert hub.limit_bytes == 1 << 20
        assert server._put_bytes == server._got_bytes >= len(script.log)
        last = script.frames - 1
        stalled.read_until(lambda: hub.queued_bytes(stalled_id) == 0 and ends_with(stalled, script))
        stalled.received.check(script)
        assert len(stalled.received.pieces) >= 2
        assert stalled.received.last_frame == last
    wait_until(lambda: server.viewers == 1)
    with viewer:
        assert viewer.received.bytes == script.log


def ends_with(viewer: StalledViewer, script: Script) -> bool:
    if not viewer.received.pieces:
        return False
    chunk, data = viewer.received.pieces[-1]
    return script.offsets[chunk] + len(data) == len(script.log)


def test_handle_does_not_wait_for_the_servers_thread(make_server: MakeServer) -> None:
    server = make_server(backlog_bytes=100_000)
    viewer = attach(server)
    script = Script(server.handle)
    script.draw()
    wait_until(lambda: viewer.received.bytes == script.log)
    stuck, go_on = threading.Event(), threading.Event()

    def block() -> None:
        stuck.set()
        go_on.wait(20)

    server._service.call_soon(block)
    stuck.wait(20)
    most = 0
    for _ in range(200):  # comes back, though nothing goes out
        script.draw(2000)
        most = max(most, server._put_bytes - server._got_bytes)
        assert sum(len(e.data) for e in list(server._backlog) if isinstance(e, ChunkData)) <= 110_000
    assert 100_000 < most <= 110_000
    assert len(server._backlog) < 200
    go_on.set()
    wait_until(lambda: not server._backlog)
    for _ in range(10):
        script.draw(2000)
    script.end()
    with viewer:
        wait_until(lambda: viewer.received.last_frame == script.frames - 1)
        viewer.received.check(script)
        assert [chunk for chunk, _ in viewer.received.pieces] == [0, viewer.received.pieces[1][0]]
        assert viewer.received.pieces[1][0] > 1


def test_server_sleeps_while_nobody_watches(make_server: MakeServer) -> None:
    server = make_server()
    script = Script(server.handle)
    for _ in range(20):
        script.draw()
    assert server._got_bytes == 0
    assert len(server._backlog) > 20
    with attach(server) as viewer:
        wait_until(lambda: viewer.received.last_frame == 19)
        script.draw()
        wait_until(lambda: viewer.received.last_frame == 20)
        viewer.received.check(script)
    wait_until(lambda: server.viewers == 0)
    before = server._got_bytes
    while len(script.log) < 3 << 20:
        script.draw(50_000)
    wait_until(lambda: server._got_bytes - before > server_module.LAZY_BYTES)


def test_one_event_larger_than_the_backlog_is_taken(make_server: MakeServer) -> None:
    server = make_server(backlog_bytes=1000)
    with attach(server) as viewer:
        server.handle(ChunkBegin(0))
        server.handle(ChunkData(bytes(1 << 20)))
        wait_until(lambda: len(viewer.received.bytes) == 1 << 20)


@pytest.mark.parametrize(
    ("message", "code"),
    [("nonsense", 1008), (b"\0", 1008), ("[" * 4000, 1008), ('"' + "x" * 5000 + '"', 1009)],
)
def test_viewer_that_sends_nonsense_is_disconnected(
    make_server: MakeServer, message: str | bytes, code: int
) -> None:
    server = make_server()
    script = Script(server.handle)
    with attach(server) as good:
        with open_stream(stream_url(server.url)) as bad:
            bad.send(message)
            with pytest.raises(ConnectionClosed) as caught:
                receive_all(bad)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == code
        wait_until(lambda: server.viewers == 1)
        script.draw()
        wait_until(lambda: good.received.bytes == script.log)


def test_acknowledgements_hold_a_viewer_back(make_server: MakeServer) -> None:
    server = make_server()
    with open_stream(stream_url(server.url)) as connection:
        wait_until(lambda: server.viewers == 1)
        (viewer_id,) = server._hub._viewers
        connection.send('{"type":"ack","bytes":0}')
        wait_until(lambda: server._hub._viewers[viewer_id].acked_bytes == 0)
        server.handle(ChunkBegin(0))
        for _ in range(6):
            server.handle(ChunkData(bytes(1 << 20)))
        got = 0
        while got < 4 << 20:
            message = connection.recv(20)
            got += len(message) if isinstance(message, bytes) else 0
        assert got == 4 << 20
        assert server._hub.queued_bytes(viewer_id) == 2 << 20
        connection.send(json.dumps({"type": "ack", "bytes": got}))
        while got < 6 << 20:
            got += len(connection.recv(20))


def test_viewer_that_takes_nothing_at_all_is_dropped(
    make_server: MakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("h5rec.live.connection.STALL_S", 0.3)
    server = make_server()
    with contextlib.closing(StalledViewer(server.url)):
        wait_until(lambda: server.viewers == 1)
        script = Script(server.handle)
        while server.viewers:
            assert len(script.log) < 200 << 20
            script.draw(100_000)
            wait_until(lambda: not (server._backlog and server.viewers))


def test_too_many_viewers(make_server: MakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "MAX_VIEWERS", 1)
    server = make_server()
    with attach(server), open_stream(stream_url(server.url)) as second:
        with pytest.raises(ConnectionClosed) as caught:
            second.recv(20)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1013
        assert server.viewers == 1


def test_close_is_prompt_without_viewers(make_server: MakeServer) -> None:
    server = make_server()
    Script(server.handle).draw()
    began = time.monotonic()
    server.close(linger_s=60)
    assert time.monotonic() - began < 10
    assert not server._service.is_running
    server.close()
    server.handle(ChunkBegin(1))  # too late, and of no harm


def test_server_lingers_while_somebody_watches(make_server: MakeServer) -> None:
    server = make_server()
    viewer = attach(server)
    told: list[int] = []

    def on_linger(viewers: int) -> None:
        told.append(viewers)
        if len(told) == 1:
            threading.Thread(target=viewer.leave).start()

    began = time.monotonic()
    server.close(linger_s=60, on_linger=on_linger)
    assert time.monotonic() - began < 30
    assert told == [1]
    viewer.wait_closed()
    assert viewer.closed_code == 1000  # it went by itself
    assert viewer.received.end == {"type": "end", "status": None, "reason": None}


def test_lingering_has_an_end(make_server: MakeServer) -> None:
    server = make_server()
    with attach(server) as viewer:
        server.close(linger_s=0.1)
        viewer.wait_closed()
        assert viewer.closed_code == 1001


def test_viewer_that_comes_back_is_waited_for(
    make_server: MakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "RETURN_S", 20.0)
    server = make_server()
    viewer = attach(server)
    back: queue.Queue[Viewer] = queue.Queue()
    told: list[int] = []

    def reload() -> None:
        viewer.leave()
        wait_until(lambda: server.viewers == 0)
        back.put(Viewer(server.url))

    def leave() -> None:
        monkeypatch.setattr(server_module, "RETURN_S", 0.0)
        back.get().leave()

    def on_linger(viewers: int) -> None:
        told.append(viewers)
        threading.Thread(target=reload if len(told) == 1 else leave).start()

    server.close(linger_s=60, on_linger=on_linger)
    assert told == [1, 1]


def test_ctrl_c_ends_the_lingering(make_server: MakeServer) -> None:
    server = make_server()

    def on_linger(_: int) -> None:
        raise KeyboardInterrupt

    with attach(server) as viewer:
        with pytest.raises(KeyboardInterrupt):
            server.close(linger_s=60, on_linger=on_linger)
        assert not server._service.is_running
        viewer.wait_closed()


def test_waiting_for_a_viewer(make_server: MakeServer) -> None:
    server = make_server()
    assert not server.wait_for_viewer(0.01)
    with attach(server):
        assert server.wait_for_viewer(20)


def test_port_in_use(make_server: MakeServer) -> None:
    port = make_server()._service.port
    with pytest.raises(LiveError, match=f"127.0.0.1:{port} is in use: choose another port"):
        LiveServer(port=port)


def test_port_is_free_again_after_close(make_server: MakeServer) -> None:
    server = make_server()
    with attach(server):
        server.close()
    make_server(port=server._service.port)


def test_server_that_broke_down_says_so_once_it_is_asked(make_server: MakeServer) -> None:
    server = make_server()
    server._service.stop()
    with pytest.raises(LiveError, match="the recording goes on"):
        server.handle(ChunkBegin(0))


def test_failure_inside_reaches_neither_script_nor_other_viewers(
    make_server: MakeServer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    server = make_server()
    take = server._hub.take
    victims: list[object] = []

    def faulty(viewer_id: object, max_bytes: int = 1000) -> bytes | str | None:
        if viewer_id in victims:
            raise ZeroDivisionError
        return take(viewer_id, max_bytes)

    monkeypatch.setattr(server._hub, "take", faulty)
    good = attach(server)
    script = Script(server.handle)
    bad = attach(server, 2)
    victims.append(list(server._hub._viewers)[1])
    script.draw()
    bad.wait_closed()
    with good:
        script.draw()
        wait_until(lambda: good.received.bytes == script.log)
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_forked_child_leaves_the_server_alone(make_server: MakeServer, tmp_path: Path) -> None:
    server = make_server()
    script = Script(server.handle)
    with attach(server) as viewer:
        script.draw()
        wait_until(lambda: viewer.received.bytes == script.log)
        child = os.fork()
        if child == 0:
            try:
                script.draw()
                server.close(linger_s=60)
                (tmp_path / "child").write_text(str(server._service._socket.fileno()))
            finally:
                os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert (tmp_path / "child").read_text() == "-1"
        seen = len(script.log)
        script.draw()
        wait_until(lambda: viewer.received.bytes == script.log)
        assert len(script.log) > seen
