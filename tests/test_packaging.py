"""What is installed is what was meant: version, locks, and the files that travel in the wheel."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-whoosh3.lock")
PIN = re.compile(r"^([a-z0-9-]+)==([^\s;]+)", re.MULTILINE)

# Folder of the tree -> where an installed program finds it.
CARRIED = {
    "indexer": "indexer",
    "web": "web",
    "templates": "web/templates",
    "data/sample": "indexer/data/sample",
    "data/vocabularies": "indexer/data/vocabularies",
    "data/editorial": "indexer/data/editorial",
    "data/places": "indexer/data/places",
}


def pins(lock: str) -> dict[str, str]:
    """The versions a lock file fixes, by package."""
    return dict(PIN.findall((ROOT / lock).read_text()))


def needed(requirements: list[str]) -> set[str]:
    """The bare names of requirements."""
    return {re.split(r"[^A-Za-z0-9-]", requirement, maxsplit=1)[0] for requirement in requirements}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_version_has_one_source() -> None:
    """The installed version is the one in pyproject.toml, and no module repeats it."""
    assert distribution("find-a-trial").version == PYPROJECT["project"]["version"]
    sources = [*ROOT.glob("indexer/**/*.py"), *ROOT.glob("web/**/*.py")]
    literal = re.compile(r"^__version__ = [\"']", re.MULTILINE)
    assert [path for path in sources if literal.search(path.read_text())] == []


def test_whoosh_is_the_one_that_was_asked_for() -> None:
    """Whoosh is pinned exactly, in the requirement as in the locks."""
    assert "whoosh==2.7.4" in PYPROJECT["project"]["dependencies"]
    assert pins("requirements.lock")["whoosh"] == pins("requirements-dev.lock")["whoosh"] == "2.7.4"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_every_package_by_hash_and_names_no_host(lock: str) -> None:
    """A lock is pins with hashes, and works with any registry."""
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [entry for entry in entries if not PIN.match(entry) or "--hash=sha256:" not in entry] == []
    assert re.findall(r"\S*(?:://|\.org\b|\.com\b|--index|--find-links)\S*", text) == []


def test_locks_hold_what_pyproject_needs() -> None:
    """Every direct requirement is locked, and the tests run on the versions that are served."""
    served, tested = pins("requirements.lock"), pins("requirements-dev.lock")
    assert needed(PYPROJECT["project"]["dependencies"]) <= served.keys()
    groups = PYPROJECT["dependency-groups"].values()
    assert needed([entry for group in groups for entry in group if isinstance(entry, str)]) <= tested.keys()
    assert served.items() <= tested.items()


def test_fork_lock_differs_only_in_the_fork() -> None:
    """A fault on whoosh3 is whoosh3's alone: all else is the same, and Whoosh is absent."""
    forked, tested = pins("requirements-whoosh3.lock"), pins("requirements-dev.lock")
    assert forked.keys() - tested.keys() == {"whoosh3"}
    assert pins("requirements.lock").keys() - forked.keys() == {"whoosh"}
    assert {name: version for name, version in forked.items() if name != "whoosh3"}.items() <= tested.items()


@pytest.mark.parametrize(("folder", "place"), CARRIED.items(), ids=CARRIED)
def test_wheel_carries(wheel: zipfile.ZipFile, folder: str, place: str) -> None:
    """An installed program has every file of the folder, with types and templates and the sample."""
    paths = (path for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts)
    files = [path for path in paths if path.is_file()]
    carried = set(wheel.namelist())
    assert files
    assert [str(path) for path in files if f"{place}/{path.relative_to(ROOT / folder)}" not in carried] == []


def test_wheel_carries_nothing_a_machine_made(wheel: zipfile.ZipFile) -> None:
    """No registry, index, accounts or tests get into the wheel."""
    homes = {str(Path(name).parts[0]) for name in wheel.namelist() if ".dist-info/" not in name}
    assert homes == {"indexer", "web"}
    data = {Path(name).parts[2] for name in wheel.namelist() if name.startswith("indexer/data/")}
    assert data <= {"sample", "vocabularies", "editorial", "places"}


def test_command_and_types_are_declared(wheel: zipfile.ZipFile) -> None:
    """The wheel installs `trials` and tells type checkers that both packages are typed."""
    entry_points = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "trials = web.__main__:main" in wheel.read(entry_points).decode()
    assert {"indexer/py.typed", "web/py.typed"} <= set(wheel.namelist())
