"""The judges themselves: each in a pinned version, in a folder that is kept for the next run.

Nothing of them is needed to run or to test Reflect, so nothing of them stands in `pyproject.toml`.
The folder is `REFLECT_JUDGES`, or one in the place for temporary files.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import gettempdir

_CHIPS = {"x86_64": "x64", "aarch64": "arm64"}
NODE = f"node-{platform.system().lower()}-{_CHIPS.get(platform.machine(), platform.machine())}"
NODE_VERSION = "22.23.3"  # what Lighthouse and pa11y ask for; Debian's is older
CHROMIUM = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""


def python(package: str) -> Path:
    """The folder of the commands of a Python package, in an environment of its own."""
    home = _kept(package)
    if not (home / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        pip = [home / "bin" / "python", "-m", "pip", "install", "--quiet", package]
        subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
        (home / "ready").touch()
    return home / "bin"


def node(package: str) -> Path:
    """The folder of a package from npm, beside a Node that is new enough for it."""
    home = _kept(package)
    if not (home / "ready").exists():
        home.mkdir(parents=True, exist_ok=True)
        quietly = ["--no-audit", "--no-fund", "--loglevel=error"]
        # a browser is here already, and no package needs what it would do when installed
        wanted = [package, f"{NODE}@{NODE_VERSION}"]
        skip = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
        command = ["npm", "install", "--ignore-scripts", *quietly, *wanted]
        subprocess.run(command, check=True, cwd=home, env=skip, stdout=subprocess.DEVNULL)
        (home / "ready").touch()
    return home / "node_modules"


def run_node(home: Path, script: Path, *arguments: str, seconds: int) -> str:
    """What a script prints that may import what was installed at `home`."""
    here = home.parent / script.name
    shutil.copyfile(script, here)  # Node looks for packages from where a script lies
    done = subprocess.run(
        [home / NODE / "bin" / "node", here, *arguments],
        check=True,
        cwd=home.parent,
        stdout=subprocess.PIPE,
        text=True,
        timeout=seconds,
    )
    return done.stdout


def _kept(package: str) -> Path:
    place = Path(os.environ.get("REFLECT_JUDGES") or Path(gettempdir()) / "reflect-judges")
    return place / package.replace("/", "-").replace("==", "-").strip("@")
