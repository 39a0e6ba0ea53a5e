import { waitFor } from '@halftone/local-stack/testing';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { notifierForTest, SECRET as OLD, type Received, receiverForTest } from './notifier.fixture.ts';

const NEW = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

/** Enough attempts for all that a test does meanwhile. */
const PATIENT = { WEBHOOK_RETRY_SCHEDULE: Array(20).fill('0.1').join(',') };

/** A receiver that knows one secret, by the public library, and takes nothing while it is closed. */
async function strictReceiver() {
  const state = { secret: OLD, open: true };
  const taken: string[] = [];
  const refused: string[] = [];
  const receiver = await receiverForTest((response, received) => {
    const last = received.at(-1);
    const id = String(last?.headers['webhook-id']);
    const isGenuine = last !== undefined && verifies(state.secret, last);
    if (!isGenuine) refused.push(id);
    else if (state.open) taken.push(id);
    response.writeHead(!isGenuine ? 401 : state.open ? 204 : 503).end();
  });
  return { ...receiver, state, taken, refused };
}

function verifies(secret: string, { body, headers }: Received): boolean {
  const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  try {
    new Webhook(secret).verify(body, sent);
    return true;
  } catch {
    return false;
  }
}

const numbered = (phase: string) => Array.from({ length: 5 }, (_, index) => `${phase}${index}`);

test('secrets are rotated while deliveries are in progress, and the receiver never meets one that it cannot verify', async () => {
  await using receiver = await strictReceiver();
  await using notifier = await notifierForTest(PATIENT);
  const complete = (requests: string[]) =>
    Promise.all(requests.map((requestId) => notifier.complete(requestId, receiver.url)));
  /** Leaves deliveries of the phase waiting for their next attempt, changes something, and lets them arrive. */
  const meanwhile = async (phase: string, change: () => Promise<void>) => {
    receiver.state.open = false;
    const before = receiver.received.length;
    await complete(numbered(phase));
    await waitFor(`first attempts of ${phase}`, () => receiver.received.length >= before + 5);
    await change();
    receiver.state.open = true;
    await Promise.all(numbered(phase).map(notifier.ended));
  };

  await meanwhile('both', () => notifier.restart({ settings: { WEBHOOK_SECRETS: `${NEW},${OLD}` } }));
  await meanwhile('moved', async () => {
    receiver.state.secret = NEW;
  });
  await meanwhile('new', () => notifier.restart({ settings: { WEBHOOK_SECRETS: NEW } }));

  expect(receiver.refused).toEqual([]);
  const all = [...numbered('both'), ...numbered('moved'), ...numbered('new')];
  expect([...receiver.taken].sort()).toEqual(all.map((requestId) => `msg_${requestId}`).sort());
  // That the old one signs nothing any more is what the rotation is for.
  const last = receiver.received.at(-1);
  expect(last && [verifies(NEW, last), verifies(OLD, last)]).toEqual([true, false]);
});

test('a secret that is replaced without the step in between is refused by the receiver until it is moved, and nothing is lost', async () => {
  await using receiver = await strictReceiver();
  await using notifier = await notifierForTest(PATIENT);
  await notifier.restart({ settings: { WEBHOOK_SECRETS: NEW } });
  await notifier.complete('r1', receiver.url);
  await waitFor('the refusal', () => receiver.refused.length > 0);
  receiver.state.secret = NEW;
  const attempts = await notifier.ended('r1');
  expect(attempts[0]).toMatchObject({ outcome: 'retrying', statusCode: 401 });
  expect(attempts.at(-1)).toMatchObject({ outcome: 'delivered' });
  expect(receiver.taken).toEqual(['msg_r1']);
});
