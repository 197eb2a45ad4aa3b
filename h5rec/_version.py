"""The version of h5rec."""

__version__ = "0.1.0"
