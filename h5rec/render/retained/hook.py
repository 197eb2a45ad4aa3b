"""Standing in for a method of one object, for as long as a drawing lasts."""

from __future__ import annotations

from typing import Any


class Hook:
    """Takes the place of an object's method in its instance dictionary.

    Parameters
    ----------
    owner : object
    name : str
        Of the method.
    """

    def __init__(self, owner: Any, name: str = "draw") -> None:
        self._owner = owner
        self._name = name
        self._attributes: dict[str, Any] = vars(owner)

    def install(self) -> None:
        """Take the method's place, unless somebody else has."""
        self._attributes.setdefault(self._name, self)

    def remove(self) -> None:
        """Give the place back."""
        if self._attributes.get(self._name) is self:
            del self._attributes[self._name]

    @property
    def method(self) -> Any:
        """The method as the object's class has it."""
        return getattr(type(self._owner), self._name)

    def __call__(self, *args: Any) -> Any:
        """Do what the method does."""
        return self.method(self._owner, *args)

    def __reduce__(self) -> Any:
        # An artist that is pickled within a drawing takes its own method along.
        return getattr, (self._owner, self._name)
