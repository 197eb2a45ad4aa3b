"""Stands in for matplotlib's build backend, so that pip hands out its source distribution without building it."""

from __future__ import annotations

import shutil
from pathlib import Path


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: object = None) -> str:
    """Copy the metadata that a source distribution has inside."""
    folder = Path(metadata_directory, "matplotlib.dist-info")
    folder.mkdir()
    shutil.copyfile("PKG-INFO", folder / "METADATA")
    return folder.name
