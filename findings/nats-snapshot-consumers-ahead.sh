#!/usr/bin/env bash
# A stream restored from a snapshot of nats-server 2.10.27 can have acknowledged work whose result it has not.
#
# Seen 2026-11-29 with nats-server 2.10.27, the client nats 2.29.3, Node 20 and 24, Linux x64.
#
# `nats stream backup --consumers` asks the server for a snapshot with consumers, which its documents call a copy of one instant. A worker takes a message,
# publishes its result to the same stream, waits for the confirmation, and only then acknowledges. Most would expect that a
# copy has either the result as well, or the message as unacknowledged. While the copy is on its way the server goes on: it
# reads the messages first and the state of the consumers last. A worker that is done in between is restored as having
# acknowledged, and its result is gone: the work is never done again. The client here reads slowly, as a disk or a link may,
# so that this can be seen each time. (2.12.2, asked the same way, gave a copy that agrees with itself.)
#
# Fails when that changes.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
GOBIN=$folder go install github.com/nats-io/nats-server/v2@v2.10.27
npm init -y >/dev/null
npm install --silent --no-audit --no-fund nats@2.29.3

./nats-server --jetstream --store_dir "$folder/store" --addr 127.0.0.1 --port -1 --ports_file_dir "$folder" >server.log 2>&1 &
server=$!

cat > show.mjs <<'JS'
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { AckPolicy, connect, createInbox, Empty } from 'nats';

const connection = await connect({ servers: process.argv[2] });
const js = connection.jetstream();
const jsm = await connection.jetstreamManager();
const ask = async (what, request) =>
  (await connection.request(`$JS.API.STREAM.${what}.WORK`, JSON.stringify(request), { timeout: 10_000 })).json();

await jsm.streams.add({ name: 'WORK', subjects: ['todo', 'done', 'other'] });
await jsm.consumers.add('WORK', { durable_name: 'worker', filter_subject: 'todo', ack_policy: AckPolicy.Explicit });
for (let i = 0; i < 60; i += 1) await js.publish('other', randomBytes(500_000));
await js.publish('todo', 'a job');

async function work() {
  const consumer = await js.consumers.get('WORK', 'worker');
  const job = await consumer.next();
  await js.publish('done', 'its result');
  await job.ackAck();
}

const inbox = createInbox();
const chunks = [];
const subscription = connection.subscribe(inbox);
const { config, state } = await ask('SNAPSHOT', { deliver_subject: inbox, chunk_size: 131_072 });
for await (const message of subscription) {
  if (message.data.length === 0) break;
  chunks.push(message.data);
  // All messages are read by now, and the rest waits for the confirmations.
  if (chunks.length === 150) {
    await setTimeout(2000);
    await work();
  }
  message.respond(Empty);
}

await jsm.streams.delete('WORK');
const { deliver_subject } = await ask('RESTORE', { config, state });
for (const chunk of [...chunks, Empty]) await connection.request(deliver_subject, chunk, { timeout: 20_000 });
const stream = await jsm.streams.info('WORK', { subjects_filter: '>' });
const { ack_floor, num_pending, num_ack_pending } = await jsm.consumers.info('WORK', 'worker');
const results = stream.state.subjects.done ?? 0;
console.log(`nats-server ${connection.info.version}, Node ${process.version}`);
console.log('jobs in the restored stream:', stream.state.subjects.todo, 'results:', results);
console.log('acknowledged up to', ack_floor.stream_seq, 'left to do:', num_pending + num_ack_pending);
await connection.close();
process.exitCode = results === 0 && ack_floor.stream_seq === 61 && num_pending + num_ack_pending === 0 ? 0 : 1;
JS

for _ in $(seq 50); do
  ports=$(cat nats-server_*.ports 2>/dev/null) && break
  sleep 0.2
done
node show.mjs "$(node -p 'JSON.parse(process.argv[1]).nats[0]' "$ports")"
echo 'As seen: the job counts as done, and its result is in no copy.'
