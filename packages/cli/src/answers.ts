import { type Static, Type } from 'typebox';

/** What the server answers, as far as this program reads it. What else stands there goes through untouched. */

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** How far a request is: the part that a request and a progress event have in common. */
export const ProgressAnswer = Type.Object({
  progress: Type.Number(),
  counts: Type.Object({
    products: Type.Number(),
    images: Type.Number(),
    compressed: Type.Number(),
    failed: Type.Number(),
    reused: Type.Optional(Type.Number()),
    rejected: Type.Optional(Type.Number()),
  }),
  bytes: Type.Object({
    source: Type.Number(),
    output: Type.Number(),
    notDownloaded: Type.Optional(Type.Number()),
  }),
  rate: orNull(Type.Number()),
});
export type ProgressAnswer = Static<typeof ProgressAnswer>;

export const STATUSES = ['pending', 'processing', 'completed', 'cancelled'] as const;
export const OUTCOMES = ['succeeded', 'partial', 'failed'] as const;

const Ignored = Type.Optional(Type.Array(Type.Object({ column: Type.String(), urls: Type.Number() })));

export const RequestAnswer = Type.Object({
  ...ProgressAnswer.properties,
  id: Type.String(),
  status: Type.Enum([...STATUSES]),
  outcome: orNull(Type.Enum([...OUTCOMES])),
  filename: Type.String(),
  recipe: Type.Record(Type.String(), Type.Unknown()),
  retryOf: Type.Optional(orNull(Type.String())),
  webhookUrl: Type.Optional(orNull(Type.String())),
  createdAt: Type.String(),
  durationMs: orNull(Type.Number()),
  ignoredImageColumns: Ignored,
});
export type RequestAnswer = Static<typeof RequestAnswer>;

export const ListAnswer = Type.Object({
  items: Type.Array(RequestAnswer),
  nextCursor: orNull(Type.String()),
});

export const DeletedAnswer = Type.Object({ id: Type.String() });

const Reason = Type.Object({
  code: Type.Optional(Type.String()),
  title: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
  hint: Type.Optional(Type.String()),
});

export const ImageAnswer = Type.Object({
  id: Type.String(),
  url: Type.Optional(Type.String()),
  status: Type.String(),
  reason: Type.Optional(orNull(Reason)),
  source: Type.Optional(orNull(Type.Object({ bytes: Type.Number() }))),
  output: Type.Optional(orNull(Type.Object({ url: Type.String(), bytes: Type.Number() }))),
  reused: Type.Optional(orNull(Type.Object({ requestId: Type.String(), by: Type.String() }))),
  rows: Type.Optional(Type.Array(Type.Object({ row: Type.Number(), name: Type.String() }))),
  rowsOmitted: Type.Optional(Type.Number()),
});
export type ImageAnswer = Static<typeof ImageAnswer>;

export const ImagesAnswer = Type.Object({
  items: Type.Array(ImageAnswer),
  nextCursor: orNull(Type.String()),
});

/** Why images failed, and how many for each reason. */
export const FailuresAnswer = Type.Object({
  items: Type.Array(
    Type.Object({
      code: Type.String(),
      title: Type.String(),
      hint: Type.String(),
      images: Type.Number(),
    }),
  ),
});
export type FailureGroup = Static<typeof FailuresAnswer>['items'][number];

export const DELIVERY_OUTCOMES = ['delivered', 'retrying', 'exhausted', 'rejected'] as const;

export const DeliveryAnswer = Type.Object({
  id: Type.String(),
  requestId: Type.Optional(Type.String()),
  event: Type.Optional(Type.String()),
  url: Type.String(),
  status: Type.String(),
  attempts: Type.Array(
    Type.Object({
      attempt: Type.Number(),
      outcome: Type.String(),
      statusCode: orNull(Type.Number()),
      error: orNull(Type.String()),
      attemptedAt: Type.String(),
      nextAttemptAt: orNull(Type.String()),
    }),
  ),
});
export type DeliveryAnswer = Static<typeof DeliveryAnswer>;

export const DeliveriesAnswer = Type.Object({
  items: Type.Array(DeliveryAnswer),
  nextCursor: orNull(Type.String()),
});

export const RedeliveryAnswer = Type.Object({ id: Type.String(), requestId: Type.String() });

const Tally = Type.Object({
  fails: Type.Number(),
  warned: Type.Number(),
  unknown: Type.Number(),
  passes: Type.Number(),
});

const SubjectSum = Type.Optional(
  Type.Object({ products: Tally, images: Tally, local: Type.Optional(Type.Number()) }),
);

