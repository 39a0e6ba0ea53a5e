"""Writes the JSON schemas that kubeconform checks against, into a folder:

    schemas.py OUT KUBERNETES_VALIDATE_WHEEL KEDA_MODULE PROMETHEUS_OPERATOR_MODULE

Those of Kubernetes are in the wheel (PyPI, kubernetes-validate); they are made strict here, so that a misspelt field is a fault. Those
of KEDA and the Prometheus operator come from the custom resource definitions in their Go modules.
"""

import json
import pathlib
import sys
import zipfile

import yaml

# PyYAML knows the tag of a plain "=" by YAML 1.1, and has nothing that reads it.
yaml.SafeLoader.add_constructor("tag:yaml.org,2002:value", yaml.SafeLoader.construct_yaml_str)

KUBERNETES = ["1.30.0", "1.34.0", "1.37.0"]


def strict(schema):
    """Forbids fields that are not described, wherever some are."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items()}
    open_ended = made.get("x-kubernetes-preserve-unknown-fields")
    if isinstance(made.get("properties"), dict) and "additionalProperties" not in made and not open_ended:
        made["additionalProperties"] = False
    return made


def write(path, schema):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(strict(schema)))


def references(schema):
    """The names of the definitions that a schema refers to."""
    if isinstance(schema, list):
        return {name for part in schema for name in references(part)}
    if not isinstance(schema, dict):
        return set()
    found = {name for value in schema.values() for name in references(value)}
    target = schema.get("$ref")
    if isinstance(target, str):
        found.add(target.rsplit("/", 1)[1])
    return found


def local(schema):
    """The same, with its references into the file itself."""
    if isinstance(schema, list):
        return [local(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: local(value) for key, value in schema.items()}
    if isinstance(made.get("$ref"), str):
        made["$ref"] = "#/definitions/" + made["$ref"].rsplit("/", 1)[1]
    return made


def kubernetes(out, wheel):
    """Each kind with the definitions that it needs, since kubeconform loads one file for each."""
    with zipfile.ZipFile(wheel) as archive:
        for version in KUBERNETES:
            folder = f"kubernetes_validate/kubernetes-json-schema/v{version}-local"
            definitions = json.loads(archive.read(f"{folder}/_definitions.json"))["$defs"]
            for definition in definitions.values():
                for kind in definition.get("x-kubernetes-group-version-kind", []):
                    group = f"-{kind['group'].split('.')[0]}" if kind["group"] else ""
                    needed, queue = {}, references(definition)
                    while queue:
                        name = queue.pop()
                        needed[name] = local(definitions[name])
                        queue |= references(definitions[name]) - needed.keys()
                    file = f"{kind['kind'].lower()}{group}-{kind['version'].lower()}.json"
                    write(out / version / file, {**local(definition), "definitions": needed})


def custom(out, folder):
    for file in sorted(folder.glob("*.yaml")):
        for definition in yaml.safe_load_all(file.read_text()):
            if not definition or definition.get("kind") != "CustomResourceDefinition":
                continue
            spec = definition["spec"]
            for version in spec["versions"]:
                schema = version["schema"]["openAPIV3Schema"]
                # What any object has beside what its definition describes.
                schema["properties"]["metadata"] = {"type": "object", "additionalProperties": True}
                group = spec["group"].split(".")[0]
                name = f"{spec['names']['kind'].lower()}-{group}-{version['name']}.json"
                write(out / "custom" / name, schema)


if __name__ == "__main__":
    out, wheel, *modules = map(pathlib.Path, sys.argv[1:])
    kubernetes(out, wheel)
    for module in modules:
        for folder in ("config/crd/bases", "example/prometheus-operator-crd"):
            custom(out, module / folder)
