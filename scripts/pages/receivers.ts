import { createEvent, EXAMPLES } from '@halftone/contracts';
import { DEFAULT_WAITS_S } from '../../services/notifier/src/schedule.ts';
import { completedBody } from '../../services/notifier/src/webhooks/payload.ts';

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
