"""Own and licensed data: catalogues of the user's own that lie over the shipped release.

A layer is a folder with `layer.yaml` (id, licence, whether values may be passed on) and any of the
files of a catalogue. Later layers lie over earlier ones. An entry with the id of one below replaces
it and keeps its preference; a new process for a known product is a further provider, asked before
or after those below as the layer says. A set of characterisation factors is merged flow by flow.

What may be passed on is decided here too: `releasable` leaves out every layer and every entry whose
licence forbids it, and puts back what such a layer had replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cellprint.catalogue.build import Json
from cellprint.catalogue.entries import Entries, Placed, read_entries
from cellprint.catalogue.files import Folder, file_bytes, files_digest
from cellprint.catalogue.load import compile_entries
from cellprint.catalogue.schema import LayerFile
from cellprint.catalogue.validation import validated
from cellprint.errors import BadInputError, Finding
from cellprint.model.located_yaml import parse_yaml

LAYER_FILE = "layer.yaml"
FORBIDDEN = "forbidden"
# Kinds with ids; electricity factors and sums of them share their ids.
_TABLES = {
    "sources": ("sources",),
    "locations": ("locations",),
    "flows": ("flows",),
    "processes": ("processes",),
    "electricity": ("electricity", "derived"),
    "compositions": ("compositions",),
    "batteries": ("batteries",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSource:
    """The files of a layer, with what `layer.yaml` says."""

    about: LayerFile
    files: Mapping[str, bytes]
    digest: str

    @property
    def record(self) -> Json:
        """Return the layer as a compiled release states it."""
        about = self.about.model_dump(mode="json", exclude_none=True, exclude={"note"})
        return {"preference": "first", **about, "digest": self.digest}


def read_layer(folder: Folder) -> LayerSource:
    """Return the files of the layer in `folder`.

    Raises:
        CP-REL-003: the folder has no `layer.yaml`, so it is no layer.
        CP-DATA-001 to CP-DATA-007, CP-YAML: `layer.yaml` is not as it should be.
    """
    files = file_bytes(folder) if folder.is_dir() else {}
    if LAYER_FILE not in files:
        raise BadInputError.of("CP-REL-003", where=str(folder), file=LAYER_FILE)
    located = parse_yaml(files[LAYER_FILE], name=f"{folder.name}/{LAYER_FILE}")
    findings: list[Finding] = []
    about = validated(LayerFile, located, (), located.data, findings)
    if about is None:
        raise BadInputError(*findings)
    rest = {name: content for name, content in files.items() if name != LAYER_FILE}
    return LayerSource(about=about, files=rest, digest=files_digest(files))


def compile_layers(base: Mapping[str, bytes], layers: Sequence[LayerSource]) -> Json:
    """Return the compiled content of a release with layers over it.

    Args:
        base: files of the release below.
        layers: lowest first.

    Raises:
        CP-REL-004: two layers have the same id.
        CP-DATA, CP-YAML, CP-UNIT: an entry is wrong, or does not fit the entries around it.
    """
    _require_different(layers)
    parts = [(layer, _layer_entries(layer)) for layer in layers]
    return _compiled(read_entries(base), parts)


def releasable(base: Mapping[str, bytes], layers: Sequence[LayerSource]) -> Json:
    """Return the compiled content that may be passed on.

    Layers that forbid it are left out whole; of the others, and of the release, every process,
    characterisation factor and battery that cites a source whose licence forbids it.

    Raises:
        CP-REL-005: what is left needs something that was left out; each place is named.
        CP-REL-004, CP-DATA, CP-YAML, CP-UNIT: see `compile_layers`.
    """
    _require_different(layers)
    every = [read_entries(base), *(_layer_entries(layer) for layer in layers)]
    secret = {
        source.entry.id
        for entries in every
        for source in entries.sources
        if source.entry.redistribution == FORBIDDEN
    }
    open_ = [
        (layer, _without(entries, secret))
        for layer, entries in zip(layers, every[1:], strict=True)
        if layer.about.redistribution != FORBIDDEN
    ]
    try:
        return _compiled(_without(every[0], secret), open_)
    except BadInputError as error:
        first = Finding(
            code="CP-REL-005",
            where=error.findings[0].where,
            details={"count": len(error.findings)},
        )
        raise BadInputError(first, *error.findings) from error


def _require_different(layers: Sequence[LayerSource]) -> None:
    seen: set[str] = set()
    for layer in layers:
        if layer.about.id in seen:
            raise BadInputError.of("CP-REL-004", where="--catalogue", layer=layer.about.id)
        seen.add(layer.about.id)


def _layer_entries(layer: LayerSource) -> Entries:
    """Return the entries of a layer; mistakes inside single entries are told at once."""
    entries = read_entries(layer.files, needed=(), folder=f"{layer.about.id}/")
    if entries.findings:
        raise BadInputError(*entries.findings)
    return entries


def _compiled(base: Entries, layers: Iterable[tuple[LayerSource, Entries]]) -> Json:
    merged, origins, ranks = base, dict[str, str](), dict[str, int]()
    records = []
    for position, (layer, entries) in enumerate(layers, start=1):
        first = layer.about.preference != "last"
        for kind in _TABLES:
            known = set(merged.ids.get(kind, {}))
            for name in entries.ids.get(kind, {}):
                origins[f"{kind}:{name}"] = layer.about.id
                if name not in known:
                    ranks[f"{kind}:{name}"] = position if first else -position
        for gwp in entries.gwp:
            for factor in gwp.entry.factors:
                origins[f"gwp:{gwp.entry.id}:{factor.flow}"] = layer.about.id
        merged = _over(merged, entries)
        records.append(layer.record)
    content = compile_entries(merged)
    content["gwp"] = _merged_sets(merged)
    if records:
        content |= {"layers": records, "origins": origins, "ranks": ranks}
    return content


def _over(below: Entries, above: Entries) -> Entries:
    """Return the entries of both, without those of `below` that `above` replaces."""
    both = replace(below, gwp=[*below.gwp, *above.gwp])
    for kind, names in _TABLES.items():
        replaced = above.ids.get(kind, {})
        for name in names:
            kept = [item for item in _placed(below, name) if item.entry.id not in replaced]
            setattr(both, name, [*kept, *_placed(above, name)])
    return _indexed(both)


def _placed(entries: Entries, name: str) -> list[Placed[Any]]:
    found: list[Placed[Any]] = getattr(entries, name)
    return found


def _without(entries: Entries, secret: set[str]) -> Entries:
    """Return the entries that neither are nor cite a source of `secret`."""
    if not secret:
        return entries
    sets = []
    for item in entries.gwp:
        factors = tuple(one for one in item.entry.factors if one.source not in secret)
        sets.append(replace(item, entry=item.entry.model_copy(update={"factors": factors})))
    return _indexed(
        replace(
            entries,
            sources=[item for item in entries.sources if item.entry.id not in secret],
            processes=[
                item
                for item in entries.processes
                if not any(one.source in secret for one in item.entry.exchanges)
            ],
            batteries=[item for item in entries.batteries if item.entry.source not in secret],
            gwp=sets,
        )
    )


def _indexed(entries: Entries) -> Entries:
    """Return the entries with ids, routes and technologies as they now are."""
    ids: dict[str, dict[str, str]] = {"gwp": {item.entry.id: item.where() for item in entries.gwp}}
    for kind, names in _TABLES.items():
        ids[kind] = {
            item.entry.id: item.where("id") for name in names for item in _placed(entries, name)
        }
    routes: dict[str, set[str]] = {}
    for process in entries.processes:
        routes.setdefault(process.entry.flow, set()).update({process.entry.route, process.entry.id})
    technologies = {
        str(item.entry.technology)
        for item in [*_placed(entries, "electricity"), *_placed(entries, "derived")]
        if item.entry.technology
    }
    return replace(entries, ids=ids, routes=routes, technologies=technologies)


def _merged_sets(entries: Entries) -> list[Json]:
    """Return the characterisation sets, those of one id merged flow by flow, the last one first."""
    sets: dict[str, Json] = {}
    for item in entries.gwp:
        plain: Json = item.entry.model_dump(mode="json", exclude_none=True)
        known = sets.setdefault(plain["id"], {**plain, "factors": []})
        given = {factor["flow"] for factor in plain["factors"]}
        kept = [factor for factor in known["factors"] if factor["flow"] not in given]
        sets[plain["id"]] = {**plain, "factors": [*kept, *plain["factors"]]}
    return [sets[name] for name in sorted(sets)]
