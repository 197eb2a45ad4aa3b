"""A process that runs for a limited time, and whose children end with it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event


def run_bounded(
    command: Sequence[str | os.PathLike[str]],
    output: Path,
    *,
    timeout_s: float,
    stop: Event | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> int | None:
    """Run a program, and return its exit status.

    Parameters
    ----------
    command : sequence of str or path
    output : Path
        What it writes goes into this file.
    timeout_s : float
        It is killed then.
    stop : Event, optional
        It is killed once this is set.
    cwd : Path, optional
        The folder it runs in.
    env : mapping of str to str, optional
        Added to the environment.

    Returns
    -------
    int or None
        None: it was killed.
    """
    with output.open("wb") as file:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            start_new_session=True,
        )
        return process.returncode if _ends(process, timeout_s, stop) else None


def _ends(process: subprocess.Popen[bytes], timeout_s: float, stop: Event | None) -> bool:
    """Wait for a process; whether it ended by itself. Else it is killed, with what it has started."""
    left_s = timeout_s
    try:
        while left_s > 0 and not (stop is not None and stop.is_set()):
            step_s = min(left_s, 0.25)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(step_s)
                return True
            left_s -= step_s
        return False
    finally:
        end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that was started in a session of its own, and all that it has started."""
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()
        process.wait()
