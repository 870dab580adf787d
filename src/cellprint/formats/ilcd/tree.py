"""ILCD XML as the tree that TIDAS JSON writes: `@attribute`, `#text`, `common:` prefixes.

Both formats say the same things under the same names, so one reader and one writer serve both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

COMMON = "http://lca.jrc.it/ILCD/Common"
XML = "http://www.w3.org/XML/1998/namespace"
OPENLCA_EXTENSION = "http://openlca.org/ilcd-extensions"
OWN = "urn:cellprint:extension:1"
NAMESPACES = {
    "processDataSet": "http://lca.jrc.it/ILCD/Process",
    "flowDataSet": "http://lca.jrc.it/ILCD/Flow",
    "flowPropertyDataSet": "http://lca.jrc.it/ILCD/FlowProperty",
    "unitGroupDataSet": "http://lca.jrc.it/ILCD/UnitGroup",
    "sourceDataSet": "http://lca.jrc.it/ILCD/Source",
    "contactDataSet": "http://lca.jrc.it/ILCD/Contact",
}
SCHEMA_VERSION = "1.1"
_PREFIXES = {COMMON: "common:", XML: "xml:", OPENLCA_EXTENSION: "olca:", OWN: "cellprint:"}
_URIS = {prefix: uri for uri, prefix in _PREFIXES.items()}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Tree = dict[str, Any]


def tree_of(root: _Element) -> Tree:
    """Return a document as a tree under the name of its root."""
    return {_name(str(root.tag), root.nsmap.get(None) or ""): _tree(root)}


def xml_of(tree: Tree) -> bytes:
    """Return a tree with one root as an XML document; what XML cannot hold is left out."""
    from lxml import etree  # noqa: PLC0415  (not needed by the verbs that compute)

    (name, content), *_ = tree.items()
    namespace = NAMESPACES[name]
    names: dict[Any, str] = {None: namespace, "common": COMMON, "cellprint": OWN}
    root = etree.Element(f"{{{namespace}}}{name}", nsmap=names)
    _fill(root, content, namespace)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _tree(element: _Element) -> Tree:
    found: Tree = {f"@{_name(str(name), '')}": str(value) for name, value in element.attrib.items()}
    for child in element:
        if isinstance(child.tag, str):
            main = element.tag.partition("}")[0].lstrip("{") if "}" in str(element.tag) else ""
            name = _name(child.tag, "" if main in (COMMON, OWN) else main)
            found.setdefault(name, []).append(_tree(child))
    text = (element.text or "").strip()
    if text:
        found["#text"] = text
    return found


def _name(tag: str, main: str) -> str:
    """Return the short name of a tag or attribute."""
    uri, _, local = tag.rpartition("}")
    uri = uri.lstrip("{")
    if uri in _PREFIXES:
        return f"{_PREFIXES[uri]}{local}"
    return local if uri in ("", main) or uri in NAMESPACES.values() else f"{{{uri}}}{local}"


def _tag(name: str, namespace: str) -> str:
    prefix, colon, local = name.partition(":")
    uri = _URIS.get(f"{prefix}:") if colon else None
    return f"{{{uri}}}{local}" if uri else f"{{{namespace}}}{name}"


def _fill(element: _Element, content: Any, namespace: str) -> None:
    from lxml import etree  # noqa: PLC0415  (not needed by the verbs that compute)

    if not isinstance(content, dict):
        element.text = _clean(str(content))
        return
    for name, value in content.items():
        if name == "#text":
            element.text = _clean(str(value))
        elif name.startswith("@xmlns"):
            continue
        elif name.startswith("@"):
            local = name[1:]
            tag = _tag(local, namespace) if ":" in local else local
            element.set(tag, _clean(str(value)))
        else:
            for one in value if isinstance(value, list) else [value]:
                _fill(etree.SubElement(element, _tag(name, namespace)), one, namespace)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
