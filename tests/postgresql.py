"""A PostgreSQL of the tests' own: started in a temporary folder, on a Unix socket, as somebody who is not root."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL refuses to run as root
# A test's data may be lost in a power cut; waiting for disks is most of the time otherwise.
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="


def programs() -> Path | None:
    """The folder of initdb and postgres: Debian keeps them apart by version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """The address of a server, without a database's name; the server ends with the block."""
    # A short path: a socket's may have 107 characters, and the run's temporary folder may be deep.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        folder = Path(name)
        user = _owner()
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        initdb = [
            bin_folder / "initdb",
            "-D",
            data,
            "-U",
            "tester",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        _run(user, [*initdb, "--no-sync"])
        control = [bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        _run(user, [*control, "-o", f"{QUICK} -k {folder}", "start"])
        try:
            yield f"postgresql+psycopg://tester@/{{}}?host={folder}"
        finally:
            _run(user, [*control, "-m", "immediate", "stop"])


def _owner() -> str:
    """Whom the server runs as: "" when we are not root ourselves."""
    if os.geteuid():
        return ""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


def _run(user: str, command: list[object]) -> None:
    words = [str(word) for word in command]
    as_user = ["runuser", "-u", user, "--", *words] if user else words
    done = subprocess.run(as_user, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
