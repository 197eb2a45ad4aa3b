"""The movie writer becomes known to matplotlib with matplotlib.animation, whichever is imported first.

``anim.save("a.h5rec", writer="h5rec")`` finds writers by name in a registry that matplotlib.animation makes.
`import h5rec` loads nothing of matplotlib, and is often the first import of a script. So, if the registry is not
there yet, a finder waits for it; it goes away once matplotlib.animation is found.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.abc import Loader  # slow to import, as importlib.util is
    from importlib.machinery import ModuleSpec
    from types import ModuleType

_REGISTRY = "matplotlib.animation"


def register_writer() -> None:
    """Register the movie writer, now or when matplotlib.animation is imported."""
    if _REGISTRY in sys.modules:
        _register()
    else:
        sys.meta_path.insert(0, _Waiting())


def _register() -> None:
    importlib.import_module(".writer", __package__)


class _Waiting:
    """Finds nothing itself, but has what others find followed by the registration."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _REGISTRY or self not in sys.meta_path:
            return None
        from importlib.util import find_spec

        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Followed(spec.loader)  # type: ignore[assignment]  # a loader by what it does
        return spec


class _Followed:
    """A module's own loader, and the registration after it."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader  # nobody is to find us there afterwards
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        _register()
