"""Runs what npm brought: ./dev test installs it into build/npm/web."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(os.environ.get("CARDEA_WEB_TOOLS") or ROOT / "build" / "npm" / "web")
CHROMIUM = os.environ.get("CARDEA_CHROMIUM") or "/usr/bin/chromium"

# Nobody outside is told that these tests run, or asked whether there is something newer.
SILENT = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1",
          "SCARF_ANALYTICS": "false"}


def environment():
    return {**os.environ, **SILENT, "CARDEA_WEB_TOOLS": str(TOOLS), "CARDEA_CHROMIUM": CHROMIUM}


def tool(name):
    """A program of npm's."""
    return str(TOOLS / "node_modules" / ".bin" / name)


def run(*command, folder=None, patience=300.0):
    """Runs a program to its end, which must be a good one, and returns all that it printed."""
    done = subprocess.run(command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=patience, check=False)
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout
