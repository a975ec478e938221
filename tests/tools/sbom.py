"""Write a bill of materials from the lock file, in the format CycloneDX 1.6: `make sbom`.

It lists the packages that the site runs on and the scripts that it sends to browsers. The hashes
are in the lock file: a package has many files, and the machine decides which of them is installed.
"""

from __future__ import annotations

import json
import re
import tomllib

from battkomp.settings import ROOT

OUT = ROOT / "build" / "sbom.json"


def components() -> list[dict[str, str]]:
    """Return the packages of the lock file and the only script in `static/vendor`, by name."""
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    packages = re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", lock, re.M)
    (script,) = (ROOT / "static" / "vendor").rglob("*.js")
    found = [("pypi", name, version) for name, version in packages]
    found += [("npm", "htmx.org", script.name.removeprefix("htmx-").removesuffix(".min.js"))]
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


def document() -> dict[str, object]:
    """Return the document, which depends on the lock file and `static/vendor` only."""
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
    print(OUT)  # noqa: T201  # output of the command
