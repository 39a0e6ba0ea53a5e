#!/bin/sh
# Writes .env, with fresh secrets, from .env.example. An existing file keeps what it has; only secrets that it
# lacks, because a later version came to need them, are added.
set -eu
cd "$(dirname "$0")/.."
umask 077

# Hexadecimal, since the passwords stand in URLs, behind a letter, since NATS would take what begins with a digit for a number.
secret() {
  case $1 in
    ENDPOINT_SECRETS_KEY) head -c 32 /dev/urandom | base64 | tr -d '\n' ;;
    WEBHOOK_SECRETS) printf 'whsec_%s' "$(head -c 32 /dev/urandom | base64 | tr -d '\n')" ;;
    *) printf 'p%s' "$(od -An -tx1 -N19 /dev/urandom | tr -d ' \n')" ;;
  esac
}

from=.env.example
[ ! -e .env ] || from=.env
fill=''
add=''
for name in $(sed -n 's/^\([A-Z0-9_]*\)=$/\1/p' .env.example); do
  if grep -q "^$name=\$" "$from"; then
    fill="$fill;s|^$name=\$|&$(secret "$name")|"
  elif ! grep -q "^$name=" "$from"; then
    add="$add$name=$(secret "$name")
"
  fi
done
if [ -z "$fill$add" ]; then
  echo ".env exists and is unchanged."
  exit 0
fi
{
  sed "${fill#;}" "$from"
  printf '%s' "$add"
} >.env.new
mv .env.new .env
echo "Wrote .env with fresh secrets."
