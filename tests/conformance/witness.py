"""Runs one script, under Agg or with ``h5rec record``, and writes down what it warned of and what figures it made.

``python witness.py REPORT.json agg SCRIPT`` or ``python witness.py REPORT.json h5rec OPTIONS... SCRIPT``

``plt.show()`` draws nothing under Agg, so there every figure that is open in the end is drawn.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import sys
import warnings
from pathlib import Path
from typing import Any


def main() -> None:
    report, backend, *arguments = sys.argv[1:]
    told: set[str] = set()
    figures = 0
    pid = os.getpid()

    def tell(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        text = " ".join(f"{category.__name__}: {message}".split())
        told.add(re.sub(r"0x[0-9a-fA-F]+", "0x", text))

    warnings.simplefilter("always")
    warnings.showwarning = tell

    from matplotlib.backend_bases import FigureManagerBase

    original = FigureManagerBase.__init__

    def counted(self: FigureManagerBase, *args: Any, **kwargs: Any) -> None:
        nonlocal figures
        figures += 1
        original(self, *args, **kwargs)

    FigureManagerBase.__init__ = counted  # type: ignore[method-assign]
    try:
        if backend == "agg":
            script = arguments[0]
            sys.argv = [script]
            sys.path[0] = os.path.dirname(script)
            runpy.run_path(script, run_name="__main__")
            import matplotlib.pyplot as plt

            for number in plt.get_fignums():
                plt.figure(number).canvas.draw()
        else:
            from h5rec.cli import main as h5rec

            sys.argv = ["h5rec", "record", *arguments]
            h5rec()
    finally:
        if os.getpid() == pid:  # not in what the script has forked
            found = {"figures": figures, "warnings": sorted(told)}
            Path(report).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
