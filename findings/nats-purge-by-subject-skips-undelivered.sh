#!/usr/bin/env bash
# Purging one subject makes a consumer of all subjects lose what it was yet to deliver, on subjects that were not purged.
#
# Seen 2026-11-30 with nats-server 2.9.10 (as Debian 12 ships it), the client nats 2.29.3, Node 20 and 24, Linux x64; not with 2.10.27.
#
# A durable consumer of `work.>` has delivered and acknowledged the message on `work.a`; one on `work.b` waits. Then `work.a` is purged.
# Most would expect that the message on `work.b` is delivered next. The stream still holds it; but the consumer stands behind
# the end of the stream, says that nothing is pending, and never delivers it. (Deleting the message of `work.a` by its
# sequence does no such harm.) With 2.10.27 the message comes.
#
# Fails when that changes.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
GOBIN=$folder/2.9.10 go install github.com/nats-io/nats-server/v2@v2.9.10
GOBIN=$folder/2.10.27 go install github.com/nats-io/nats-server/v2@v2.10.27
npm init -y >/dev/null
npm install --silent --no-audit --no-fund nats@2.29.3

cat > show.mjs <<'JS'
import { AckPolicy, connect } from 'nats';

const connection = await connect({ servers: process.argv[2] });
const js = connection.jetstream();
const jsm = await connection.jetstreamManager();

async function deliveredAfter(name, removeFirst) {
  await jsm.streams.add({ name, subjects: [`${name}.>`] });
  await jsm.consumers.add(name, { durable_name: 'all', filter_subject: `${name}.>`, ack_policy: AckPolicy.Explicit });
  const consumer = await js.consumers.get(name, 'all');
  await js.publish(`${name}.a`);
  await (await consumer.next()).ackAck();
  await js.publish(`${name}.b`);
  await removeFirst(name);
  const message = await consumer.next({ expires: 1500 });
  const { state } = await jsm.streams.info(name);
  return { holds: state.messages, delivered: message?.subject ?? null };
}

const purged = await deliveredAfter('purged', (name) => jsm.streams.purge(name, { filter: `${name}.a` }));
const deleted = await deliveredAfter('deleted', (name) => jsm.streams.deleteMessage(name, 1, false));
console.log(JSON.stringify({ purged, deleted }));
await connection.close();
JS

# The version, and what the consumer delivers of purged.b: null for nothing.
shows() {
  "$folder/$1/nats-server" --jetstream --store_dir "$folder/store-$1" --addr 127.0.0.1 --port -1 --ports_file_dir "$folder/$1" >"$1.log" 2>&1 &
  server=$!
  for _ in $(seq 100); do ls "$folder/$1"/*.ports >/dev/null 2>&1 && break; sleep 0.1; done
  local url seen
  url=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).nats[0]' "$folder/$1"/*.ports)
  seen=$(node show.mjs "$url")
  kill "$server"; wait "$server" || true
  server=
  echo "nats-server $1: $seen"
  [ "$seen" = "{\"purged\":{\"holds\":1,\"delivered\":$2},\"deleted\":{\"holds\":1,\"delivered\":\"deleted.b\"}}" ]
}

shows 2.9.10 null
shows 2.10.27 '"purged.b"'
