"""Set everything up and run it, with nothing but Python 3.11 or newer: `python3 dev.py example`, `python3 dev.py test`.

Makes an environment in `.venv` (or where PLANCODE_VENV says), installs plancode into it, and runs what is asked for.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("PLANCODE_VENV", ROOT / ".venv"))
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "plancode-installed"
OLDEST = (3, 11)
EXAMPLE_DAY = "2013-10-15"
"""A day in the middle of the example's data, when a review had something to find."""
PLANS = {"adventure-works": EXAMPLE_DAY, "huadong": "2026-04-01", "starter": "2026-04-01", "starter-zh": "2026-04-01"}
"""The plans that check themselves, each on a day of its own time."""
EXAMPLE = ROOT / "plans" / "adventure-works"
USAGE = """\
python3 dev.py example [FOLDER]  check and build a plan; plans/adventure-works if none is given
python3 dev.py test [...]        run the tests but the slow ones; what follows goes to pytest instead: -m slow
python3 dev.py lint              format, lint, types, floors, schemas, the example plans
python3 dev.py mutate MODULE     whether the tests notice when a module is changed; --help tells more
python3 dev.py fuzz [...]        take plans changed by chance down the whole road; --minutes 3, --seed TEXT
python3 dev.py run ...           run a command of the environment, such as `plancode --help`
"""


def main(arguments: list[str]) -> int:
    """Do what the first argument says; return the exit code."""
    if sys.version_info < OLDEST:
        print("plancode needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 2
    actions = {"example": example, "test": test, "lint": lint, "mutate": mutate, "fuzz": fuzz, "run": run}
    if not arguments or arguments[0] not in actions:
        print(USAGE, end="")
        return 2
    return actions[arguments[0]](arguments[1:])


def example(arguments: list[str]) -> int:
    """Check a plan with its results, write its pages, and show who is on pace."""
    install("runtime")
    folder, *when = arguments or (str(EXAMPLE), "--as-of", EXAMPLE_DAY)
    return (
        call("plancode", "check", folder, "--results", *when)
        or call("plancode", "build", folder, *when)
        or call("plancode", "track", folder, *when)
    )


def test(arguments: list[str]) -> int:
    """Run the tests but the slow ones, or what is asked for."""
    install("dev")
    return call("python", "-m", "pytest", *(arguments or ["-n", "2", "-m", "not slow"]))


def lint(arguments: list[str]) -> int:  # noqa: ARG001  # every action takes what follows it
    """Run every check that is no test; say all that fail."""
    install("dev")
    checks = (
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("mypy",),
        ("lint-imports",),
        *(("python", "-m", "plancode", "check", f"plans/{name}", "--as-of", day) for name, day in PLANS.items()),
    )
    failed = [" ".join(check) for check in checks if call(*check)]
    failed += drifted()
    for name in failed:
        print("failed:", name)
    return 1 if failed else 0


def drifted() -> list[str]:
    """Return the published schemas that are not what the models make."""
    published = {path.name: path.read_bytes() for path in (ROOT / "schemas").glob("*.json")}
    with tempfile.TemporaryDirectory() as folder:
        if call("python", "-m", "plancode", "schema", "--write", folder):
            return ["schema drift: the schemas cannot be made"]
        made = {path.name: path.read_bytes() for path in Path(folder).glob("*.json")}
    names = sorted(published.keys() | made.keys())
    return [f"schema drift: schemas/{name}" for name in names if published.get(name) != made.get(name)]


def mutate(arguments: list[str]) -> int:
    """Try whether the tests notice small changes of a module."""
    install("dev")
    return call("python", "-m", "tests.mutants", *arguments)


def fuzz(arguments: list[str]) -> int:
    """Take plans changed by chance down the whole road."""
    install("dev")
    return call("python", "-m", "tests.fuzzing", *arguments)


def run(arguments: list[str]) -> int:
    """Run a command of the environment."""
    install("dev")
    return call(*arguments)


def install(group: str) -> None:
    """Make the environment and install into it, unless that was done for this pyproject.toml already."""
    wanted = group + " " + hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if STAMP.is_file() and wanted in STAMP.read_text().splitlines():
        return
    if not PYTHON.exists():
        make_environment()
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if group == "dev":
        subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=True)
        pip += ["--group", f"{ROOT / 'pyproject.toml'}:dev"]
    subprocess.run([*pip, "--editable", str(ROOT)], check=True)
    done = STAMP.read_text().splitlines() if STAMP.is_file() else []
    STAMP.write_text("\n".join([*(line for line in done if line.endswith(wanted[-64:])), wanted]) + "\n")


def make_environment() -> None:
    """Make the environment, and say what to do where the system lacks a part of Python."""
    print(f"making an environment in {VENV}", flush=True)
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, ImportError):
        sys.exit("Python's venv is incomplete here. On Debian and Ubuntu: apt-get install python3-venv")


def call(command: str, *arguments: str) -> int:
    """Run a command of the environment; return its exit code."""
    name = command + (".exe" if os.name == "nt" else "")
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", "PYTHONUTF8": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling all tests anew takes ten seconds of every run
    return subprocess.run([str(BIN / name), *arguments], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
