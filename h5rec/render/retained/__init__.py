"""Retained drawing: what has not changed since the last drawing is not drawn again.

matplotlib's own ``draw`` of figure, subfigures and axes runs on every drawing, so that layout, order of
drawing, limits that are due, callbacks and flags are its own, in every version. Only the artists in them
are hooked (`hook`, `retainer`): each compares what it would read (`kinds`, `reader`) with a snapshot of
what it read last (`snapshot`), and if nothing has changed, puts in the ops that it drew then (`unit`).
The same goes for placing an axes' titles (`title`).

``stale`` flags are not relied on: attributes and arrays can be changed without setting them, and
gids, locators and transforms are.
"""

from .retainer import Retainer, new_retainer, retained_mode

__all__ = ["Retainer", "new_retainer", "retained_mode"]
