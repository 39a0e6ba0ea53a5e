import { dialectReport } from '@halftone/catalog';
import { Lane, Recipe } from '@halftone/contracts';
import { type Static, Type } from 'typebox';
import { UndeliveredWebhook } from './delivery-schema.ts';
import type { RequestDetails } from './request-of.ts';

const Count = (description: string) => Type.Integer({ minimum: 0, description });
const Bytes = (description: string) => Type.Integer({ minimum: 0, description });
const Time = (description: string) =>
  Type.String({ format: 'date-time', description: `${description} (RFC 3339, UTC).` });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Link = (description: string) => Type.String({ format: 'uri', description });

/** Where a request stands. */
export const RequestState = Type.Enum(['pending', 'processing', 'completed', 'cancelled'], {
  title: 'RequestState',
  description: 'Where a request stands.',
});

/** How a request ended. */
export const RequestOutcome = Type.Enum(['succeeded', 'partial', 'failed'], {
  title: 'RequestOutcome',
  description: 'How a request ended: all of its images compressed, some, or none.',
});

/** How a file was read. */
export const Detected = Type.Object(
  {
    encoding: Type.String({
      description: 'The character encoding, by its WHATWG name, or utf-32le or utf-32be.',
    }),
    encodingFrom: Type.Optional(
      Type.Enum(['option', 'declared', 'mark', 'bytes', 'guess'], {
        title: 'EncodingSource',
        description:
          'Where that is known from: the option, the charset declared with the file, a byte order mark, the bytes, or a guess.',
      }),
    ),
    delimiter: Type.String({ description: 'The character between cells.' }),
    format: Type.String({
      description: 'The shop system whose export it is, see docs/catalogues.md; plain for any other file.',
    }),
    headerLine: Type.Integer({
      minimum: 0,
      description: 'The line of the header; lines above it were skipped. 0 when the file has no header.',
    }),
    container: Type.Optional(
      Type.Enum(['xlsx', 'gzip', 'zip'], {
        title: 'Container',
        description: 'What it came out of, where it is no CSV itself: a workbook, or an archive of one CSV.',
      }),
    ),
    sheet: Type.Optional(Type.String({ description: 'The sheet of the workbook.' })),
    columns: orNull(
      Type.Object(
        {
          serial: orNull(Type.String({ description: 'Of the serial number.' })),
          name: Type.String({ description: 'Of the product name.' }),
          images: Type.Array(Type.String(), { description: 'Of the image URLs.' }),
        },
        { title: 'DetectedColumns', description: 'The names of the columns used.' },
      ),
    ),
  },
  { title: 'Detected', description: 'How the file was read.' },
);

/** What was left out, since nothing says that it is meant. */
export const IgnoredImageColumns = Type.Array(
  Type.Object(
    {
      column: Type.String({ description: 'The heading.' }),
      urls: Count('Image URLs in it.'),
    },
    { title: 'IgnoredColumn', description: 'A column whose image URLs are not taken.' },
  ),
  {
    description:
      'Columns with image URLs that are not taken, because their headings do not speak of images; name them with the option columns to take them.',
  },
);