/** What channels say of a request, in numbers. */
export const AuditSummaryAnswer = Type.Object({
  asOf: Type.String(),
  withoutImages: Type.Optional(Type.Object({ message: Type.String(), hint: Type.String() })),
  nextCursor: Type.Optional(orNull(Type.String())),
  channels: Type.Array(
    Type.Object({
      channel: Type.String(),
      name: Type.String(),
      notChecked: Type.Array(Type.Object({ asked: Type.String() })),
      sources: SubjectSum,
      outputs: SubjectSum,
      rules: Type.Array(
        Type.Object({
          rule: Type.String(),
          severity: Type.String(),
          certainty: Type.String(),
          subject: Type.String(),
          findings: Type.Number(),
          example: Type.String(),
          hint: Type.String(),
        }),
      ),
    }),
  ),
});
export type AuditSummary = Static<typeof AuditSummaryAnswer>;

const AuditedProduct = Type.Object({
  row: orNull(Type.Number()),
  line: Type.Optional(orNull(Type.Number())),
  name: Type.String(),
  images: Type.Array(
    Type.Object({ position: Type.Number(), url: Type.String(), outputUrl: orNull(Type.String()) }),
  ),
  findings: Type.Array(
    Type.Object({
      channel: Type.String(),
      rule: Type.String(),
      subject: Type.String(),
      position: Type.Optional(Type.Number()),
      severity: Type.String(),
      message: Type.String(),
      hint: Type.String(),
    }),
  ),
});
export type AuditedProduct = Static<typeof AuditedProduct>;

export const AuditPageAnswer = Type.Object({
  items: Type.Array(AuditedProduct),
  nextCursor: orNull(Type.String()),
});

const Fault = Type.Object({
  line: Type.Optional(Type.Number()),
  field: Type.Optional(Type.String()),
  detail: Type.String(),
  hint: Type.Optional(Type.String()),
});
export type Fault = Static<typeof Fault>;

const Estimated = Type.Object({ low: Type.Number(), likely: Type.Number(), high: Type.Number() });
const Seen = Type.Union([
  Type.Object({ smallest: Type.Number(), median: Type.Number(), largest: Type.Number() }),
  Type.Null(),
]);

/** What is to be expected, by the images that were looked at. */
export const PreflightAnswer = Type.Object({
  chosen: Type.Number(),
  looked: Type.Number(),
  hosts: Type.Array(
    Type.Object({
      host: Type.String(),
      images: Type.Number(),
      looked: Type.Number(),
      reachable: Type.Union([Type.Boolean(), Type.Null()]),
      likelyToFail: Type.Number(),
      findings: Type.Array(
        Type.Object({
          problem: Type.Boolean(),
          title: Type.String(),
          detail: Type.String(),
          hint: Type.String(),
          certain: Type.Boolean(),
        }),
      ),
      formats: Type.Array(Type.Object({ format: Type.String(), images: Type.Number() })),
      bytes: Seen,
      firstByteMs: Seen,
    }),
  ),
  hostsOmitted: Type.Number(),
  estimate: Type.Union([
    Type.Object({
      samples: Type.Number(),
      images: Type.Number(),
      sourceBytes: Estimated,
      outputBytes: Estimated,
      savedBytes: Estimated,
      durationMs: Estimated,
    }),
    Type.Null(),
  ]),
  rows: Type.Array(
    Type.Object({
      line: Type.Number(),
      name: Type.String(),
      url: Type.String(),
      reason: Type.Object({ title: Type.String(), detail: Type.String() }),
      basis: Type.String(),
    }),
  ),
  rowsOmitted: Type.Number(),
});
export type PreflightAnswer = Static<typeof PreflightAnswer>;

export const DryRunAnswer = Type.Object({
  valid: Type.Boolean(),
  totals: Type.Object({
    products: Type.Number(),
    images: Type.Number(),
    duplicates: Type.Number(),
    rejected: Type.Number(),
    withoutImages: Type.Optional(Type.Number()),
  }),
  ignoredImageColumns: Ignored,
  errors: Type.Array(Fault),
  errorsOmitted: Type.Optional(Type.Number()),
  preflight: Type.Optional(PreflightAnswer),
});
export type DryRunAnswer = Static<typeof DryRunAnswer>;

/** A refusal (RFC 9457). */
export const ProblemAnswer = Type.Object({
  title: Type.Optional(Type.String()),
  status: Type.Optional(Type.Number()),
  detail: Type.Optional(Type.String()),
  code: Type.Optional(Type.String()),
  hint: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(Fault)),
  errorsOmitted: Type.Optional(Type.Number()),
});
export type ProblemAnswer = Static<typeof ProblemAnswer>;
