"""Check the licence of every package installed in the environment that runs this file.

Run with the Python of an environment that holds cellprint and its run-time packages only (the wheel
check does): what is installed there is what a user gets. Standard library only.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata

# Licences that let an Apache-2.0 program be passed on together with the package. MPL-2.0 is
# file-wise copyleft: packages used unchanged put no condition on cellprint.
ALLOWED = (
    "0BSD|Apache|BSD|CC0|HPND|ISC|MIT|MPL-2|Mozilla Public License 2|OFL|SIL Open Font|PSF"
    "|Python Software Foundation|Unlicense|Zlib|public domain"
)
REFUSED = r"\bA?L?GPL|GNU|SSPL|BUSL|non-?commercial|proprietary"
# Packages whose metadata names no licence; the text that was read says which one it is.
READ = {
    "cellprint": "Apache-2.0",
}
INSTALLERS = {"pip", "setuptools", "wheel"}


def licence_of(package: metadata.Distribution) -> str:
    """Return the licence that the package states: expression, classifiers, else the first line."""
    meta = package.metadata
    if "License-Expression" in meta:
        return meta["License-Expression"]
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in meta.get_all("Classifier") or []
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    if classifiers:
        return ", ".join(classifiers)
    text = meta["License"].strip() if "License" in meta else ""
    if text:
        return " ".join(text.split())[:70]
    return READ.get(package.name.lower(), "")


def verdict(licence: str) -> str:
    """Return `ok`, `refused` or `unknown` for a licence text.

    >>> verdict("MIT"), verdict("LGPL-3.0-only"), verdict("")
    ('ok', 'refused', 'unknown')
    """
    if re.search(REFUSED, licence, re.IGNORECASE):
        return "refused"
    return "ok" if re.search(ALLOWED, licence, re.IGNORECASE) else "unknown"


def main() -> int:
    """Print each package that must not be installed, and the count; return the exit code."""
    packages = sorted(metadata.distributions(), key=lambda package: package.name.lower())
    bad = 0
    for package in packages:
        licence = licence_of(package)
        if package.name.lower() in INSTALLERS or verdict(licence) == "ok":
            continue
        bad += 1
        print(
            f"licence {verdict(licence)}: {package.name} {package.version}: {licence!r}",
            file=sys.stderr,
        )
    print(f"licences: {len(packages) - bad} of {len(packages)} packages allowed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
