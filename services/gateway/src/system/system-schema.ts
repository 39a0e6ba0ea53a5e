import { Verification } from '@halftone/messaging';
import { type Static, type TSchema, Type } from 'typebox';
import { Readiness } from './readiness.ts';

const Count = (description: string) => Type.Integer({ minimum: 0, description });
const TimeOrNull = (description: string) =>
  orNull(Type.String({ format: 'date-time' }), `${description} (RFC 3339, UTC).`);

function orNull<T extends TSchema>(schema: T, description: string) {
  return Type.Union([schema, Type.Null()], { description });
}

const Versions = Type.Object(
  {
    halftone: Type.String({ description: 'Halftone, as this gateway runs it.' }),
    node: Type.Optional(Type.String({ description: 'Node.js, which runs this gateway. Operators only.' })),
    natsServer: Type.Optional(
      orNull(
        Type.String(),
        'The NATS server, as it was when it was last reached; null when it never was. Operators only.',
      ),
    ),
    postgresql: Type.Optional(orNull(Type.String(), 'PostgreSQL; null while it is away. Operators only.')),
  },
  { description: 'The versions of what runs.' },
);

const Log = Type.Object(
  {
    events: Count('The events that it holds.'),
    bytes: Count('What they take, in bytes.'),
    maxBytes: orNull(
      Type.Integer({ minimum: 1 }),
      'The most that it takes; null when only the disk limits it.',
    ),
    lastSequence: Count('The place of the newest event.'),
  },
  { description: 'The event log.' },
);

const Lag = Type.Object(
  {
    pending: Count('Events that it has not been given.'),
    unacknowledged: Count('Events that it has in hand.'),
    redelivered: Count('Those in hand that it has been given more than once.'),
    oldestAt: TimeOrNull('When the oldest event came that it has not finished; null when it is through'),
    deliveredAt: TimeOrNull('When it was last given an event; null when it never was'),
    acknowledgedAt: TimeOrNull('When it last finished one; null when it never did'),
  },
  { description: 'How far it is behind.' },
);

const Consumer = Type.Object(
  {
    service: Type.String({ description: 'The service.' }),
    consumer: Type.String({ description: 'The name of the durable consumer; a service may have several.' }),
    lag: orNull(Lag, 'How far it is behind the log; null when the service has never started.'),
  },
  { title: 'Consumer', description: 'One who reads the log, and what waits for it.' },
);

const DeadLetter = Type.Object(
  {
    number: Count('Its number, for npm run dead-letters.'),
    consumer: Type.String({ description: 'The consumer that could not handle the event.' }),
    event: orNull(Type.String(), 'The type of the event; null when its subject says none.'),
    requestId: orNull(Type.String(), 'The request that it belongs to; null when its subject says none.'),
    reason: Type.String({ description: 'Why it could not be handled.' }),
    movedAt: Type.String({ format: 'date-time', description: 'When it was given up (RFC 3339, UTC).' }),
  },
  { title: 'DeadLetter', description: 'An event that could not be handled.' },
);

const DeadLetters = Type.Object(
  {
    count: Count('How many there are.'),
    newest: Type.Array(DeadLetter, { description: 'The newest of them, the newest first.' }),
  },
  { description: 'The events that could not be handled.' },
);

export const System = Type.Object(
  {
    ...Readiness.properties,
    operator: Type.Boolean({
      description:
        'Whether the caller is an operator: named by OPERATORS, or anyone where no keys are configured. Others see whether the gateway is ready, and its version.',
    }),
    versions: Versions,
    log: Type.Optional(orNull(Log, 'The event log; null while it is away. Operators only.')),
    consumers: Type.Optional(
      orNull(
        Type.Array(Consumer),
        'Who reads the log, and what waits for each; null while it is away. Operators only.',
      ),
    ),
    deadLetters: Type.Optional(
      orNull(DeadLetters, 'What could not be handled; null while the log is away. Operators only.'),
    ),
    verification: Type.Optional(
      orNull(
        Verification,
        'What the last npm run verify -- --all found; null when there was none, or while the log is away. Operators only.',
      ),
    ),
  },
  { title: 'System', description: 'The state of Halftone.' },
);
export type System = Static<typeof System>;
