"""Documents for operators: the commands, settings and files in them exist."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from reflect.cli import main
from reflect.config import OpenidSettings, Settings

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "operating").glob("*.md"))]
UNITS = sorted((ROOT / "deploy").glob("reflect*"))
COMMAND = re.compile(r"(?:^|\bas-|bin/|Scripts\\)reflect((?: [a-z][a-z-]*)+)", re.MULTILINE)
SETTING = re.compile(r"\bREFLECT_([A-Z_]+)")
ELSEWHERE = {"LANGUAGE", "SCREENSHOTS"}  # read by the language and by the tests
ELSEWHERE |= {
    f"OPENID_{each.upper()}" for each in [*OpenidSettings.__dataclass_fields__, "secret_file"]
}


def typed(path: Path) -> set[str]:
    """What stands behind `reflect` in code."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    inline = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    code = [*blocks, *(" ".join(each.split()) for each in inline)] if blocks else [text]
    return {found for each in code for found in COMMAND.findall(each)}


@pytest.mark.parametrize("path", [*PAGES, *UNITS], ids=lambda path: path.name)
def test_every_command_that_is_named_exists(path):
    found = typed(path)
    assert found or path.suffix == ".timer"
    for words in found:
        first, *rest = words.split()
        assert first in main.commands, words
        command = main.commands[first]
        if isinstance(command, click.Group):
            assert rest, words
            assert rest[0] in command.commands, words


@pytest.mark.parametrize("path", [*PAGES, ROOT / "deploy" / "environment"], ids=lambda p: p.name)
def test_every_setting_that_is_named_exists(path):
    named = set(SETTING.findall(path.read_text(encoding="utf-8"))) - ELSEWHERE
    assert {name.lower() for name in named} <= set(Settings.__dataclass_fields__)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_file_that_is_linked_is_there(path):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_each_timer_has_its_service():
    timers = {path.stem for path in UNITS if path.suffix == ".timer"}
    assert timers == {"reflect-backup", "reflect-check", "reflect-close-windows"}
    assert timers <= {path.stem for path in UNITS if path.suffix == ".service"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_reads_the_units(tmp_path):
    """The programs they start are not installed here, so they are replaced by one that is."""
    for path in UNITS:
        text = re.sub(r"=/opt/reflect/bin/reflect", "=/bin/true", path.read_text())
        (tmp_path / path.name).write_text(text)
    units = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
