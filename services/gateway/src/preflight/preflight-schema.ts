import { type FailureCode as Code, FAILURE_REASONS, PROBE_LIMITS } from '@halftone/contracts';
import { type Static, type TSchema, Type } from 'typebox';
import { FailureCode } from '../progress/image-schema.ts';
import { FINDINGS } from './findings.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Count = (description: string) => Type.Integer({ minimum: 0, description });

/** Rows that are listed at most. */
export const ROWS_LISTED = 100;
/** Hosts that are listed at most. */
export const HOSTS_LISTED = 50;

/** How many images are looked at; none if left out. */
export const Probe = Type.Integer({
  minimum: 0,
  maximum: PROBE_LIMITS.images,
  description: `With a dry run: look at the beginning of so many images, spread over the hosts and columns, and say what is to be expected of them; at most ${PROBE_LIMITS.images}, for at most ${PROBE_LIMITS.totalMs / 1000} seconds in all.`,
});

const Format = Type.Object(
  {
    format: Type.String({ description: 'jpeg, png, webp, avif, gif, tiff or svg.' }),
    images: Count('Images that were seen in it.'),
  },
  { title: 'SeenFormat', description: 'A format, and how often it was seen.' },
);

const SeenRange = (description: string) =>
  Type.Object(
    {
      smallest: Type.Number({ minimum: 0, description: 'The smallest that was seen.' }),
      median: Type.Number({ minimum: 0, description: 'The one in the middle.' }),
      largest: Type.Number({ minimum: 0, description: 'The largest that was seen.' }),
    },
    { title: 'SeenRange', description },
  );

const EstimatedRange = (description: string) =>
  Type.Object(
    {
      low: Type.Integer({ description: 'Hardly less than this.' }),
      likely: Type.Integer({ description: 'The best guess.' }),
      high: Type.Integer({ description: 'Hardly more than this.' }),
    },
    { title: 'EstimatedRange', description },
  );

const Finding = Type.Object(
  {
    code: Type.String({
      title: 'FindingCode',
      enum: Object.keys(FINDINGS),
      description: 'What was found, as a stable code; later versions may have more of them.',
    }),
    problem: Type.Boolean({ description: 'Whether it makes images fail.' }),
    title: Type.String({ description: 'What the code means.' }),
    detail: Type.String({ description: 'What was seen.' }),
    hint: Type.String({ description: 'What to do about it.' }),
    images: Count('In how many of the images that were looked at; of expired links, in how many of all.'),
    certain: Type.Boolean({ description: 'False where it may as well be something else.' }),
  },
  { title: 'HostFinding', description: 'Something that was found out about a host.' },
);

const Host = Type.Object(
  {
    host: Type.String({ description: 'The host of the addresses, with its port if it has one.' }),
    images: Count('Its unique images in the catalogue.'),
    looked: Count('Those that were looked at.'),
    reachable: orNull(
      Type.Boolean({ description: 'Whether it answers; null when no image was looked at to the end.' }),
    ),
    likelyToFail: Count('How many of its images are likely to fail.'),
    findings: Type.Array(Finding, { description: 'What was found, first what makes images fail.' }),
    formats: Type.Array(Format, { description: 'By the bytes of the files, the most frequent first.' }),
    bytes: orNull(SeenRange('Sizes of the files; null when no size was seen.')),
    megapixels: orNull(SeenRange('Width by height; null when none was seen.')),
    firstByteMs: orNull(
      SeenRange('Time to the beginning of an answer, in milliseconds; null when no answer came.'),
    ),
  },
  { title: 'PreflightHost', description: 'What was seen of a host.' },
);

const Row = Type.Object(
  {
    line: Type.Integer({ minimum: 1, description: 'The line of the file on which the product begins.' }),
    serial: Type.String({ description: 'Its serial number, id or SKU.' }),
    name: Type.String({ description: 'Its name.' }),
    url: Type.String({ description: 'The image.' }),
    reason: Type.Object(
      {
        code: FailureCode,
        title: Type.String({ description: 'What the code means.' }),
        detail: Type.String({ description: 'What was seen.' }),
        hint: Type.String({ description: 'How to fix it.' }),
      },
      { title: 'ExpectedReason', description: 'The reason with which it is likely to fail.' },
    ),
    basis: Type.Enum(['looked', 'link', 'host'], {
      title: 'PreflightBasis',
      description:
        'looked: this image was looked at. link: its own address says that it has expired. host: every image of its host that was looked at failed.',
    }),
  },
  { title: 'LikelyFailure', description: 'An image that is likely to fail.' },
);

const Estimate = Type.Object(
  {
    samples: Count('Images whose size was seen.'),
    images: Count('Images that it is for: all but those that are likely to fail.'),
    sourceBytes: EstimatedRange('Bytes of the files together.'),
    outputBytes: EstimatedRange('Bytes of the outputs together, with the recipe of the options.'),
    savedBytes: EstimatedRange('What is saved.'),
    durationMs: EstimatedRange(
      'From the start to the end, in milliseconds, with one imager that has nothing else to do.',
    ),
  },
  {
    title: 'PreflightEstimate',
    description:
      'What the catalogue is likely to take and save; the truth lies between low and high in about nineteen of twenty catalogues. The fewer samples, the wider.',
  },
);

/** What a look at some images says of the whole catalogue. */
export const Preflight = Type.Object(
  {
    chosen: Count('Images that were chosen to be looked at.'),
    looked: Count('Those of which an answer, or its absence, was seen.'),
    unfinished: Count('Those that the time did not suffice for, or whose host was left alone.'),
    receivedBytes: Count('Bytes that were read for it.'),
    durationMs: Count('How long it took, in milliseconds.'),
    hosts: Type.Array(Host, {
      description: `The hosts with most images, the first ${HOSTS_LISTED}, those with problems before others.`,
    }),
    hostsOmitted: Count('How many more hosts there are.'),
    formats: Type.Array(Format, { description: 'Of all hosts together.' }),
    estimate: orNull(Estimate),
    rows: Type.Array(Row, { description: `Images that are likely to fail, the first ${ROWS_LISTED}.` }),
    rowsOmitted: Count('How many more are likely to fail; expected from the share of those that were seen.'),
  },
  {
    title: 'Preflight',
    description: 'What is to be expected, by the images that were looked at. Nothing is stored.',
  },
);
export type Preflight = Static<typeof Preflight>;
export type PreflightHost = Static<typeof Host>;
export type LikelyFailure = Static<typeof Row>;

/** A reason in words; one of a later imager stands for itself. */
export function reasonInWords({
  code,
  detail,
  hint,
}: {
  code: string;
  detail: string;
  hint?: string | undefined;
}): LikelyFailure['reason'] {
  const known = Object.hasOwn(FAILURE_REASONS, code) ? FAILURE_REASONS[code as Code] : undefined;
  return { code, title: known?.title ?? code, detail, hint: hint ?? known?.hint ?? '' };
}
