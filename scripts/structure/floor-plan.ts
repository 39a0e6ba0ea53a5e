// The rooms of every package and service, from the highest to the lowest. What a room holds is said in a sentence,
// and it may import from the rooms below it alone. `structure.test.ts` holds the code to it, and the table in
// docs/architecture.md is written from it.

/** One room: a folder (with `/` at its end) or files of the ground floor, and what is found there. */
export type Room = { paths: readonly string[]; holds: string };

export type Plan = {
  /** The folder, from the top of the repository. */
  folder: string;
  /** From the highest room to the lowest. */
  rooms: readonly Room[];
};

export const FLOOR_PLAN: readonly Plan[] = [
  {
    folder: 'services/gateway/src',
    rooms: [
      {
        paths: ['main.ts', 'app.ts', 'config.ts', 'reads-from.ts'],
        holds:
          'The parts list of the service, the HTTP application, the settings, and what is read from where.',
      },
      {
        paths: ['routes/'],
        holds: 'One file for each resource of the HTTP API: its schema and its handler.',
      },
      {
        paths: ['intake/'],
        holds:
          'What an upload may contain and how it becomes `request.accepted`: forms, bodies, options, idempotency.',
      },
      {
        paths: ['outputs/'],
        holds: 'What a request gives back: the rows of the output CSV and the ZIP of images.',
      },
      {
        paths: ['progress/'],
        holds:
          'Status and live progress: how a request and its images are shown, and the server-sent events.',
      },
      {
        paths: ['access/'],
        holds: 'Who may call and how often: keys, tenants, rate limits, how many at once.',
      },
      {
        paths: ['http/'],
        holds: 'How HTTP is spoken: server, headers, slow clients, CORS, request log, OpenAPI.',
      },
      { paths: ['dependencies.ts'], holds: 'Failures of the log and the database as problems.' },
      {
        paths: ['problems/'],
        holds: 'Every error that a client sees: the table of codes, and how an error becomes problem+json.',
      },
    ],
  },
  {
    folder: 'services/imager/src',
    rooms: [
      {
        paths: ['main.ts', 'imager.ts', 'codec-settings.ts', 'config.ts'],
        holds: 'The parts list of the service and the settings.',
      },
      {
        paths: ['compress-image.ts', 'produce.ts', 'retry-policy.ts', 'stopwatch.ts'],
        holds: 'The way of one image, from the event to its end, and when it is tried again.',
      },
      { paths: ['store/'], holds: 'The outputs bucket: writing, listing and removing objects.' },
      {
        paths: ['download/'],
        holds: 'What is in flight: memory for downloads, the share of express, share links.',
      },
      { paths: ['codec-process/'], holds: 'The processes that decode images, apart from everything else.' },
      {
        paths: ['codec/'],
        holds: 'What is done to an image, step by step: open, inspect, plan, encode, compare.',
      },
      {
        paths: ['containers/'],
        holds:
          'What the bytes of a format say, without decoding: where a file ends, which metadata it holds.',
      },
      {
        paths: ['formats/'],
        holds: 'The formats, how they are told apart, and the reasons for refusing an image.',
      },
    ],
  },
  {
    folder: 'packages/messaging/src',
    rooms: [
      { paths: ['index.ts', 'log.ts'], holds: 'The event log as services see it.' },
      {
        paths: ['consume/'],
        holds: 'Handing events to handlers: when one is acknowledged, retried or given up.',
      },
      {
        paths: ['dead-letters/'],
        holds: 'Events that could not be handled, and the operator’s access to them.',
      },
      { paths: ['uploads/'], holds: 'The object store of uploaded catalogues.' },
      { paths: ['publish/'], holds: 'Publishing with confirmation, one at a time or many in flight.' },
      {
        paths: ['stream/'],
        holds: 'The stream itself: its settings, reading and following it, deleting from it.',
      },
      { paths: ['connection.ts', 'cheap-answers.ts'], holds: 'The connection to NATS.' },
      { paths: ['access/'], holds: 'The users of NATS and what each may publish and read.' },
      { paths: ['errors.ts', 'within.ts', 'bell.ts'], holds: 'Errors, and waiting with a bound.' },
    ],
  },
  {
    folder: 'packages/local-stack/src',
    rooms: [
      {
        paths: ['main.ts', 'vitest-setup.ts', 'index.ts', 'greeting.ts'],
        holds: '`npm start` and the set-up of the tests.',
      },
      { paths: ['testing.ts', 'testing/'], holds: 'Real servers, databases and origins for tests.' },
      {
        paths: ['sample/'],
        holds: 'The sample catalogue that the first start runs, and how its images are drawn.',
      },
      {
        paths: ['stack.ts', 'services.ts', 'stack-ports.ts', 'home.ts', 'arguments.ts', 'terminal.ts'],
        holds: 'The whole stack on one machine: its order, ports, folder and options.',
      },
      { paths: ['object-store/'], holds: 'The S3 endpoint of local mode.' },
      { paths: ['postgres/'], holds: 'PostgreSQL: its binaries, account and roles.' },
      { paths: ['nats/'], holds: 'nats-server: finding its binary, its users, starting it.' },
      { paths: ['processes/'], holds: 'Child processes: starting, supervising and ending them; free ports.' },
    ],
  },
  {
    folder: 'packages/catalog/src',
    rooms: [
      { paths: ['index.ts', 'open-catalogue.ts'], holds: 'Opening a file as a catalogue.' },
      { paths: ['writing/'], holds: 'Writing CSV: outputs, failures, products.' },
      {
        paths: ['rows/'],
        holds: 'From records to products: one row, or several rows of one product; unique images.',
      },
      {
        paths: ['reading/'],
        holds: 'From bytes to records: encoding, delimiter, quotes, and files that are no CSV.',
      },
      {
        paths: ['columns/'],
        holds: 'What the columns mean: the names that shop systems use, and the layout found.',
      },
      { paths: ['cells/'], holds: 'What one cell says: image URLs, and how large it is.' },
      {
        paths: ['faults.ts', 'limits.ts', 'csv-text.ts', 'record.ts'],
        holds: 'Faults with code and hint, the limits, and the row that readers of files deliver.',
      },
    ],
  },
  {
    folder: 'packages/outbound/src',
    rooms: [
      {
        paths: [
          'index.ts',
          'outbound.ts',
          'download.ts',
          'post.ts',
          'turns.ts',
          'deadline.ts',
          'retry-after.ts',
        ],
        holds: 'Downloads and webhook posts, each with its limits.',
      },
      { paths: ['guard/'], holds: 'Which addresses may be called, checked when connecting.' },
      { paths: ['body/'], holds: 'Reading a response within a limit: codings, length, memory.' },
      { paths: ['failures.ts'], holds: 'What can go wrong, as a table of codes.' },
    ],
  },
  {
    folder: 'packages/read-model/src',
    rooms: [
      { paths: ['index.ts'], holds: 'The public entry.' },
      { paths: ['views/'], holds: 'The queries: requests, images, products, deliveries, outputs.' },
      { paths: ['tables/'], holds: 'Entities, migrations, and the connection to PostgreSQL.' },
    ],
  },
  {
    folder: 'packages/operations/src',
    rooms: [
      {
        paths: ['verify-main.ts', 'dead-letters-main.ts', 'index.ts'],
        holds: 'The commands of operators.',
      },
      { paths: ['dead-letters/'], holds: 'Listing, showing, replaying and dropping dead letters.' },
      {
        paths: ['verify/'],
        holds: 'Proof that log, read model and store agree: what is expected, checked and found.',
      },
      {
        paths: ['command.ts', 'settings.ts', 'output-store.ts', 'printable.ts'],
        holds: 'What every command shares: connections, settings, the outputs bucket.',
      },
    ],
  },
  {
    folder: 'packages/cli/src',
    rooms: [
      {
        paths: ['main.ts', 'run.ts', 'command-line.ts'],
        holds: 'The command line from its arguments to its exit code.',
      },
      { paths: ['commands/'], holds: 'One file for each command.' },
      { paths: ['arguments/'], holds: 'Flags, what they mean for a recipe and a connection, and the help.' },
      { paths: ['terminal/', 'session.ts'], holds: 'What is printed: tables, progress, summaries, words.' },
      { paths: ['server/'], holds: 'Talking to a gateway: calls, answers, errors, following a request.' },
      {
        paths: ['command-error.ts', 'exit-codes.ts', 'answers.ts'],
        holds: 'Errors, exit codes, and the shapes of what a gateway answers.',
      },
    ],
  },
  {
    folder: 'bench/src',
    rooms: [
      { paths: ['main.ts', 'benches.ts'], holds: '`npm run bench`.' },
      { paths: ['benches/'], holds: 'One file for each row that is measured.' },
      { paths: ['references/'], holds: 'The bare loops that Halftone is measured against.' },
      { paths: ['bench.ts'], holds: 'What a bench is given and returns.' },
      { paths: ['report/'], holds: 'Rows, goals, statistics and the printed report.' },
      { paths: ['system/'], holds: 'The system under measurement, its processes and their memory.' },
      { paths: ['material/'], holds: 'Pictures, catalogues and an origin with latency.' },
    ],
  },
];
