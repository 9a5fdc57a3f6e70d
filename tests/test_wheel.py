"""The wheel in an empty environment, the package in a zip, both away from here."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLAN = ["plan", "--made", "2026-11-22", "--surgery", "2026-03-12", "--site", "ileum"]
PLAN += ["--grade", "G1", "--stage", "III", "--resection", "R0", "--format", "json"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built by the backend that pyproject.toml names."""
    out = tmp_path_factory.mktemp("wheel")
    code = f"import hatchling.build as b; b.build_wheel({str(out)!r})"
    subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True
    )
    (built,) = out.glob("*.whl")
    return built


def plan_with(python, folder, path=None):
    environment = {"PYTHONPATH": str(path)} if path else {}
    code = "import surveil, sys; sys.stderr.write(surveil.__file__)"
    where = subprocess.run(
        [python, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=True,
    )
    found = subprocess.run(
        [python, "-m", "surveil", *PLAN],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=True,
    )
    return where.stderr.decode(), found.stdout


def test_the_wheel_plans_in_an_empty_environment(wheel, tmp_path):
    home = tmp_path / "empty"
    venv.create(home, with_pip=False, symlinks=True)
    (site,) = home.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # The dependencies of this environment, behind what the wheel brought: a .pth line
    # adds a folder but runs no editable install that lies in it.
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")

    where, out = plan_with(home / "bin" / "python", tmp_path)

    assert str(home) in where
    assert b'"recommendation": "low"' in out


def test_the_package_plans_from_a_zip(wheel, tmp_path):
    python = sys.executable

    where, out = plan_with(python, tmp_path, wheel)

    assert str(wheel) in where
    assert b'"recommendation": "low"' in out


def test_the_wheel_holds_schedules_schema_and_licence_and_no_tests(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    assert "surveil/schedules/esmo-2020.toml" in names
    assert "surveil/schedules/norway-2020.toml" in names
    assert "surveil/render/plan.schema.json" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "examples/")) for name in names)
