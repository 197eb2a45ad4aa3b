"""What is kept of a method's last call, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .hook import Hook
from .reader import Reader, Unknown
from .snapshot import Snapshot

if TYPE_CHECKING:
    from .bundle import Bundle
    from .retainer import Retainer

_LONGEST_WAIT = 63  # drawings


class Habit:
    """How often it pays to look whether something stays as it is.

    Reading an artist takes longer than drawing it. One that changes in every frame is looked at again
    and again, but less and less often.
    """

    __slots__ = ("_failures", "_wait")

    def __init__(self) -> None:
        self._failures = self._wait = 0

    def is_due(self) -> bool:
        """Whether to look this time."""
        if self._wait:
            self._wait -= 1
            return False
        return True

    def failed(self) -> None:
        """It has changed before anything came of looking."""
        self._failures += 1
        self._wait = min((1 << self._failures) - 1, _LONGEST_WAIT)

    def succeeded(self) -> None:
        """It has stayed as it was."""
        self._failures = self._wait = 0


class Kept(Hook):
    """A hook that need not call its method as long as what that reads is as it was.

    Attributes
    ----------
    snapshot : Snapshot or None
        What the method depends on; None: nothing is kept.
    bundle : Bundle or None
        With what else that is looked at.
    streak : int
        How many times in a row the method was not called.
    """

    def __init__(self, owner: Any, name: str, retainer: Retainer) -> None:
        super().__init__(owner, name)
        self._retainer = retainer
        self._habit = Habit()
        self._looked_at = -1  # the epoch in which it was found to hold
        self.snapshot: Snapshot | None = None
        self.bundle: Bundle | None = None
        self.streak = 0

    def holds(self) -> bool:
        """Whether all is as it was; looks only once as long as nothing is drawn that may change anything."""
        snapshot, retainer = self.snapshot, self._retainer
        if snapshot is None:
            return False
        if not retainer.is_all_known:
            return snapshot.holds()
        if self._looked_at == retainer.epoch:
            return True
        bundle = self.bundle
        if not (bundle is not None and bundle.holds(retainer.epoch)) and not snapshot.holds():
            return False
        self._looked_at = retainer.epoch
        return True

    def keep(self, snapshot: Snapshot) -> None:
        """Keep what the method did, from now on."""
        snapshot.content = []  # it has served its purpose
        self.snapshot = snapshot
        self._looked_at = -1

    def succeeded(self) -> None:
        """Note that the method need not be called."""
        self.streak += 1
        self._habit.succeeded()

    def forget(self) -> None:
        """Call the method next time."""
        self.snapshot = None
        self.streak = 0
        self._habit.failed()

    def read(self) -> Snapshot | None:
        """Read what the method depends on; None if that can change without a trace."""
        reader = Reader()
        reader.root = self._owner
        try:
            self.read_into(reader)
        except (Unknown, AttributeError, TypeError) as reason:
            self._retainer.note(self._owner, reason)
            return None
        return reader.snapshot

    def read_into(self, reader: Reader) -> None:
        """Read what the method depends on."""
        raise NotImplementedError
