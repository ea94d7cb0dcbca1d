"""The three ways in (pip, conda, make) name the same requirements, and the README says what the Makefile
does."""

import re
import tomllib

import yaml

from qda.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def name_and_range(requirement: str) -> tuple[str, str]:
    match = re.match(r"([A-Za-z0-9_.-]+)\s*(.*)", requirement)
    return match[1].lower().replace("_", "-"), match[2].replace(" ", "")


def wanted() -> dict[str, str]:
    extras = PROJECT["optional-dependencies"]
    return dict(name_and_range(r) for r in [*PROJECT["dependencies"], *extras["test"]])


def conda() -> dict[str, str]:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip = next(d["pip"] for d in listed if isinstance(d, dict))
    return dict(name_and_range(r) for r in [*(d for d in listed if isinstance(d, str)), *pip])


def test_environment_yml_names_every_requirement_with_the_same_range():
    have = conda()
    assert {k: have.get(k) for k in wanted()} == wanted()


def test_environment_yml_names_nothing_else():
    assert set(conda()) - set(wanted()) == {"python", "pip", "make", "setuptools"}


def test_environment_yml_pins_python_to_the_same_range():
    assert conda()["python"] == PROJECT["requires-python"].replace(" ", "")


def test_lock_holds_every_requirement_with_hashes_and_no_torch():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {m[1] for m in re.finditer(r"^([a-z0-9][a-z0-9._-]*)==", lock, re.M)}
    assert set(wanted()) <= locked
    assert not {"torch", "sentence-transformers"} & locked
    entries = re.findall(
        r"^[a-z0-9][^\n]*==[^\n]*\\\n(?:    --hash=sha256:[0-9a-f]{64}[ \\]*\n)+", lock, re.M
    )
    assert len(entries) == len(re.findall(r"^[a-z0-9][a-z0-9._-]*==", lock, re.M))


def test_declared_pythons_are_those_of_the_range():
    declared = {c.rsplit(" ", 1)[1] for c in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", c)}
    assert declared == {"3.11", "3.12", "3.13"}


def test_readme_commands_are_targets_of_the_makefile():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"`?make ([a-z]+)`?", readme))
    assert {"reproduce", "test", "lab"} <= named <= targets
