import { createEvent, EXAMPLES, WEBHOOK_EXAMPLES, WEBHOOK_NAMES, WEBHOOKS } from '@halftone/contracts';
import { DEFAULT_WAITS_S } from '../../services/notifier/src/schedule.ts';
import { completedBody } from '../../services/notifier/src/webhooks/payload.ts';
import { fieldsOf, plain, table } from './schema-table.ts';

/** docs/webhooks.md: an example of the body, as the notifier writes it. */
export function webhookBody(): string {
  const completed = createEvent('request.completed', EXAMPLES['request.completed'], {
    source: 'halftone/tracker',
    time: new Date('2026-11-20T09:00:00Z'),
  });
  return fenced(
    'json',
    JSON.stringify(JSON.parse(completedBody(completed, 'https://halftone.example')), null, 2),
  );
}

/** docs/webhooks.md: what a receiver can be told, with the version of its schema, its fields and an example. */
export function webhookKinds(): string {
  const rows = WEBHOOK_NAMES.map((name) => [
    `\`${name}\``,
    String(WEBHOOKS[name].schemaVersion),
    WEBHOOKS[name].description,
  ]);
  const further = WEBHOOK_NAMES.filter((name) => name !== 'request.completed' && name !== 'webhook.test');
  const sections = further.map(
    (name) => `<details><summary>The body of ${name}</summary>

${table(['Field of data', 'Type', ''], fieldsOf(plain(WEBHOOKS[name].data)))}

${fenced('json', JSON.stringify(WEBHOOK_EXAMPLES[name], null, 2))}

</details>`,
  );
  return [table(['`type`', 'Schema version', 'Sent when'], rows), ...sections].join('\n\n');
}

/** docs/webhooks.md: when a delivery is tried again. */
export function webhookSchedule(): string {
  const waits = DEFAULT_WAITS_S.map(asTime);
  const hours = DEFAULT_WAITS_S.reduce((sum, wait) => sum + wait, 0) / 3600;
  return `A failed delivery is retried after ${waits.slice(0, -1).join(', ')} and ${waits.at(-1)}, each give or take
10 %: ${waits.length + 1} attempts over about ${Math.round(hours)} hours. The operator can set another schedule (\`WEBHOOK_RETRY_SCHEDULE\`).`;
}

/** A file as a block of code. */
export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function asTime(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`;
}
