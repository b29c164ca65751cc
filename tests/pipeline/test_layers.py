"""Models refer down, never up: the layers that CONTRIBUTING names, and within the marts the kinds of tables."""

from __future__ import annotations

from typing import Any

import pytest

from dagster_project.assets.warehouse import DbtProject

# A folder of dbt/models is a layer; a model may refer to its own layer and to those before it.
LAYERS = {"staging": 0, "intermediate": 1, "marts": 2, "quality": 3, "meta": 3, "zh": 4}
# A dimension reads dimensions only, a fact no wide view.
KINDS = {"dim_": 0, "fct_": 1}
WIDE = 2


def layer(node: dict[str, Any]) -> str:
    """The folder of a model."""
    return str(node["fqn"][1])


def kind(name: str) -> int:
    """Which kind of mart a name says: dimension, fact or wide view."""
    return next((number for prefix, number in KINDS.items() if name.startswith(prefix)), WIDE)


def inversions(properties: dict[str, Any]) -> list[str]:
    """Every reference to a layer or kind above the model's own, of dbt's manifest."""
    models = {key: node for key, node in properties["nodes"].items() if node["resource_type"] == "model"}
    found = []
    for node in models.values():
        for key in node["depends_on"]["nodes"]:
            read = models.get(key)
            if read is None:
                continue
            above = LAYERS[layer(read)] > LAYERS[layer(node)]
            both_marts = layer(node) == layer(read) == "marts"
            if above or (both_marts and kind(read["name"]) > kind(node["name"])):
                found.append(f"{layer(node)}.{node['name']} reads {layer(read)}.{read['name']}")
    return sorted(found)


def test_no_model_refers_to_a_layer_above_its_own(dbt_project: DbtProject) -> None:
    assert inversions(dbt_project.properties) == []


def model(name: str, folder: str, *reads: str) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "name": name,
        "fqn": ["budget", folder, "rows", name],
        "depends_on": {"nodes": [f"model.{read}" for read in reads]},
    }


@pytest.mark.parametrize(
    ("node", "is_inversion"),
    [
        (model("int_rules", "intermediate", "fct_budget"), True),
        (model("stg_rows", "staging", "int_rows"), True),
        (model("findings", "quality", "budget"), False),
        (model("documents", "meta", "findings"), False),
        (model("answers", "marts", "findings"), True),
        (model("dim_year", "marts", "fct_budget"), True),
        (model("dim_year", "marts", "dim_unit"), False),
        (model("fct_other", "marts", "budget"), True),
        (model("spending", "marts", "budget"), False),
        (model("spending", "marts", "stg_rows2"), False),
        (model("view", "zh", "findings"), False),
        (model("findings", "quality", "view2"), True),
    ],
)
def test_inversions_are_noticed(node: dict[str, Any], is_inversion: bool) -> None:
    others = [
        model("fct_budget", "marts"),
        model("dim_unit", "marts"),
        model("budget", "marts"),
        model("int_rows", "intermediate"),
        model("stg_rows2", "staging"),
        model("view2", "zh"),
    ]
    if node["name"] != "findings":
        others.append(model("findings", "quality"))
    nodes = {f"model.{one['name']}": one for one in [*others, node]}
    assert len(inversions({"nodes": nodes})) == is_inversion
