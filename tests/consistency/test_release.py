"""One version number, told the same way everywhere, and a licence that is whole."""

from __future__ import annotations

import re
import tomllib

import yaml

from .tree import ROOT, SRC, text

# Words of the standard's own list; it has none for cases or for social services.
CATEGORIES = {"workflow-management", "resource-management", "appointment-scheduling"}


def _publiccode() -> dict:
    return yaml.safe_load(text(ROOT / "publiccode.yml"))


def _project() -> dict:
    return tomllib.loads(text(ROOT / "pyproject.toml"))["project"]


def test_the_version_is_the_same_everywhere() -> None:
    latest = re.search(r"(?m)^## \[(\d+\.\d+\.\d+)\]", text(ROOT / "CHANGELOG.md"))
    assert latest, "CHANGELOG.md names no version"
    package = re.search(r'__version__ = "([^"]+)"', text(SRC / "__init__.py"))
    assert package, "the package does not tell its version"
    assert {_publiccode()["softwareVersion"], latest[1], package[1]} == {_project()["version"]}


def test_publiccode_says_what_the_standard_asks_for() -> None:
    code = _publiccode()
    for key in ("publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus"):
        assert code[key]
    assert code["softwareType"] == "standalone/web"
    assert set(code["categories"]) == CATEGORIES
    assert code["legal"]["license"] == _project()["license"] == "EUPL-1.2"
    assert code["maintenance"]["type"] == "community"
    assert code["maintenance"]["contacts"]


def test_publiccode_speaks_polish_and_english() -> None:
    description = _publiccode()["description"]
    assert {"pl", "en"} <= set(description)
    for said in description.values():
        assert len(said["shortDescription"]) <= 150
        assert 150 <= len(said["longDescription"]) <= 10_000
        assert said["features"]
        assert [shot for shot in said["screenshots"] if not (ROOT / shot).is_file()] == []


def test_the_licence_is_whole() -> None:
    licence = text(ROOT / "LICENSE")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert re.findall(r"(?m)^(\d+)\. ", licence) == [str(number) for number in range(1, 16)]
    appendix = licence[licence.rindex("‘Compatible Licences’ according to Article 5") :]
    assert appendix.count("\n— ") == 10
