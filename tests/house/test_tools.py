"""The house keeps its promises: about its targets, its locks, its exceptions to the rules."""

import os
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = ROOT / "requirements.txt"
DEV = ROOT / "requirements-dev.txt"

# What runs decisions and keeps their events may, and must, know the event store.
MACHINERY = {"application", "recording", "store", "use_cases"}


def pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(), re.MULTILINE))


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert re.findall(r"^([a-z-]+):.* ## \w", makefile, re.MULTILINE) == phony.split()
    assert len(makefile.splitlines()) <= 60


def test_the_locks_name_no_address() -> None:
    for lock in (RUN, DEV):
        assert not re.search(r"://|--(extra-)?index|--find-links|--trusted", lock.read_text())


def test_every_pin_carries_its_hashes() -> None:
    for lock in (RUN, DEV):
        entries = re.split(r"^(?=[\w.-]+==)", lock.read_text(), flags=re.MULTILINE)[1:]
        assert len(entries) == len(pins(lock))
        assert all("--hash=sha256:" in entry for entry in entries)


def test_development_runs_on_what_production_runs_on() -> None:
    assert pins(RUN).items() <= pins(DEV).items()


def test_what_the_project_asks_for_is_pinned() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    names = {re.split(r"[^\w-]", each)[0] for each in PROJECT["project"]["dependencies"]}
    assert names <= pins(RUN).keys()
    assert {re.split(r"[^\w-]", each)[0] for each in extras["dev"]} <= pins(DEV).keys()


def test_every_rule_left_out_says_why() -> None:
    lint = (ROOT / "pyproject.toml").read_text().partition("[tool.ruff.lint]")[2]
    codes = re.findall(r'^    "([A-Z]+\d*)", *(#? ?.*)$', lint, re.MULTILINE)
    assert {code for code, why in codes if not why.startswith("# ")} == set()
    ignored = PROJECT["tool"]["ruff"]["lint"]["ignore"]
    assert set(ignored) <= {code for code, _ in codes}


def test_every_room_of_the_ledger_outside_its_machinery_is_kept_from_the_database() -> None:
    contracts = {each["name"]: each for each in PROJECT["tool"]["importlinter"]["contracts"]}
    kept = set(contracts["Only the store touches a database"]["source_modules"])
    rooms = {path.stem for path in (ROOT / "ledger").glob("[a-z]*") if path.suffix in ("", ".py")}
    assert {f"ledger.{room}" for room in rooms - MACHINERY} == kept


def test_deployment_starts_the_three_processes() -> None:
    processes = [line.partition(":")[0] for line in (ROOT / "Procfile").read_text().splitlines()]
    assert processes == ["release", "web", "projections"]


def test_the_build_server_can_start_its_scripts() -> None:
    assert all(os.access(ROOT / ".ci" / script, os.X_OK) for script in ("run", "needs"))
