"""Write a bill of materials from the lock files, in the format CycloneDX 1.6: `make sbom`.

It lists the packages that the site runs on and the scripts that it sends to browsers. Packages of
the desk alone are optional. The hashes are in the lock files: a package has many files, and the
machine decides which of them is installed.
"""

import json
import re
import tomllib

from battkomp.settings import ROOT

OUT = ROOT / "build" / "sbom.json"


def components() -> list[dict[str, str]]:
    """Return the packages of the lock files and the only script in `static/vendor`, by name."""
    of_site, of_both = locked("requirements.txt"), locked("requirements-desk.txt")
    (script,) = (ROOT / "static" / "vendor").rglob("*.js")
    htmx = script.name.removeprefix("htmx-").removesuffix(".min.js")
    found = [("pypi", *one, "required" if one in of_site else "optional") for one in of_both]
    found += [("npm", "htmx.org", htmx, "required")]
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:{kind}/{name}@{version}",
            "name": name,
            "version": version,
            "scope": scope,
            "purl": f"pkg:{kind}/{name}@{version}",
        }
        for kind, name, version, scope in sorted(found)
    ]


def locked(file: str) -> list[tuple[str, str]]:
    """Return the names and versions in a lock file."""
    return re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", (ROOT / file).read_text("utf-8"), re.M)


def document() -> dict[str, object]:
    """Return the document, which depends on the lock files and `static/vendor` only."""
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
