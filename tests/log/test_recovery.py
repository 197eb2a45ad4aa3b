from __future__ import annotations

import random
from pathlib import Path

import pytest

from h5rec.errors import FormatError, H5RecError, LogError, TruncatedError
from h5rec.log.reader import open_log
from h5rec.log.recovery import damaged, repair, verify
from h5rec.wire._ops import Frame

from .test_reader import Log, bare, damage, read_all


def frames_of(path: Path) -> list[Frame]:
    with open_log(path) as recording:
        assert not recording.recovered
        verify(recording)
        return bare(list(recording.frames))


def test_a_cut_log(cut: Log, tmp_path: Path) -> None:
    out = tmp_path / "out.h5rec"
    done = repair(cut[0], out)
    assert (done.frames, done.lost_frames, done.problem) == (len(cut[1]), 0, "")
    assert done.size_bytes == out.stat().st_size
    assert frames_of(out) == cut[1]
    with open_log(out) as recording:
        assert len(recording.marks) == 10
        assert recording.end is None
        assert not recording.complete
        whole_chunks = recording.chunks[-1].offset
    assert out.read_bytes()[:whole_chunks] == cut[0].read_bytes()[:whole_chunks]  # copied, not written anew


def test_a_log_without_its_index(whole: Log, tmp_path: Path) -> None:
    with open_log(whole[0]) as recording:
        end = recording.chunks[-1].offset + recording.chunks[-1].size_bytes
    bare_log, out = tmp_path / "bare.h5rec", tmp_path / "out.h5rec"
    bare_log.write_bytes(whole[0].read_bytes()[:end])
    repair(bare_log, out)
    # all is there again, byte for byte, but for the order in which a chunk's figures are counted
    assert out.read_bytes() == whole[0].read_bytes()


def test_a_damaged_chunk(whole: Log, tmp_path: Path) -> None:
    bad, out = tmp_path / "bad.h5rec", tmp_path / "out.h5rec"
    with open_log(whole[0]) as recording:
        chunk = recording.chunks[5]
        before = sum(count for c in recording.chunks[:5] for count in c.frames[2::3])
    damage(whole[0], bad, chunk.offset + chunk.size_bytes - 20)
    done = repair(bad, out)
    assert before < done.frames < before + sum(chunk.frames[2::3])  # those before the damage within it, too
    assert done.frames + done.lost_frames == len(whole[1])
    assert done.problem.startswith(f"chunk 5 (byte {chunk.offset}): ")
    with (
        open_log(bad) as recording,
        pytest.raises(FormatError, match=f"keeps the {done.frames} frames before"),
    ):
        verify(recording)
    assert frames_of(out) == whole[1][: done.frames]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("which", ["whole", "cut"])
def test_what_can_be_read_is_kept(
    request: pytest.FixtureRequest, tmp_path: Path, seed: int, which: str
) -> None:
    path, drawn = request.getfixturevalue(which)
    data = path.read_bytes()
    bad, out = tmp_path / "bad.h5rec", tmp_path / "out.h5rec"
    rng = random.Random(seed)
    for _ in range(12):
        damaged = bytearray(data[: rng.randrange(len(data) // 2, len(data) + 1)])
        for _ in range(rng.randrange(3)):
            damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
        bad.write_bytes(damaged)
        readable, _ = read_all(bad)
        try:
            done = repair(bad, out, overwrite=True)
        except H5RecError:
            assert not readable
            continue
        assert done.frames >= len(readable)
        assert frames_of(out) == drawn[: done.frames]


def test_the_log_itself_is_not_overwritten(cut: Log) -> None:
    before = cut[0].read_bytes()
    with pytest.raises(LogError, match="is the log itself"):
        repair(cut[0], cut[0], overwrite=True)
    assert cut[0].read_bytes() == before


def test_nothing_to_keep(tmp_path: Path) -> None:
    path = tmp_path / "log.h5rec"
    path.write_bytes(b"\x28\xb5\x2f\xfd" + bytes(50))
    with pytest.raises(FormatError):
        repair(path, tmp_path / "out.h5rec")
    assert list(tmp_path.iterdir()) == [path]


def test_verify(whole: Log, cut: Log, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with open_log(whole[0]) as recording:
        found = verify(recording, lambda done, total: seen.append((done, total)))
        assert found == (len(recording.chunks), len(whole[1]), recording.size_bytes)
        assert len(seen) == len(recording.chunks)
    with (
        open_log(cut[0]) as recording,
        pytest.raises(TruncatedError, match=f"no index.*its {len(cut[1])} frames"),
    ):
        verify(recording)
    bad = tmp_path / "bad.h5rec"
    damage(whole[0], bad, 1000)
    with open_log(bad) as recording, pytest.raises(FormatError, match="chunk 0"):
        verify(recording)


@pytest.mark.parametrize("from_end", [10, 12, 17, 20, 30])
def test_verify_looks_at_the_seek_table(whole: Log, tmp_path: Path, from_end: int) -> None:
    """Nothing of ours reads by it once there is an index, but other tools do."""
    data = bytearray(whole[0].read_bytes())
    data[-from_end] ^= 0x10
    damaged = tmp_path / "damaged.h5rec"
    damaged.write_bytes(data)
    with open_log(damaged) as recording, pytest.raises(FormatError):
        verify(recording)


def test_which_chunks_are_damaged(whole: Log, cut: Log, tmp_path: Path) -> None:
    bad, worse = tmp_path / "bad.h5rec", tmp_path / "worse.h5rec"
    with open_log(whole[0]) as recording:
        chunks = recording.chunks
        assert damaged(recording) == []
    with open_log(cut[0]) as recording:
        assert recording.partial
        assert damaged(recording) == []
    damage(whole[0], bad, chunks[5].offset + chunks[5].size_bytes - 2)  # zstd's own checksum
    damage(bad, worse, chunks[2].offset + 40)
    with open_log(worse) as recording:
        assert [chunk.number for chunk in damaged(recording)] == [2, 5]


def test_repairing_what_cannot_be_repaired_leaves_nothing(whole: Log, tmp_path: Path) -> None:
    bad, out = tmp_path / "bad.h5rec", tmp_path / "out.h5rec"
    damage(whole[0], bad, 10)
    with pytest.raises(FormatError, match="nothing can be kept"):
        repair(bad, out)
    assert not out.exists()