/** A request as `/v1` shows it. */
export const RequestResponse = Type.Object(
  {
    id: Type.String({ description: 'The id of the request.' }),
    status: RequestState,
    outcome: orNull(RequestOutcome),
    progress: Type.Integer({
      minimum: 0,
      maximum: 100,
      description: 'Percent of the images that have ended; 100 only once completed.',
    }),
    counts: Type.Object(
      {
        products: Count('Products of the catalogue.'),
        images: Count('Unique images of the catalogue.'),
        compressed: Count('Images compressed so far.'),
        failed: Count('Images given up so far.'),
        reused: Count('Of the compressed images those whose output is a copy of an earlier one.'),
        rejected: Count('Bad rows that were skipped.'),
      },
      { title: 'RequestCounts', description: 'What the catalogue holds, and the outcomes so far.' },
    ),
    bytes: Type.Object(
      {
        source: Bytes('Of the images as their servers have them, so far.'),
        output: Bytes('Stored so far.'),
        saved: Bytes('The difference.'),
        notDownloaded: Bytes('Of source: images that were known to be unchanged.'),
      },
      { title: 'RequestBytes', description: 'Sizes before and after.' },
    ),
    recipe: Recipe,
    lane: Lane,
    filename: Type.String({ description: 'The name of the uploaded file.' }),
    detected: Detected,
    ignoredImageColumns: Type.Optional(IgnoredImageColumns),
    webhookUrl: Type.Optional(Type.String({ description: 'Where webhooks are posted.' })),
    webhookEvents: Type.Optional(
      Type.Array(Type.String(), {
        description: 'What its receiver is told; left out where that is the completion alone.',
      }),
    ),
    channels: Type.Optional(
      Type.Array(Type.String(), {
        description: 'The sales channels whose rules its images are to meet; left out where none was named.',
      }),
    ),
    undelivered: Type.Optional(
      Type.Array(UndeliveredWebhook, {
        description:
          'Webhooks of the request whose last attempt failed, with the reason; left out where there are none, and in lists.',
      }),
    ),
    retryOf: Type.Optional(Type.String({ description: 'The request whose failures this one retries.' })),
    createdAt: Time('When it was accepted'),
    updatedAt: Time('When it last changed'),
    completedAt: orNull(Time('When it was completed')),
    durationMs: orNull(Type.Number({ description: 'From acceptance to the last image, in milliseconds.' })),
    rate: orNull(Type.Number({ description: 'Images a second, while it runs.' })),
    estimatedEndAt: orNull(Time('When it ends at this rate, while it runs')),
    links: Type.Object(
      {
        self: Link('This request.'),
        images: Link('Its images.'),
        events: Link('Its progress, as server-sent events.'),
        output: Link('The output CSV.'),
        failed: Link('The rows with failures, as CSV.'),
        zip: Link('The compressed images.'),
        cancel: Link('POST here to cancel it.'),
        retry: Link('POST here to retry what failed.'),
        deliveries: Link('The deliveries of its webhook.'),
        audit: Link('Whether its images meet the rules of sales channels.'),
      },
      { title: 'RequestLinks', description: 'Absolute addresses.' },
    ),
  },
  { title: 'Request', description: 'A request.' },
);
export type RequestResponse = Static<typeof RequestResponse>;

/** What an event leaves out of a recipe, since it says nothing new to a service. */
const RECIPE_DEFAULTS = { format: 'same', effort: 'balanced', keepMetadata: false, reuse: 'auto' } as const;

/** Maps a request to its `/v1` form; the rate and the estimated end hold for the moment `now`. */
export function toResponse(view: RequestDetails, publicUrl: string, now: Date): RequestResponse {
  const { upload, counts, bytes } = view;
  return {
    id: view.requestId,
    status: view.status,
    outcome: view.outcome,
    progress: view.progress,
    counts: {
      products: counts.products,
      images: counts.images,
      compressed: counts.compressed,
      failed: counts.failed,
      reused: counts.reused,
      rejected: counts.rejected,
    },
    bytes: { ...bytes, saved: Math.max(0, bytes.source - bytes.output) },
    recipe: { ...RECIPE_DEFAULTS, ...view.recipe },
    lane: view.lane,
    filename: upload.filename,
    detected: dialectReport(upload),
    ...(upload.ignoredImageColumns && { ignoredImageColumns: upload.ignoredImageColumns }),
    ...(view.webhookUrl && { webhookUrl: view.webhookUrl }),
    ...(view.webhookEvents && { webhookEvents: view.webhookEvents }),
    ...(view.channels && { channels: view.channels }),
    ...(view.retryOf && { retryOf: view.retryOf }),
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
    completedAt: view.completedAt,
    durationMs: view.durationMs,
    ...paceOf(view, now),
    links: linksOf(view.requestId, publicUrl),
  };
}

/** How fast a running request goes, and when it will have ended at this rate. */
export function paceOf(
  { status, counts, createdAt }: Pick<RequestDetails, 'status' | 'counts' | 'createdAt'>,
  now: Date,
): { rate: number | null; estimatedEndAt: string | null } {
  const ended = counts.compressed + counts.failed;
  const seconds = (now.getTime() - Date.parse(createdAt)) / 1000;
  if (status !== 'processing' || ended === 0 || seconds <= 0) return { rate: null, estimatedEndAt: null };
  const rate = ended / seconds;
  const left = Math.max(0, counts.images - ended) / rate;
  return {
    rate: Math.round(rate * 100) / 100,
    estimatedEndAt: new Date(now.getTime() + left * 1000).toISOString(),
  };
}

/** Where a request and everything about it is. */
export function linksOf(requestId: string, publicUrl: string): RequestResponse['links'] {
  const self = `${publicUrl}/v1/requests/${requestId}`;
  return {
    self,
    images: `${self}/images`,
    events: `${self}/events`,
    output: `${self}/output.csv`,
    failed: `${self}/failed.csv`,
    zip: `${self}/output.zip`,
    cancel: `${self}/cancel`,
    retry: `${self}/retry`,
    deliveries: `${self}/deliveries`,
    audit: `${self}/audit`,
  };
}
