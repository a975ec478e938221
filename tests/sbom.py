"""What the site is made of, as a CycloneDX 1.6 document, from the lock file: `make sbom`.

It names what is installed to run the site, and what is sent to browsers. It has no hashes: a
version of a package has many files, and which is installed depends on the machine. They stand in
the lock file.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from battkomp.settings import ROOT

OUT = ROOT / "build" / "sbom.json"


def components() -> list[dict[str, str]]:
    """Return the packages of the lock file, and what stands in `static/vendor`, by name."""
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    packages = re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", lock, re.M)
    scripts = [_script(path) for path in (ROOT / "static" / "vendor").rglob("*.js")]
    found = [("pypi", name, version) for name, version in packages]
    found += [("npm", name, version) for name, version in scripts]
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:{kind}/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:{kind}/{name}@{version}",
        }
        for kind, name, version in sorted(found)
    ]


def _script(path: Path) -> tuple[str, str]:
    """Return the name in npm, and the version, of a file like `htmx-4.0.1.min.js`."""
    found = re.fullmatch(r"([a-z]+)-([\d.]+)\.min\.js", path.name)
    if found is None:
        raise ValueError(f"{path.name} does not say its version")
    return {"htmx": "htmx.org"}[found[1]], found[2]


def document() -> dict[str, object]:
    """Return the document. It is the same whenever it is made from the same files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    site = {"type": "application", "name": project["name"], "version": project["version"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": site},
        "components": components(),
    }


if __name__ == "__main__":
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(document(), indent=2) + "\n", "utf-8")
    print(OUT)  # noqa: T201  # what the command says
