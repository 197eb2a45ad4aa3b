"""A log is an ordinary zstd file: other implementations read it."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
import pyzstd
import zstandard

from h5rec.log.reader import open_log
from h5rec.log.recovery import repair

from .test_reader import Log


def zstd(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("zstd")
    if program is None:
        pytest.fail("the zstd program is missing: make browsers installs it", pytrace=False)
    return subprocess.run([program, *arguments], capture_output=True, check=False)


def raw_stream(path: Path) -> bytes:
    with open_log(path) as recording:
        pieces = [recording.read(chunk.offset, chunk.size_bytes) for chunk in recording.chunks]
        return b"".join(zstandard.ZstdDecompressor().decompressobj().decompress(piece) for piece in pieces)


def test_zstd_t(whole: Log) -> None:
    assert zstd("-t", whole[0]).returncode == 0


def test_zstd_dc(whole: Log) -> None:
    assert zstd("-dc", whole[0]).stdout == raw_stream(whole[0])


def test_zstd_dc_of_a_cut_log(cut: Log) -> None:
    done = zstd("-dc", cut[0])
    assert done.returncode != 0
    assert done.stdout.count(b"line ") == 10


def test_a_repaired_log(cut: Log, tmp_path: Path) -> None:
    repair(cut[0], tmp_path / "out.h5rec")
    assert zstd("-t", tmp_path / "out.h5rec").returncode == 0


def test_the_seek_table(whole: Log) -> None:
    raw = raw_stream(whole[0])
    rng = random.Random(1)
    with pyzstd.SeekableZstdFile(whole[0], "r") as file:
        assert file.read() == raw
        for _ in range(300):
            at, count = rng.randrange(len(raw)), rng.randrange(20_000)
            file.seek(at)
            assert file.read(count) == raw[at : at + count]
        assert file.seek(0, 2) == len(raw)
    with open_log(whole[0]) as recording:
        assert recording.raw_bytes == len(raw)
