// Receives Halftone's webhooks, checks their signature and takes each delivery once.
//
//   WEBHOOK_SECRET=whsec_… PORT=8080 node docs/examples/receiver.mjs
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const { WEBHOOK_SECRET, PORT = '8080' } = process.env;
const webhook = new Webhook(WEBHOOK_SECRET);
/** In a real receiver: in its database, written together with what the webhook changes there. */
const taken = new Set();

const server = createServer(async (request, response) => {
  // The signature is over the bytes as they came: verify first, parse afterwards.
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  try {
    webhook.verify(body, request.headers);
  } catch {
    response.writeHead(401).end();
    return;
  }
  const id = request.headers['webhook-id'];
  if (!taken.has(id)) take(JSON.parse(body));
  taken.add(id);
  response.writeHead(204).end();
});

function take({ type, data }) {
  // A receiver that chose other events, or tests, gets other bodies; what it does not know it passes over.
  if (type !== 'request.completed') return;
  process.stdout.write(`${type} ${data.requestId} ${data.outcome} ${data.outputCsvUrl}\n`);
}

server.listen(Number(PORT), '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});
