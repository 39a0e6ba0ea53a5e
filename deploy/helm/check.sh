#!/usr/bin/env bash
# Lints the chart, renders its examples, compares them with those in rendered/, and validates them with the schemas of Kubernetes, KEDA
# and the Prometheus operator:
#   deploy/helm/check.sh            # installs what is missing first: Helm, kubeconform and the schemas, by go and pip
#   deploy/helm/check.sh --write    # writes rendered/ again
# No cluster is needed, and none is asked.
set -euo pipefail
cd "$(dirname "$0")"

HELM=v3.19.0
KUBECONFORM=v0.7.0
KUBERNETES_VALIDATE=1.37.0
KEDA=v2.17.2
PROMETHEUS_OPERATOR=v0.85.0
# Of schemas.py, the oldest one that the chart admits among them.
VERSIONS=(1.30.0 1.34.0 1.37.0)
# What the examples are rendered for.
RENDERED_FOR=1.34.0

tools=${HALFTONE_HELM_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/halftone/helm}
mkdir -p "$tools/bin"
export GOBIN=$tools/bin

install_program() {
  local name=$1 package=$2
  command -v "$tools/bin/$name" >/dev/null && return
  command -v go >/dev/null || {
    echo "go is not here, so $name cannot be installed. Put $name $package into $tools/bin." >&2
    exit 69
  }
  echo "Installing $name ($package) ..." >&2
  go install "$package"
}

module() { go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'; }

install_schemas() {
  local made
  made=$tools/schemas-$KUBERNETES_VALIDATE-$KEDA-$PROMETHEUS_OPERATOR-$(sha256sum schemas.py | head -c 8)
  if [ ! -e "$made/complete" ]; then
    echo "Making the schemas ..." >&2
    rm -rf "$made" && mkdir -p "$made"
    python3 -m venv "$made/python"
    "$made/python/bin/pip" install --quiet 'PyYAML==6.0.3'
    "$made/python/bin/pip" download --quiet --no-deps --dest "$made" "kubernetes-validate==$KUBERNETES_VALIDATE"
    "$made/python/bin/python" schemas.py "$made" "$made"/kubernetes_validate-*.whl \
      "$(module "github.com/kedacore/keda/v2@$KEDA")" \
      "$(module "github.com/prometheus-operator/prometheus-operator@$PROMETHEUS_OPERATOR")"
    touch "$made/complete"
  fi
  echo "$made"
}

render() {
  "$tools/bin/helm" template halftone halftone --namespace halftone --kube-version "$RENDERED_FOR" -f "examples/$1.yaml"
}

install_program helm "helm.sh/helm/v3/cmd/helm@$HELM"
install_program kubeconform "github.com/yannh/kubeconform/cmd/kubeconform@$KUBECONFORM"
schemas=$(install_schemas)
echo "helm $HELM, kubeconform $KUBECONFORM, schemas of Kubernetes ${VERSIONS[*]}, KEDA $KEDA, Prometheus operator $PROMETHEUS_OPERATOR"

failed=0
for example in trying-out production; do
  "$tools/bin/helm" lint halftone --strict --quiet --kube-version "$RENDERED_FOR" -f "examples/$example.yaml" || failed=1
  if [ "${1:-}" = --write ]; then render "$example" >"rendered/$example.yaml"; fi
  diff -u "rendered/$example.yaml" <(render "$example") || failed=1
  for version in "${VERSIONS[@]}"; do
    # A kind without a schema is a fault.
    "$tools/bin/kubeconform" -summary -kubernetes-version "$version" \
      -schema-location "$schemas/$version/{{ .ResourceKind }}{{ .KindSuffix }}.json" \
      -schema-location "$schemas/custom/{{ .ResourceKind }}{{ .KindSuffix }}.json" \
      "rendered/$example.yaml" || failed=1
  done
done
if [ "${1:-}" = --write ]; then
  # For those who have no Helm: whether what they are rendered from has changed since.
  find halftone examples -type f ! -name values.schema.json | LC_ALL=C sort | xargs sha256sum >rendered/SOURCES
fi
sha256sum --check --quiet rendered/SOURCES || failed=1
exit "$failed"
