"""Looking at many snapshots in one go.

The parts of axes read much of the same: the axes themselves, their transforms, each other. Together that is a
third less to compare, and a tenth of the calls (a line with grid and title: 0.2 ms instead of 0.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .kept import Habit, Kept
from .snapshot import Sum

_STEADY = 2  # drawings after which something counts as staying as it is


class Bundle:
    """Some that are kept, for as long as all of them are.

    Parameters
    ----------
    members : sequence of Kept
        Each with a snapshot that holds now: of what several of them read, one copy is kept.
    """

    def __init__(self, members: Sequence[Kept]) -> None:
        self._members = members
        self._snapshots = [member.snapshot for member in members]
        self._sum = Sum([snapshot for snapshot in self._snapshots if snapshot is not None])
        self._looked_at = -1
        self.is_broken = False
        for member in members:
            member.bundle = self

    def holds(self, epoch: int) -> bool:
        """Whether everything that the members depend on is as it was; once it was not, never again.

        Parameters
        ----------
        epoch : int
            Looks only once as long as that stays the same.
        """
        if self._looked_at != epoch and not self.is_broken:
            self.is_broken = not (self.is_whole() and self._sum.holds())
            self._looked_at = epoch
        return not self.is_broken

    def is_whole(self) -> bool:
        """Whether the members are kept as they were."""
        return [member.snapshot for member in self._members] == self._snapshots

    def __len__(self) -> int:
        return len(self._members)

    def dissolve(self) -> None:
        """Let each member be looked at by itself."""
        for member, snapshot in zip(self._members, self._snapshots, strict=True):
            member.bundle = None
            # One that is not drawn any more would break the next bundle, too.
            if self.is_broken and member.snapshot is snapshot and not (snapshot and snapshot.still_holds()):
                member.streak = 0


class Bundler:
    """Sees to it that what stays as it is, drawing after drawing, is looked at in one go."""

    def __init__(self) -> None:
        self._bundle: Bundle | None = None
        self._habit = Habit()

    def gather(self, kept: Iterable[Kept]) -> None:
        """Put together what has been steady; to be called at the end of each drawing."""
        steady = [one for one in kept if one.streak >= _STEADY and one.snapshot is not None]
        bundle = self._bundle
        if bundle is not None:
            if not bundle.is_broken and bundle.is_whole():
                if len(bundle) == len(steady):
                    self._habit.succeeded()
                    return
            else:
                bundle.dissolve()
                self._bundle = None
        if len(steady) > 1 and self._habit.is_due():
            self._habit.failed()  # it takes as long as looking some ten times
            if bundle is not None:
                bundle.dissolve()
            self._bundle = Bundle(_current(steady))


def _current(steady: Sequence[Kept]) -> list[Kept]:
    """Return those whose snapshots are of this moment: one that is not drawn any more was steady once."""
    for one in steady:
        if one.snapshot is None or not one.snapshot.still_holds():
            one.streak = 0
    return [one for one in steady if one.streak]
