"""``python -m tests.retained --steps 500000``: random changes to random figures, retained beside full drawing."""

from __future__ import annotations

import argparse
import random
import time
import traceback

from .pairs import run


def main() -> None:
    """Run, and say what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=int)
    parser.add_argument("--stop", action="store_true", help="at the first difference")
    options = parser.parse_args()
    steps = reused = differences = examples = 0
    begun = time.monotonic()
    seed = options.seed
    while steps < options.steps:
        seed += 1
        examples += 1
        start, batches = sequence(seed)
        if options.start is not None:
            start = options.start
        try:
            more, again = run(start, seed, batches)
        except Exception:
            differences += 1
            print(f"DIFFERENCE seed {seed}, start {start}:", traceback.format_exc(limit=-4), flush=True)
            if options.stop:
                break
            more = again = 0
        steps += more
        reused += again
    seconds = time.monotonic() - begun
    print(
        f"{steps} steps, {examples} figures, {reused} artists reused, {differences} differences, {seconds:.0f} s"
    )


def sequence(seed: int) -> tuple[int, list[list[tuple[int, int]]]]:
    """Return a figure's number and batches of steps."""
    rng = random.Random(seed)
    batches = [
        [(rng.randrange(1000), rng.randrange(1 << 30)) for _ in range(rng.choice((0, 1, 2, 4, 8, 20)))]
        for _ in range(rng.randrange(5, 40))
    ]
    return rng.randrange(1000), batches


if __name__ == "__main__":
    main()
