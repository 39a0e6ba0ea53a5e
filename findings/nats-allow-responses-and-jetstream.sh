#!/usr/bin/env bash
# A NATS user with allow_responses makes nats-server 2.9 several times slower once it has consumed 4,096 messages of a stream.
#
# Seen 2026-11-30 with nats-server 2.9.25 (2.9.10 is what Debian 12 has), the client nats 2.29.3, Node 24, Linux x64.
#
# allow_responses is the documented way to let a service answer questions without letting it publish anywhere else. A worker
# that is asked something once a day has it too, and consumes a stream besides. Most would expect that to cost nothing: the
# worker's acknowledgements are allowed by its ordinary permissions. But each message that a stream delivers has a reply subject, for
# its acknowledgement, so the server notes it as a possible answer; acknowledging it does not take the note away, only its time
# does. From 4,096 notes on the server goes through all of them for each message that it delivers. Here are two users, one of them with
# allow_responses, that consume the same 12,000 messages, and the server's processor time for each of them. (2.10.29, 2.11.10 and 2.12.2 take
# the same time for both: what costs nothing on a developer's server does on the one that the distribution has.)
#
# Fails when that changes.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
GOBIN=$folder go install github.com/nats-io/nats-server/v2@v2.9.25
npm init -y >/dev/null
npm install --silent --no-audit --no-fund nats@2.29.3

cat > server.conf <<CONF
listen: "127.0.0.1:-1"
ports_file_dir: "$folder"
jetstream { store_dir: "$folder/store" }
authorization { users: [
  { user: plain, password: plain, permissions: { publish: ">", subscribe: ">" } }
  { user: answering, password: answering, permissions: {
    publish: ">", subscribe: ">", allow_responses: { max: 1, expires: "2m" } } }
] }
CONF
./nats-server --config server.conf >server.log 2>&1 &
server=$!

cat > show.mjs <<'JS'
import { readFile } from 'node:fs/promises';
import { AckPolicy, connect } from 'nats';

const [servers, pid] = process.argv.slice(2);
const MESSAGES = 12_000;
const BATCH = 500;

/** Ticks of a hundredth of a second, user and system. */
async function processorTime() {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

async function consume(user) {
  const connection = await connect({ servers, user, pass: user });
  const jsm = await connection.jetstreamManager();
  await jsm.consumers.add('WORK', { durable_name: user, ack_policy: AckPolicy.Explicit, max_ack_pending: BATCH });
  const consumer = await connection.jetstream().consumers.get('WORK', user);
  const before = await processorTime();
  for (let taken = 0; taken < MESSAGES; ) {
    for await (const message of await consumer.fetch({ max_messages: BATCH, expires: 5000 })) {
      message.ack();
      taken += 1;
    }
  }
  await connection.flush();
  const spent = (await processorTime()) - before;
  await connection.close();
  return spent * 10;
}

const operator = await connect({ servers, user: 'plain', pass: 'plain' });
const jsm = await operator.jetstreamManager();
await jsm.streams.add({ name: 'WORK', subjects: ['work'] });
const js = operator.jetstream();
for (let sent = 0; sent < MESSAGES; sent += BATCH) {
  await Promise.all(Array.from({ length: BATCH }, () => js.publish('work', 'a job')));
}
const plain = await consume('plain');
const answering = await consume('answering');
console.log(`nats-server ${operator.info.version}, ${MESSAGES} messages consumed and acknowledged`);
console.log(`processor time of the server: ${plain} ms for a plain user, ${answering} ms for one with allow_responses`);
await operator.close();
process.exit(answering > 3 * plain ? 0 : 1);
JS

for _ in $(seq 100); do
  ls "$folder"/*.ports >/dev/null 2>&1 && break
  sleep 0.1
done
url=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).nats[0]' "$folder"/*.ports)
if node show.mjs "$url" "$server"; then
  echo "As described: the server does several times the work for the user with allow_responses."
else
  echo "This has changed: allow_responses no longer makes the server several times slower." >&2
  exit 1
fi
