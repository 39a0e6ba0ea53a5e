import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Bytes, Count, Id, Milliseconds, Url } from '../fields.ts';

/**
 * A look at some images before a request: the gateway asks, and an imager, which alone may fetch images, answers with what
 * their servers sent. It is a question and no fact, so it stands in no log.
 */
export const PREFLIGHT = {
  subject: 'halftone-tests.v1.images',
  /** Before what each question has of its own: the imager's users may answer here, and nowhere else. */
  answers: 'halftone-tests.v1.images-answers',
  /** Whoever asked does not wait any more; every imager hears it, and the one that looks stops. */
  stopped: 'halftone-tests.v1.images-stopped',
  /** Of the imagers, of which one answers. */
  queue: 'imagers',
} as const;

/** What one look may cost. */
export const PROBE_LIMITS = {
  /** Images of one look. */
  images: 50,
  /** From the question to the answer, in milliseconds. */
  totalMs: 15_000,
  /** Read of one image, in bytes. */
  bytesEach: 16 * 1024,
} as const;

/** Which images, and how long they may take together. */
export const ProbeQuestion = Type.Object({
  id: Id('Of this question, by which it can be stopped.'),
  urls: Type.Array(Url('An image, as the catalogue has it.'), { minItems: 1, maxItems: PROBE_LIMITS.images }),
  withinMs: Type.Integer({ minimum: 1, maximum: PROBE_LIMITS.totalMs }),
});
export type ProbeQuestion = Static<typeof ProbeQuestion>;

/** What an answer that is no image looks like. */
export const SIGNS = ['login', 'consent', 'robots', 'expired', 'private'] as const;
export type SignName = (typeof SIGNS)[number];

const text = (maxLength: number) => Type.String({ maxLength });

const Sign = Type.Object({
  sign: Type.String({ description: 'One of SIGNS; a later imager may know more.' }),
  certain: Type.Boolean({ description: 'False where the same is found in answers of another kind as well.' }),
  seen: text(300),
});
export type Sign = Static<typeof Sign>;

/** What came of one image. */
export const ProbedImage = Type.Object({
  state: Type.Union([Type.Literal('image'), Type.Literal('failed'), Type.Literal('unfinished')]),
  /** Why it would fail, as its `image.failed` would say it. */
  reason: Type.Optional(Type.Object({ code: text(64), detail: text(1000), hint: Type.Optional(text(1000)) })),
  signs: Type.Array(Sign, { maxItems: 8 }),
  status: Type.Optional(Count('The HTTP status.')),
  redirects: Type.Optional(Count('How many were followed.')),
  firstByteMs: Type.Optional(Milliseconds('From the question to the header fields of the answer')),
  /** Of one that was cut off: how long its answer had been waited for. */
  waitedMs: Type.Optional(Milliseconds('Without an answer')),
  received: Bytes('Bytes that were received of bodies.'),
  format: Type.Optional(text(32)),
  /** Of the whole file, as its server says. */
  bytes: Type.Optional(Bytes('Size of the file.')),
  width: Type.Optional(Count('Pixels.')),
  height: Type.Optional(Count('Pixels.')),
  /** Whether the server says that it chooses by Accept, and the format that a browser got instead, if another. */
  varies: Type.Optional(Type.Boolean()),
  negotiated: Type.Optional(text(32)),
});
export type ProbedImage = Static<typeof ProbedImage>;

/** What was seen, in the order of the question, and with what the imager would work. */
export const ProbeAnswer = Type.Object({
  images: Type.Array(ProbedImage, { maxItems: PROBE_LIMITS.images }),
  imager: Type.Object({
    downloads: Count('Downloads at once.'),
    downloadsPerOrigin: Count('Of them from one server.'),
    encodings: Count('Images encoded at once.'),
  }),
});
export type ProbeAnswer = Static<typeof ProbeAnswer>;

const StopQuestion = Type.Object({ id: Id('The question that nobody waits for.') });
export type StopQuestion = Static<typeof StopQuestion>;

const question = Compile(ProbeQuestion);
const answer = Compile(ProbeAnswer);
const stop = Compile(StopQuestion);

export const isProbeQuestion = (value: unknown): value is ProbeQuestion => question.Check(value);
export const isProbeAnswer = (value: unknown): value is ProbeAnswer => answer.Check(value);
export const isStopQuestion = (value: unknown): value is StopQuestion => stop.Check(value);
