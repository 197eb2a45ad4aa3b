"""Every error that h5rec raises on purpose.

::

    H5RecError
    ├── FormatError          bytes that are not what FORMAT.md says
    │   ├── TruncatedError   ... because they end too early
    │   ├── ChecksumError    ... because a checksum does not match
    │   └── VersionError     ... because a newer h5rec wrote them
    ├── LogError             a log file cannot be opened, written or finished
    ├── SessionError         the session is not in a state to do that
    ├── LiveError            the live server cannot do what was asked
    ├── RetainedError        what was kept of a drawing is not what drawing again gives
    └── ConformanceError     figures cannot be measured, or are worse than was asked
"""

from __future__ import annotations


class H5RecError(Exception):
    """Base of all errors of h5rec; its text says what, where and what to do."""


class FormatError(H5RecError):
    """Bytes that do not follow the format."""


class TruncatedError(FormatError):
    """The bytes end before what they announced."""


class ChecksumError(FormatError):
    """A checksum does not match its bytes."""


class VersionError(FormatError):
    """The bytes were written by a newer format version."""


class LogError(H5RecError):
    """A log file cannot be opened, written or finished."""


class SessionError(H5RecError):
    """The session is not in a state to do what was asked."""


class LiveError(H5RecError):
    """The live server cannot do what was asked."""


class RetainedError(H5RecError):
    """What was kept of a drawing is not what drawing again gives; H5REC_RETAINED=check found it."""


class ConformanceError(H5RecError):
    """Figures cannot be measured, or are farther from Agg than was asked."""
