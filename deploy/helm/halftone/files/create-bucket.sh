#!/bin/sh
# Makes the bucket of the outputs and the imager's key. Can be run again at any time. By the shell and mc alone: images like
# that of Silo have neither sed nor grep.
set -eu

mc=$(command -v mc || command -v mcli) || {
  echo "This image has neither mc nor mcli: name one that has in MINIO_CLIENT_IMAGE." >&2
  exit 1
}

folder=${TMPDIR:-/tmp}
# Writes a file beside this script with the bucket's name for BUCKET, which stands at most once in a line.
render() {
  while IFS= read -r line; do
    case $line in
      *BUCKET*) line=${line%%BUCKET*}$S3_BUCKET${line#*BUCKET} ;;
    esac
    printf '%s\n' "$line"
  done <"${0%/*}/$1" >"$folder/$1"
}

# From the environment, since arguments stand in the list of processes.
export MC_HOST_store="${S3_ENDPOINT%%://*}://$MINIO_ROOT_USER:$MINIO_ROOT_PASSWORD@${S3_ENDPOINT#*://}"
tries=0
until answer=$("$mc" mb --ignore-existing "store/$S3_BUCKET" 2>&1); do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || {
    echo "The bucket $S3_BUCKET cannot be made: $answer" >&2
    exit 1
  }
  sleep 1
done

# Anybody may read an object whose address they know; nobody may list the addresses.
render public-read.json
"$mc" anonymous set-json "$folder/public-read.json" "store/$S3_BUCKET"

# The imager's key can write to this bucket and do nothing else.
render imager-policy.json
"$mc" admin policy create store halftone-imager "$folder/imager-policy.json"
"$mc" admin user add store "$S3_ACCESS_KEY" "$S3_SECRET_KEY"
# Attaching what is attached is an error, so the answer is checked instead.
"$mc" admin policy attach store halftone-imager --user "$S3_ACCESS_KEY" >/dev/null 2>&1 || true
case $("$mc" admin user info --json store "$S3_ACCESS_KEY") in
  *'"policyName":"halftone-imager"'*) ;;
  *)
    echo "The policy halftone-imager could not be attached to the imager's key." >&2
    exit 1
    ;;
esac
echo "The bucket $S3_BUCKET is ready."
