#!/bin/sh
# Writes .env, with fresh secrets, from .env.example. One that is there already is left as it is.
set -eu
cd "$(dirname "$0")/.."
if [ -e .env ]; then
  echo ".env is there already and stays as it is."
  exit 0
fi

# Hexadecimal, since the passwords stand in URLs.
random() { od -An -tx1 -N20 /dev/urandom | tr -d ' \n'; }
fill=''
for name in NATS_PASSWORD POSTGRES_PASSWORD TRACKER_DB_PASSWORD GATEWAY_DB_PASSWORD \
  MINIO_ROOT_PASSWORD S3_SECRET_KEY; do
  fill="$fill;s|^$name=\$|&$(random)|"
done
fill="$fill;s|^WEBHOOK_SECRETS=\$|&whsec_$(head -c 32 /dev/urandom | base64 | tr -d '\n')|"

umask 077
sed "${fill#;}" .env.example >.env.new
mv .env.new .env
echo "Wrote .env with fresh secrets."
