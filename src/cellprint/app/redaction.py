"""A result as others may see it: licensed data give their id and their total, nothing else.

What is not for others is marked when a result is computed (key `restricted`); here the marks are
carried out. The recipe stays whole: digests of the licensed catalogues are named, so that a holder
of the same licence can compute the result again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cellprint.app.documents import Json
from cellprint.model.canonical import digest

_KEPT_OF_BRANCH = ("id", "kind", "value", "share", "restricted")
_KEPT_OF_LAYER = ("id", "digest", "redistribution")
_NAMED = ("product", "process")


def redacted(document: Mapping[str, Any]) -> Json:
    """Return a result document without names and values of data that are not for others.

    A branch of such a provider keeps its value and its share of the whole; its name becomes the id
    of the provider, and amount, place, source and everything below it are left out. Electricity
    factors, sources and fallbacks of such providers are left out; a data-quality row keeps id and
    share. A document without such data is returned as it is.

    Args:
        document: a footprint or product document of this program.

    Returns:
        A document of the same schema with `redacted_from`, the digest of the whole one, and a
        digest of its own as the last key, where the whole one had a digest.
    """
    if "restricted" not in document:
        return dict(document)
    closed = {name: frozenset(ids) for name, ids in document["restricted"].items()}
    shown: Json = {key: value for key, value in document.items() if key != "digest"}
    own = document.get("process", {}).get("id") in closed["providers"]
    # What a closed product consists of is all of it.
    shown["contributions"] = [] if own else [_branch(one) for one in document["contributions"]]
    shown["links"] = _links(document["links"], closed["providers"])
    shown["catalogue"] = _catalogue(document["catalogue"])
    shown["restricted"] = {key: document["restricted"][key] for key in ("providers", "flows")}
    for key, names in (("sources", "sources"), ("electricity_factors", "providers")):
        if key in document:
            shown[key] = [one for one in document[key] if one["id"] not in closed[names]]
    for key in _NAMED:
        if document.get(key, {}).get("id") in closed["providers"] | closed["flows"]:
            shown[key] = {"id": document[key]["id"], "name": _same(document[key]["id"])}
    if "data_quality" in document:
        shown["data_quality"] = _quality(document["data_quality"], closed["providers"])
    if "digest" not in document:
        return shown
    shown["redacted_from"] = document["digest"]
    return {**shown, "digest": digest(shown)}


def _branch(branch: Json) -> Json:
    name = branch.get("restricted")
    if name is None:
        return {**branch, "children": [_branch(child) for child in branch["children"]]}
    kept = {key: branch[key] for key in _KEPT_OF_BRANCH}
    return {**kept, "name": _same(name), "children": []}


def _links(links: Json, providers: frozenset[str]) -> Json:
    """Return the link report without the fallbacks to and from restricted processes."""
    kept = [
        one
        for one in links["fallbacks"]
        if not {_process(one["consumer"]), _process(one["provider"])} & providers
    ]
    return {**links, "fallbacks": kept, "fallbacks_not_shown": len(links["fallbacks"]) - len(kept)}


def _process(key: str) -> str:
    """Return the process of a node `process@place`."""
    return key.rpartition("@")[0]


def _catalogue(release: Json) -> Json:
    layers = [
        {key: one[key] for key in _KEPT_OF_LAYER} if one["redistribution"] == "forbidden" else one
        for one in release.get("layers", [])
    ]
    return {**release, "layers": layers} if layers else release


def _quality(quality: Json, providers: frozenset[str]) -> Json:
    rows = [
        {"process": one["process"], "share": one["share"]}
        if _process(one["process"]) in providers
        else one
        for one in quality["most_relevant"]
    ]
    return {**quality, "most_relevant": rows}


def _same(name: str) -> Json:
    return {"en": name, "zh": name}
