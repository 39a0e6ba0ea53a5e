import type { Caller } from './caller.ts';
import type { Home } from './home.ts';
import type { StackPorts } from './stack-ports.ts';

/** What `npm start` ends with: where everything is, and how to begin. */
export function greeting(home: Home, ports: StackPorts, catalogue: string, caller: Caller): string {
  const api = `http://127.0.0.1:${ports.api}`;
  const places = [
    ['Console', `${api}/`],
    ['API', `${api} (to read and try it: ${api}/docs)`],
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
    ...uploading(api, catalogue, caller),
    '',
    'Ctrl-C stops everything.',
  ].join('\n');
}

/** What `npm start -- --stores` ends with. */
export const storesGreeting = (home: string): string =>
  [
    '',
    'The stores are ready, and no service runs.',
    '',
    `  npm run restore -- DIR --home ${shellWord(home)}`,
    '',
    'Ctrl-C stops them.',
  ].join('\n');

function uploading(api: string, catalogue: string, { needsKey, key }: Caller): string[] {
  const file = shellWord(`file=@${catalogue}`);
  if (!needsKey) return ['Upload a catalogue:', '', `  curl -F ${file} ${api}/api/upload`];
  return [
    // The gateway knows keys by their hashes, and a key in clear would stay in the terminal.
    'Upload a catalogue, as the owner of one of the keys in API_KEYS:',
    '',
    ...(key ? [] : ["  export HALFTONE_KEY='the key'"]),
    `  curl -H "X-API-Key: $HALFTONE_KEY" -F ${file} ${api}/api/upload`,
  ];
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
