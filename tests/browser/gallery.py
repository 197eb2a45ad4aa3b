"""Scripts of matplotlib's own gallery, as its source distribution has them, fetched once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.conftest import ROOT

RELEASE = "3.11.2"
_SDIST_SHA256 = "cec596316640f2b394b8f0daa0ea61a8eae82d017b620b9f202befb972a59ea4"
_GALLERIES = f"matplotlib-{RELEASE}/galleries/"
_FOLDER = f"{_GALLERIES}examples/animation"
_CACHE = ROOT / ".cache" / f"gallery-{RELEASE}"
_STAND_IN = Path(__file__).parent / "stand_in"

SHA256 = {
    "animate_decay": "9742bb0092ff96311bb74c28d5e0a5170145e91a2665e56aa7b994f1208cec2b",
    "animation_demo": "e25a0ffce84fa82ace38efa0075ea41e669be4eb3e62771cb991eace67338062",
    "bayes_update": "77c452d0c2d42cec6f27cf26f74eeb597f930accb71780869cdf7e600146f27e",
    "rain": "26118a52c729b6fdb6950fc6b6ef36094153fb1a1315b2a2b613deb2be6a66cc",
    "simple_scatter": "6dbbae97f04b869b02ad918a322135c322bf466f3824c1e517a76d7dd1327424",
}

# How many pictures each shows, once through, as its source has it.
DRAWS = {
    # The first picture; 100 frames (save_count: its generator never ends); and a canvas.draw() of its own each
    # time that t, in steps of 0.1 from 0 to 9.9, reaches the right limit: at 1, 2, 4 and 8.
    "animate_decay": 1 + 100 + 4,
    # One plt.pause() for each of 50 images.
    "animation_demo": 50,
    # The first picture, then frames=100.
    "bayes_update": 1 + 100,
    # The first picture, then save_count=100 of endless frames.
    "rain": 1 + 100,
    # The first picture, then frames=len(x) - 1, x being a linspace of 50.
    "simple_scatter": 1 + 49,
}


def script(name: str) -> Path:
    """Return the path of an unmodified script of the gallery."""
    path = _CACHE / f"{name}.py"
    if not _is_sound(path, name):
        _fetch()
        assert _is_sound(path, name), f"{path} is not what it was when these tests were written"
    return path


def folder() -> Path:
    """Return the folder of all galleries, as the source distribution has it."""
    galleries = _CACHE / "galleries"
    if not galleries.is_dir():
        _CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_CACHE) as place, tarfile.open(_download(Path(place))) as tar:
            inside = [member for member in tar.getmembers() if member.name.startswith(_GALLERIES)]
            tar.extractall(place, inside, filter="data")
            # Renamed when it is whole: another run may be reading, or as far as this one.
            with contextlib.suppress(OSError):
                (Path(place) / _GALLERIES).rename(galleries)
    return galleries


def _is_sound(path: Path, name: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == SHA256[name]


def _fetch() -> None:
    _CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        archive = _download(Path(folder))
        with tarfile.open(archive) as tar:
            for name in SHA256:
                member = tar.extractfile(f"{_FOLDER}/{name}.py")
                assert member is not None
                # Renamed when it is whole: another run may be reading.
                part = _CACHE / f"{name}.{os.getpid()}.part"
                part.write_bytes(member.read())
                part.replace(_CACHE / f"{name}.py")


def _download(folder: Path) -> Path:
    """Let pip fetch the source distribution from wherever it is configured to, and check its hash."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"matplotlib=={RELEASE} --hash=sha256:{_SDIST_SHA256}\n", encoding="ascii")
    options = ["--no-deps", "--no-binary=matplotlib", "--no-build-isolation", "--require-hashes"]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            *options,
            "--dest",
            folder,
            "--requirement",
            wanted,
        ],
        env={**os.environ, "PYTHONPATH": os.fspath(_STAND_IN)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"pip could not fetch matplotlib {RELEASE}:\n{done.stderr}"
    return folder / f"matplotlib-{RELEASE}.tar.gz"
