import type { Home } from './home.ts';
import type { StackPorts } from './stack-ports.ts';

/** What `npm start` ends with: where everything is, and how to begin. */
export function greeting(home: Home, ports: StackPorts, catalogue: string): string {
  const api = `http://127.0.0.1:${ports.api}`;
  const places = [
    ['API', api],
    ['Images', `http://127.0.0.1:${ports.objectStore} (S3; keys in ${home.path('secrets.env')})`],
    ['NATS', `nats://127.0.0.1:${ports.nats} (to read the events: ${home.path('subscriber.env')})`],
    ['PostgreSQL', `postgresql://127.0.0.1:${ports.postgres}/halftone`],
    ['Data', home.directory],
    ['Logs', home.path('logs')],
    ['Metrics', `${home.path('metrics.json')} (where they are, for Prometheus)`],
  ] as const;
  return [
    '',
    'Halftone is ready',
    '',
    ...places.map(([name, place]) => `  ${name.padEnd(11)} ${place}`),
    '',
    'Upload a catalogue:',
    '',
    `  curl -F ${shellWord(`file=@${catalogue}`)} ${api}/api/upload`,
    '',
    'Ctrl-C stops everything.',
  ].join('\n');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
