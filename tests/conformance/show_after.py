"""Runs a script, then shows what figures it has left unshown, as the gallery's own build takes those, too.

``h5rec record show_after.py SCRIPT``
"""

from __future__ import annotations

import os
import runpy
import sys

import matplotlib.pyplot as plt


def main() -> None:
    script = sys.argv.pop(1)
    sys.argv[0] = script
    sys.path[0] = os.path.dirname(script)
    runpy.run_path(script, run_name="__main__")
    plt.show(block=False)


if __name__ == "__main__":
    main()
