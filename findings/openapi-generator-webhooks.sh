#!/usr/bin/env bash
# What stands in the section `webhooks` of an OpenAPI 3.1 document breaks the clients that openapi-generator makes of it.
#
# Seen 2026-11-29 with openapi-generator 7.25.0 (Maven Central), Java 17, Python 3.11, Linux x64. Needs Java, Maven and Python.
#
# A webhook is described as an operation that the API's provider calls at the client. Most would expect a generator of clients
# to pass over it, or to write code for a receiver. It writes one more call to the server, and
#
# - with the same tag as an operation of the API, it overwrites the file with the calls of that tag: they are gone from the client;
# - in Python, the types of the webhook's parameters and body are missing, and the module does not compile.
#
# The very same webhook behind a reference to components/pathItems is passed over, and its schemas are still generated.
#
# Fails when that changes.
set -euo pipefail

version=7.25.0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn --quiet --batch-mode dependency:copy -Dartifact=org.openapitools:openapi-generator-cli:$version \
  -DoutputDirectory="$folder" -Dmdep.useBaseVersion=true >/dev/null
java -version 2>&1 | head -1
python3 --version
echo "openapi-generator $version"

cat > make.py <<'PY'
import json

def document(tag, behind_a_reference):
    webhook = {
        "post": {
            "operationId": "onArrival",
            "tags": [tag],
            "parameters": [{"name": "signature", "in": "header", "required": True, "schema": {"type": "string"}}],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Arrival"}}},
            },
            "responses": {"204": {"description": "Taken."}},
        }
    }
    arrival = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    components = {"schemas": {"Arrival": arrival}}
    if behind_a_reference:
        components["pathItems"] = {"Arrival": webhook}
        webhook = {"$ref": "#/components/pathItems/Arrival"}
    return {
        "openapi": "3.1.1",
        "info": {"title": "Parcels", "version": "1.0.0"},
        "servers": [{"url": "/"}],
        "paths": {
            "/parcels": {
                "get": {
                    "operationId": "listParcels",
                    "tags": ["parcels"],
                    "responses": {"200": {"description": "All.", "content": {"application/json": {"schema": {"type": "string"}}}}},
                }
            }
        },
        "webhooks": {"arrival": webhook},
        "components": components,
    }

for name, tag, behind in [("shared", "parcels", False), ("own", "arrivals", False), ("reference", "parcels", True)]:
    with open(f"{name}.json", "w") as file:
        json.dump(document(tag, behind), file)
PY
python3 make.py
for name in shared own reference; do
  java -jar openapi-generator-cli-$version.jar generate -i $name.json -g python -o $name >/dev/null 2>&1
done

api() { echo "$1/openapi_client/api/$2_api.py"; }
compiles() { python3 -m py_compile "$1" 2>/dev/null; }

fail() { echo "Changed: $1" >&2; exit 1; }
if grep -q 'def list_parcels' "$(api shared parcels)"; then fail 'one tag: the call of the API is there'; fi
grep -q 'def on_arrival' "$(api shared parcels)" || fail 'one tag: the webhook is not there'
grep -q 'def list_parcels' "$(api own parcels)" || fail 'two tags: the call of the API is not there'
if compiles "$(api own arrivals)"; then fail 'the webhook compiles'; fi
grep -n 'signature: ,$' "$(api own arrivals)" | head -1
grep -q 'def list_parcels' "$(api reference parcels)" || fail 'a reference: the call of the API is not there'
if grep -rq 'def on_arrival' reference/openapi_client/api; then fail 'a reference: the webhook is there'; fi
compiles "$(api reference parcels)" || fail 'a reference: the API does not compile'
test -f reference/openapi_client/models/arrival.py || fail 'a reference: the schema is not there'
echo 'A webhook that shares a tag takes the place of the API; one with a tag of its own does not compile; one behind a reference is passed over.'
