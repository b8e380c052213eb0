"""The built wheel in an environment that has nothing but it and its dependencies."""

import json
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import distribution
from pathlib import Path

import pytest
from tests.conformance.vectors import HERE

PROJECT = HERE.parents[1] / "backend" / "verify"
DEPENDENCIES = {"coincurve", "rfc8785", "safe-pysha3"}
ALLOWED = {"_cffi_backend", "_pysha3", "coincurve", "labour_ledger_verify", "rfc8785", "sha3"}
NEVER = {"asyncio", "http", "multiprocessing", "socket", "ssl", "subprocess", "urllib.request"}
CASES = sorted(
    str(path.parent.relative_to(HERE))
    for folder in ("vectors", "signed-files")
    for path in (HERE / folder).glob("*/expected.json")
)
LISTING = """\
import sys
from labour_ledger_verify.cli import main
code = main(sys.argv[1:])
print(code, *sys.modules, file=sys.stderr)
"""


def name_of(requirement):
    return re.split(r"[^\w-]", requirement)[0].lower()


def needed(names):
    """Return distributions with all that they need themselves."""
    found, pending = set(), list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += [name_of(item) for item in distribution(name).requires or () if "extra ==" not in item]
    return found


@pytest.fixture(scope="session")
def clean(tmp_path_factory):
    """Return the folder of scripts of a new environment with the built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], check=True)
    scripts = folder / "env" / Path(sysconfig.get_path("scripts")).name
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    asked = [scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())
    for name in needed(DEPENDENCIES):
        for file in distribution(name).files:
            source = Path(str(distribution(name).locate_file(file)))
            if ".." not in file.parts and source.is_file():
                (packages / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, packages / file)
    return scripts


def test_wheel_needs_the_three_dependencies_and_no_other():
    assert {name_of(item) for item in distribution("labour-ledger-verify").requires} == DEPENDENCIES


@pytest.mark.parametrize("name", CASES)
def test_installed_wheel_answers_as_the_case_says(clean, name):
    case = HERE / name
    expected = json.loads((case / "expected.json").read_bytes())
    command = [clean / "labour-ledger-verify", *expected["arguments"], "--quiet"]
    done = subprocess.run(command, cwd=case, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (expected["exit"], b"")


def modules_of(clean, name):
    case = HERE / name
    arguments = json.loads((case / "expected.json").read_bytes())["arguments"]
    command = [clean / "python", "-I", "-c", LISTING, *arguments, "--quiet"]
    done = subprocess.run(command, cwd=case, capture_output=True, text=True, check=True)
    code, *modules = done.stderr.split()
    assert code == "0"
    return set(modules)


@pytest.mark.parametrize("name", ["vectors/sound-audited", "signed-files/sound-batch"])
def test_run_imports_its_dependencies_and_the_standard_library_only(clean, name):
    modules = modules_of(clean, name)
    tops = {module.partition(".")[0] for module in modules} - sys.stdlib_module_names
    foreign = {top for top in tops if not top.startswith(("__", "_virtualenv", "_libsecp256k1"))}
    assert foreign <= ALLOWED
    assert {"coincurve", "rfc8785", "sha3"} <= foreign
    assert NEVER.isdisjoint(modules)


def test_run_of_a_signed_file_imports_nothing_of_bundles(clean):
    own = {name for name in modules_of(clean, "signed-files/sound-batch") if name.startswith("labour_ledger_verify.")}
    assert not [name for name in own if "bundle" in name or ".status" in name or ".rpc" in name]
