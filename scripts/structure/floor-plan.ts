// The rooms of every package and service, from the highest to the lowest, each with a sentence that says what it holds. A
// room may import only from the rooms below it. `structure.test.ts` enforces this, and the tables in docs/architecture.md
// are generated from it.

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
        paths: ['main.ts', 'app-settings.ts', 'app.ts', 'config.ts', 'reads-from.ts', 'measure-log.ts'],
        holds:
          'The parts list of the service, the HTTP application, the settings, and the sources of what it reads.',
      },
      {
        paths: ['routes/'],
        holds: 'One file for each resource of the HTTP API: its schema and its handler.',
      },
      {
        paths: ['compatibility/'],
        holds: 'What clients of earlier systems see: the table of systems, their answers and their refusals.',
      },
      {
        paths: ['openapi/'],
        holds:
          'The description of the API: how the schemas of the routes become the OpenAPI document, and its section of webhooks.',
      },
      {
        paths: ['intake/'],
        holds:
          'What an upload may contain and how it becomes `request.accepted`: forms, bodies, options, idempotency.',
      },
      {
        paths: ['preflight/'],
        holds:
          'A look at some images before the start: which, what was found of their hosts, and what the catalogue would take and save.',
      },
      {
        paths: ['endpoints/'],
        holds: 'Webhook endpoints: what may be done with them, and their fields.',
      },
      {
        paths: ['audit/'],
        holds:
          'What sales channels have against the images of a request: the facts of a product, its findings, and their forms as pages, sums and CSV.',
      },
      {
        paths: ['outputs/'],
        holds: 'The results of a request: the rows of the output CSV and the ZIP of images.',
      },
      {
        paths: ['progress/'],
        holds:
          'Status and live progress: the fields of requests, images and deliveries, and the server-sent events (SSE).',
      },
      {
        paths: ['system/'],
        holds: 'The state of the whole system: readiness, versions, consumer lag, dead letters.',
      },
      {
        paths: ['access/'],
        holds: 'Who may call and how often: keys, tenants, rate limits, concurrency limits.',
      },
      {
        paths: ['http/'],
        holds: 'HTTP itself: server, headers, slow clients, CORS, request log.',
      },
      { paths: ['dependencies.ts'], holds: 'Failures of the log and the database as problems.' },
      {
        paths: ['problems/'],
        holds: 'Every error that a client sees: the table of codes, and how an error becomes problem+json.',
      },
      { paths: ['metrics.ts'], holds: 'What the gateway measures, as a table.' },
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
        paths: [
          'compress-image.ts',
          'measure-image.ts',
          'produce.ts',
          'take-over.ts',
          'stage.ts',
          'retry-policy.ts',
          'stopwatch.ts',
        ],
        holds: 'The path of one image, from the event to its outcome, and when it is retried.',
      },
      {
        paths: ['reuse/'],
        holds: 'Which earlier outputs can be reused: the index, filling it, and what a server can be asked.',
      },
      {
        paths: ['preflight/'],
        holds:
          'Looks at the beginning of images before a request: what they are, what would become of them, and what pages in their place look like.',
      },
      { paths: ['store/'], holds: 'The outputs bucket: writing, copying, listing and removing objects.' },
      {
        paths: ['download/'],
        holds:
          'Downloads in flight: memory, the share of the express lane, direct links, what is asked for and what came.',
      },
      {
        paths: ['codec-process/'],
        holds: 'The separate processes that decode images: starting, limiting and replacing them.',
      },
      {
        paths: ['metrics.ts', 'one-at-a-time.ts', 'departures.ts'],
        holds:
          'What the imager measures, as a table; turns for what must not be done twice at once, and waits that several share.',
      },
      {
        paths: ['codec/'],
        holds:
          'What is done to an image, step by step: open, inspect, plan, encode, compare. In `search/` the quality that gives a size, in `look/` the one that gives a look.',
      },
      {
        paths: ['containers/'],
        holds:
          'The file structure of each format, without decoding: where a file ends, which metadata it holds.',
      },
      {
        paths: ['metadata/'],
        holds: 'What of an XMP packet is kept, and what speaks of parts that are gone.',
      },
      {
        paths: ['colour/'],
        holds: 'From the colours that a file names to sRGB: primaries, curves, tones of HDR.',
      },
      {
        paths: ['formats/'],
        holds: 'The formats, how they are detected, and the error that refuses an image.',
      },
    ],
  },
  {
    folder: 'packages/requantizer/src',
    rooms: [
      { paths: ['index.ts', 'requantize.ts'], holds: 'The way of a file, from its bytes to smaller ones.' },
      { paths: ['writing/'], holds: 'The Huffman codes that suit the tokens best, and the file.' },
      {
        paths: ['kernel/'],
        holds:
          'The loops over the coefficients: the WebAssembly module, compiled from `packages/requantizer/kernel`, and what it is told.',
      },
      {
        paths: ['quantizing/'],
        holds: 'The steps of a quality, and those of files that are left to a decoder.',
      },
      {
        paths: ['reading/'],
        holds: 'Taking a file apart into headers and data, and declining whatever is unusual.',
      },
    ],
  },
  {
    folder: 'packages/requantizer/kernel',
    rooms: [
      {
        paths: ['requantizer.ts', 'scan.ts', 'requantize-block.ts', 'requantize-stored.ts'],
        holds:
          'What TypeScript calls, and the two ways of a block: quantized as it is read, or stored first.',
      },
      {
        paths: ['decoding/'],
        holds: 'The bits of a scan, its codes, and the coefficients that they stand for.',
      },
      {
        paths: ['quantizing/'],
        holds: 'What becomes of coefficients: turned, halved, divided by larger steps.',
      },
      { paths: ['writing/'], holds: 'Tokens, and the bytes that they become.' },
      { paths: ['memory/'], holds: 'Where everything lies, and the reasons for which a scan is declined.' },
    ],
  },
  {
    folder: 'packages/messaging/src',
    rooms: [
      {
        paths: ['index.ts', 'log.ts', 'operator.ts'],
        holds: 'The event log as services see it, and as an operator does.',
      },
      {
        paths: ['watch/'],
        holds:
          'How the log and its consumers are doing: consumer lag, dead letters, what the last verification found.',
      },
      {
        paths: ['consume/'],
        holds: 'Handing events to handlers, and the rules for acknowledging, retrying or giving up.',
      },
      {
        paths: ['backup/'],
        holds: 'Copies of the streams by the server’s own snapshots, and streams made from them again.',
      },
      {
        paths: ['dead-letters/'],
        holds: 'Events that could not be handled: keeping, listing and replaying them.',
      },
      { paths: ['uploads/'], holds: 'The object store of uploaded catalogues.' },
      { paths: ['reuse/'], holds: 'The index of outputs that can be reused, a key-value bucket.' },
      { paths: ['endpoints/'], holds: 'What happens to webhook endpoints, in a stream of its own.' },
      {
        paths: ['questions/'],
        holds: 'What one service asks another, and is answered at once: tests of webhooks.',
      },
      {
        paths: ['removal/'],
        holds: 'Removing events and files, and nothing that others still wait for.',
      },
      {
        paths: ['publish/'],
        holds: 'Publishing with confirmation, one at a time, many in flight, or with retries.',
      },
      {
        paths: ['stream/'],
        holds: 'The streams: their configuration, reading and following them.',
      },
      {
        paths: ['connection.ts', 'cheap-answers.ts', 'cheap-timeouts.ts', 'shared-writes.ts', 'patience.ts'],
        holds: 'The connection to NATS.',
      },
      {
        paths: ['access/'],
        holds: 'Who connects to NATS: the users, what each may publish and read, the connection settings.',
      },
      {
        paths: ['metrics.ts', 'errors.ts', 'within.ts', 'patience.ts', 'bell.ts'],
        holds: 'What is measured, as a table; errors; waiting with a time limit.',
      },
    ],
  },
  {
    folder: 'packages/telemetry/src',
    rooms: [
      { paths: ['index.ts'], holds: 'The public entry.' },
      {
        paths: ['metrics/'],
        holds: 'Metrics: how they are declared, what measures them, and their text for Prometheus.',
      },
      {
        paths: ['tracing/'],
        holds: 'Traces: spans as the code names them, and OpenTelemetry behind them where it is loaded.',
      },
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
        paths: [
          'stack.ts',
          'services.ts',
          'stack-ports.ts',
          'home.ts',
          'arguments.ts',
          'caller.ts',
          'terminal.ts',
        ],
        holds: 'The whole stack on one machine: its order, ports, folder and options.',
      },
      {
        paths: ['object-store/'],
        holds: 'The object store of `npm start` and the tests: the S3 endpoint and its files.',
      },
      { paths: ['postgres/'], holds: 'PostgreSQL: its binaries, account and roles.' },
      { paths: ['nats/'], holds: 'nats-server: finding its binary, its users, starting it.' },
      { paths: ['processes/'], holds: 'Child processes: starting, supervising and ending them; free ports.' },
    ],
  },
  {
    folder: 'packages/catalog/src',
    rooms: [
      {
        paths: ['index.ts', 'open-catalogue.ts', 'open-csv.ts', 'open-sheet.ts', 'opened-file.ts'],
        holds: 'Opening a file as a catalogue, whatever it came in.',
      },
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
        paths: ['containers/'],
        holds: 'What a catalogue may be packed in: archives, old and foreign workbooks, temporary files.',
      },
      {
        paths: ['workbook/'],
        holds:
          'XLSX: its ZIP archive and XML (`package/`), and the cells of a sheet with their texts, formulas and links (`sheet/`).',
      },
      {
        paths: ['columns/'],
        holds: 'Which columns of a file hold names and images, and where its header is.',
      },
      { paths: ['cells/'], holds: 'What one cell says: image URLs, whatever is written around them.' },
      {
        paths: ['systems/'],
        holds:
          'What is known of each shop system, marketplace and feed, as tables: its headings, separators and rows.',
      },
      {
        paths: ['faults.ts', 'limits.ts', 'csv-text.ts', 'record.ts'],
        holds: 'The table of faults with code and hint, and the limits.',
      },
    ],
  },
  {
    folder: 'packages/channels/src',
    rooms: [
      {
        paths: ['index.ts', 'audit-product.ts', 'told-rules.ts', 'output-for.ts'],
        holds: 'What is asked of the package: the audit of a product, the rules in words, a recipe.',
      },
      {
        paths: ['channels/'],
        holds:
          'A file for each channel, with its rules as data: feeds, marketplaces everywhere, and regional ones.',
      },
      { paths: ['sentences.ts', 'finding.ts'], holds: 'Findings, their severity and their words.' },
      {
        paths: ['rule.ts'],
        holds: 'What a rule and a channel are made of.',
      },
      {
        paths: ['checks/'],
        holds: 'The kinds of checks: what each compares, what it asks for and what to do.',
      },
      { paths: ['facts.ts'], holds: 'What is known of a product and its images.' },
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
          'file-facts.ts',
          'probe.ts',
          'cookies.ts',
          'post.ts',
          'exchange.ts',
          'turns.ts',
          'deadline.ts',
          'retry-after.ts',
          'remembered.ts',
        ],
        holds: 'Downloads, looks at the beginning of files, and webhook posts, each with its limits.',
      },
      { paths: ['guard/'], holds: 'Which addresses may be called, checked when connecting.' },
      { paths: ['body/'], holds: 'Reading a response within limits: codings, length, memory.' },
      {
        paths: ['failures.ts', 'invalid-http.ts'],
        holds: 'What can go wrong with a call, as tables of codes and words.',
      },
    ],
  },
  {
    folder: 'packages/read-model/src',
    rooms: [
      { paths: ['index.ts'], holds: 'The public entry.' },
      { paths: ['views/'], holds: 'The queries: requests, images, products, deliveries, outputs.' },
      {
        paths: ['watch/'],
        holds: 'What operators and metrics ask: what runs, and the version of the server.',
      },
      { paths: ['tables/'], holds: 'Entities, migrations, and the connection to PostgreSQL.' },
    ],
  },
  {
    folder: 'packages/operations/src',
    rooms: [
      {
        paths: ['verify-main.ts', 'dead-letters-main.ts', 'backup-main.ts', 'restore-main.ts', 'index.ts'],
        holds: 'The commands of operators.',
      },
      { paths: ['dead-letters/'], holds: 'Listing, showing, replaying and dropping dead letters.' },
      {
        paths: ['backup/'],
        holds: 'Copies of the streams and the list of the outputs in a folder, and the way back.',
      },
      {
        paths: ['verify/'],
        holds: 'Checks that log, read model and store agree: what is expected, checked and found.',
      },
      {
        paths: ['command.ts', 'settings.ts', 'output-store.ts', 'printable.ts'],
        holds: 'What all commands share: connections, settings, the outputs bucket.',
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
      { paths: ['terminal/', 'session.ts'], holds: 'What is printed: tables, progress, summaries, wording.' },
      { paths: ['server/'], holds: 'Talking to a gateway: calls, answers, errors, following a request.' },
      {
        paths: ['command-error.ts', 'exit-codes.ts', 'answers.ts', 'advice.ts'],
        holds: 'Errors, exit codes, commands to paste, and the shapes of what a gateway answers.',
      },
    ],
  },
  {
    folder: 'packages/console/src',
    rooms: [
      {
        paths: ['main.tsx', 'app.tsx', 'frame.tsx', 'key-gate.tsx'],
        holds:
          'The application: its pages by their addresses, what stands around them, and the question for a key.',
      },
      { paths: ['pages/'], holds: 'A folder for each page, with its parts and what they show.' },
      {
        paths: ['parts/'],
        holds: 'Pieces that several pages are made of: lists, badges, dialogs, the slider.',
      },
      {
        paths: ['live/'],
        holds:
          'What the pages show as it changes: loading, pages of long lists, the followed request, announcements.',
      },
      { paths: ['api/'], holds: 'The public API: generated types, calls, the event stream, the key.' },
      {
        paths: ['styles/'],
        holds: 'The design: measures, colours of both schemes, and what is made of them.',
      },
      {
        paths: ['words/'],
        holds: 'All texts, in each language, and numbers and times as the reader writes them.',
      },
    ],
  },
  {
    folder: 'bench/src',
    rooms: [
      {
        paths: ['main.ts', 'benches.ts', 'measure-sizes.ts'],
        holds: '`npm run bench`, and what measures the table by which a preflight estimates.',
      },
      {
        paths: ['benches/'],
        holds: 'The measurements: one file for each row or group of rows of the report.',
      },
      { paths: ['references/'], holds: 'The bare loops that Halftone is measured against.' },
      { paths: ['bench.ts'], holds: 'What a bench is given and returns.' },
      { paths: ['report/'], holds: 'The form of a row, its goal, statistics, and the printed report.' },
      { paths: ['system/'], holds: 'The system under measurement, its processes and their memory.' },
      { paths: ['material/'], holds: 'Pictures, catalogues and an origin with latency.' },
    ],
  },
];
