#!/usr/bin/env bash
# OpenTelemetry's tracing SDK for JavaScript 3.1 takes no notice of OTEL_TRACES_SAMPLER; 2.12 does.
#
# Seen 2026-11-29 with @opentelemetry/sdk-trace 3.1.0 and @opentelemetry/sdk-trace-base 2.12.1, Node 24. Needs Node 22.15 or
# later.
#
# OTEL_TRACES_SAMPLER is one of OpenTelemetry's standard environment variables, and always_off one of its standard values
# (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). Whoever moves a program from the 2.x
# provider to that of 3.x would expect the variable to hold as before. It does not, and nothing says so: every span is recorded and
# exported. In 3.x only the package sdk-node reads it. The same goes for OTEL_BSP_… and OTEL_SPAN_….
#
# Fails when that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
mkdir two three
for each in two three; do cp package.json "$each"; done
(cd two && npm install --silent --no-audit --no-fund @opentelemetry/api@1.9.1 @opentelemetry/sdk-trace-base@2.12.1)
(cd three && npm install --silent --no-audit --no-fund @opentelemetry/api@1.10.0 @opentelemetry/sdk-trace@3.1.0)

cat > two/show.mjs <<'JS'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
console.log(new BasicTracerProvider().getTracer('finding').startSpan('a span').isRecording());
JS
cat > three/show.mjs <<'JS'
import { TracerProvider } from '@opentelemetry/sdk-trace';
console.log(new TracerProvider().getTracer('finding').startSpan('a span').isRecording());
JS

export OTEL_TRACES_SAMPLER=always_off
two=$(node two/show.mjs)
three=$(node three/show.mjs)
echo "Node $(node --version), OTEL_TRACES_SAMPLER=$OTEL_TRACES_SAMPLER"
echo "2.12.1: a span is recorded: $two"
echo "3.1.0:  a span is recorded: $three"
if [ "$two" != false ] || [ "$three" != true ]; then
  echo 'It is not as it was on 2026-11-29.'
  exit 1
fi
