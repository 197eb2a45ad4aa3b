from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from h5rec.errors import LogError
from h5rec.files import replacing
from h5rec.log.reader import open_log
from h5rec.log.writer import LogWriter
from h5rec.wire._ops import Figure, Frame
from h5rec.wire.stream import ChunkData, Event, StreamWriter
from tests.conftest import ROOT

from .logs import make, write


def test_the_chunks_in_the_file_are_the_events_bytes(tmp_path: Path) -> None:
    seen: list[bytes] = []

    class Both(LogWriter):
        def handle(self, event: Event) -> None:
            super().handle(event)
            if isinstance(event, ChunkData):
                seen.append(event.data)
                # ... and each is in the file at once
                assert self.path.stat().st_size == self.size_bytes == sum(map(len, seen))

    writer = Both(tmp_path / "log.h5rec")
    write(writer, 60)
    writer.close()
    stream = b"".join(seen)
    assert writer.path.read_bytes().startswith(stream)
    with open_log(writer.path) as recording:
        assert sum(chunk.size_bytes for chunk in recording.chunks) == len(stream)


def test_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "log.h5rec"
    make(path, 3)
    assert path.is_file()


def test_an_existing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.h5rec"
    path.write_bytes(b"precious")
    with pytest.raises(LogError, match=r"log\.h5rec: exists already; choose another name, or overwrite it"):
        LogWriter(path)
    assert path.read_bytes() == b"precious"


def test_an_overwritten_file_stays_until_there_is_something_to_write(tmp_path: Path) -> None:
    path = tmp_path / "log.h5rec"
    path.write_bytes(b"precious" * 100_000)
    LogWriter(path, overwrite=True).close()
    assert path.read_bytes() == b"precious" * 100_000
    frames = make(path, 5)
    with open_log(path) as recording:
        assert len(recording.frames) == len(frames)


def test_nothing_written_leaves_no_file(tmp_path: Path) -> None:
    writer = LogWriter(tmp_path / "log.h5rec")
    writer.close()
    writer.close()
    assert list(tmp_path.iterdir()) == []


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="is a directory; give the name of a file in it"):
        LogWriter(tmp_path, overwrite=True)


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LogError, match="cannot make the folder"):
        LogWriter(tmp_path / "file" / "log.h5rec")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(LogError, match="permission denied; choose another folder"):
        LogWriter(tmp_path / "log.h5rec")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")
def test_a_full_disk() -> None:
    writer = LogWriter("/dev/full", overwrite=True)
    with pytest.raises(LogError, match=r"/dev/full: cannot be written"):
        write(writer, 5)
    writer.close()
    assert os.path.exists("/dev/full")


def test_a_failed_write_leaves_a_valid_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = LogWriter(tmp_path / "log.h5rec")
    real_write = os.write
    left = 30_000

    def write_until_full(fd: int, data: memoryview) -> int:
        nonlocal left
        if left == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        data = data[: min(left, 100)]  # the system may take less than it is given
        left -= len(data)
        return real_write(fd, data)

    monkeypatch.setattr(os, "write", write_until_full)
    with pytest.raises(LogError, match="no space left on device; free some space") as info:
        write(writer, 5000)
    with pytest.raises(LogError, match="nothing more can be written"):
        writer.handle(ChunkData(b"x"))
    writer.close()
    assert writer.path.stat().st_size <= 30_000
    with open_log(writer.path) as recording:
        frames = list(recording.frames)
        assert recording.problem == ""
    assert f"the {len(frames)} frames before are safe in it" in str(info.value)
    assert len(frames) > 200


def test_without_the_end_of_its_chunk_the_file_is_as_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "log.h5rec"
    frames = make(path, 50, finish=False)
    with open_log(path) as recording:
        assert recording.recovered
        assert not recording.complete
        assert len(recording.frames) == len(frames)


WRITE_UNTIL_KILLED = """
import sys, time
from h5rec.log.writer import LogWriter
from h5rec.wire._ops import Figure, Frame
from h5rec.wire.stream import StreamWriter
stream = StreamWriter({}, 0, chunk_raw_bytes=2000)
writer = LogWriter(sys.argv[1])
def send(events):
    for event in events:
        writer.handle(event)
send(stream.figure(Figure(1, 0, "one", 640, 480, 100.0, 0)))
number = 0
while True:
    send(stream.frame(Frame(1, number, number, (), ())))
    send(stream.flush())
    number += 1
    print(number, flush=True)
"""


@pytest.mark.parametrize("delay_s", [0.0, 0.01, 0.05, 0.1, 0.2])
def test_a_killed_writer_loses_nothing_that_was_flushed(tmp_path: Path, delay_s: float) -> None:
    path = tmp_path / "log.h5rec"
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE_UNTIL_KILLED, path], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay_s)
    process.kill()
    written = [line for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    process.stdout.close()
    process.wait()
    told = int(written[-1]) if written else 1
    with open_log(path) as recording:
        assert recording.recovered
        assert recording.problem == ""
        assert told <= len(recording.frames) <= told + 1
        assert [frame.number for frame in recording.frames] == list(range(len(recording.frames)))


def test_a_replaced_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    with replacing(path) as file:
        file.write(b"first")
        assert not path.exists()
    assert path.read_bytes() == b"first"
    with pytest.raises(LogError, match="exists already"), replacing(path):
        pass

    def interrupted() -> None:
        with replacing(path, overwrite=True) as file:
            file.write(b"second")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_memory_does_not_grow_with_frames(tmp_path: Path) -> None:
    stream = StreamWriter({}, 0, chunk_raw_bytes=1000)
    writer = LogWriter(tmp_path / "log.h5rec")
    events = stream.figure(Figure(1, 0, "one", 640, 480, 100.0, 0))
    for number in range(20_000):
        events += stream.frame(Frame(1, number, number, (), ()))
        for event in events:
            writer.handle(event)
        events = []
    index = writer._log._index
    held = len(index._chunks) + index._sizes.itemsize * len(index._sizes)
    assert held < 60 * len(index._sizes) / 2
    writer.close()


WRITE_AND_WAIT = """
import sys
from h5rec.log.writer import LogWriter
from tests.log.logs import write
writer = LogWriter(sys.argv[1], overwrite=True)
write(writer, 30)
print("written", flush=True)
sys.stdin.read()
writer.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there, a lock would keep readers out, too")
def test_two_do_not_write_to_one_file(tmp_path: Path) -> None:
    path = tmp_path / "log.h5rec"
    path.write_bytes(b"old")
    other = subprocess.Popen(
        [sys.executable, "-c", WRITE_AND_WAIT, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    with other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"written"
        with pytest.raises(LogError, match=r"log\.h5rec: is being written just now; choose another name"):
            LogWriter(path, overwrite=True)
        with open_log(path) as recording:  # to read it is no problem
            assert len(recording.frames) > 0
        other.stdin.close()
        assert other.wait() == 0
    with open_log(path) as recording:
        assert recording.complete
    drawn = make(path, 3)  # now it can be written
    with open_log(path) as recording:
        assert len(recording.frames) == len(drawn)


@pytest.mark.skipif(sys.platform == "win32", reason="there, an open file cannot be removed")
def test_a_log_that_was_removed_meanwhile_is_not_called_written(tmp_path: Path) -> None:
    path = tmp_path / "log.h5rec"
    writer = LogWriter(path)
    write(writer, 10)
    path.unlink()
    with pytest.raises(LogError, match=r"log\.h5rec: was removed while it was written, and is lost"):
        writer.close()
