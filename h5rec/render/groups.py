"""Which artist draws: the chain of groups that matplotlib opens and closes."""

from __future__ import annotations

import sys
from typing import Any

from ..wire._ops import Group
from ..wire.validate import MAX_GROUP_DEPTH

_FRAMES = getattr(sys, "_getframe", None)  # CPython has it; elsewhere groups just have no label
_AXIS = ("axis", "tick")
_CACHE_SIZE = 4096


class GroupStack:
    """The groups that are open. Those of the frames before are the same objects: so nobody compares them."""

    def __init__(self) -> None:
        self._stack: list[Group] = []
        # by the parent's id(): it lives as long as the group that is kept here
        self._known: dict[tuple[int, str, str | None, str], Group] = {}

    @property
    def current(self) -> Group | None:
        """The innermost group."""
        return self._stack[-1] if self._stack else None

    def clear(self) -> None:
        """Forget groups that an exception in an artist has left open."""
        self._stack.clear()

    def open(self, kind: str, gid: str | None, depth: int = 2) -> None:
        """Open a group.

        Parameters
        ----------
        kind : str
            matplotlib's name: ``figure``, ``axes``, ``line2d``, ...
        gid : str or None
        depth : int
            How many calls lie between this one and the artist's ``draw``.
        """
        stack = self._stack
        parent = stack[-1] if stack else None
        if parent is not None and len(stack) >= MAX_GROUP_DEPTH:
            stack.append(parent)
            return
        # Nearly all groups are ticks and their labels: nobody labels those, so do not look.
        label = "" if parent is not None and parent.kind.endswith(_AXIS) else _label(depth + 1)
        key = (id(parent), kind, gid, label)
        group = self._known.get(key)
        if group is None:
            if len(self._known) >= _CACHE_SIZE:
                self._known.clear()
            group = Group(parent, str(kind), "" if gid is None else str(gid), label)
            self._known[key] = group
        stack.append(group)

    def close(self) -> None:
        """Close the innermost group."""
        if self._stack:
            self._stack.pop()


def _label(depth: int) -> str:
    """Return the label of the artist whose ``draw`` is *depth* calls up.

    ``open_group`` is told kind and gid but not the artist; its caller is the artist's own ``draw``.
    """
    if _FRAMES is None:
        return ""
    artist: Any = _FRAMES(depth).f_locals.get("self")
    label = getattr(artist, "_label", None)  # get_label() of some artists computes
    return label if isinstance(label, str) and not label.startswith("_") else ""
