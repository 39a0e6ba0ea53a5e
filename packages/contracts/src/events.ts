import { type Static, type TSchema, Type } from 'typebox';
import { Bytes, Count, Id, Milliseconds, Position, RequestId, record, Sha256, Url } from './fields.ts';
import { FailedSource, ImageDistance, OutputImage, Reused, SourceImage } from './image-records.ts';
import { FAILURE_CODES } from './reasons.ts';
import { Lane, Recipe } from './recipe.ts';
import { carried, openList } from './tolerance.ts';
import { Upload } from './upload-record.ts';
import { ImageCounts, Quarter, receivers, WEBHOOK_FACTS, WebhookEvents } from './webhooks/facts.ts';

/**
 * The catalogue of events. Everything else (types, subjects, validation, the event pages) derives from this table.
 * A fact is an event in the past tense, published by one service only, with a deterministic id.
 *
 * The schemas are those of publication; receipt is tolerant. What is added to an event has to be optional, since the
 * log holds events without it: docs/events.md has the policy, `fixtures/` what every version has to read.
 */

const ImageId = Id('The image within its request, derived from URL and recipe.');

const ProductImage = record({ url: Url('The URL as the row has it.'), imageId: ImageId });

const CODE = '^[a-z][a-z_]{0,63}$';

const Reason = record(
  {
    code: openList(FAILURE_CODES, CODE, 'A stable code; later versions may have more of them.'),
    detail: Type.String({ maxLength: 1000, description: 'What happened to this image.' }),
    hint: Type.String({ maxLength: 1000, description: 'How to fix it.' }),
  },
  'Why an image failed.',
);

const RowFault = record(
  {
    code: Type.String({ pattern: CODE, description: 'A stable code.' }),
    detail: Type.String({ maxLength: 1000, description: 'What is wrong with this row.' }),
    hint: Type.String({ maxLength: 1000, description: 'How to fix it.' }),
  },
  'Why a row was skipped.',
);

const Channels = Type.Array(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }), {
  minItems: 1,
  maxItems: 100,
  description: 'The sales channels whose rules its images are to meet, by the names of docs/channels.md.',
});

export const EVENTS = {
  'request.accepted': {
    publisher: 'gateway',
    description: 'A catalogue was validated and stored; its totals are known.',
    data: record({
      requestId: RequestId,
      tenant: Id('Who uploaded it.'),
      upload: Upload,
      totals: record({
        products: Count('Rows with at least one image.'),
        images: Count('Unique images.'),
        rejected: Type.Optional(Count('Bad rows that are skipped; none when left out.')),
      }),
      recipe: carried(Recipe),
      lane: Lane,
      webhookUrl: Type.Optional(Url('Where to post webhooks.')),
      webhookEvents: Type.Optional(WebhookEvents),
      channels: Type.Optional(Channels),
      retryOf: Type.Optional(Id('The request whose failures this one retries.')),
    }),
  },
  'product.listed': {
    publisher: 'ingest',
    description: 'One product of the catalogue, with its images in the order of the file.',
    data: record({
      requestId: RequestId,
      row: Position('Position among the products of the file, from 1.'),
      serial: Type.String({ description: 'The serial number as the row has it.' }),
      name: Type.String({ description: 'The product name.' }),
      cells: Type.Array(Type.String(), { description: 'The row, unchanged.' }),
      images: Type.Array(ProductImage, { minItems: 1, description: "In the row's order; a URL may repeat." }),
    }),
  },
  'product.rejected': {
    publisher: 'ingest',
    description: 'A bad row of the catalogue was skipped, as the upload asked.',
    data: record({
      requestId: RequestId,
      line: Position('The line of the file on which the row begins, from 1.'),
      after: Count('How many products of the file stand before it.'),
      cells: Type.Array(Type.String(), {
        description: 'The row, shortened where it would not fit into the event.',
      }),
      fault: RowFault,
    }),
  },
  'image.requested': {
    publisher: 'ingest',
    description: 'An image of the request is to be compressed; once for each unique URL.',
    data: record({
      requestId: RequestId,
      imageId: ImageId,
      url: Url('Where the image is.'),
      recipe: carried(Recipe),
      lane: Lane,
      forChannels: Type.Optional(
        Type.Literal(true, {
          description: 'All of its pixels are to be looked at, since its request names sales channels.',
        }),
      ),
    }),
  },
  'image.compressed': {
    publisher: 'imager',
    description: 'An image was downloaded, compressed and stored, or its output is a copy of an earlier one.',
    data: record({
      requestId: RequestId,
      imageId: ImageId,
      source: SourceImage,
      output: OutputImage,
      quality: Type.Integer({ minimum: 1, maximum: 100, description: 'The quality used.' }),
      keptOriginal: Type.Boolean({
        description:
          'True when the original was stored: the result would have been larger, or an animation could not be written.',
      }),
      codec: Type.Optional(
        Type.Unsafe<'requantized' | 'reencoded'>({
          type: 'string',
          enum: ['requantized', 'reencoded'],
          description:
            'How the result was made: by coarser quantization of the JPEG as it stood, or by decoding and encoding it. Left out where the original was stored.',
        }),
      ),
      codecVersion: Type.Optional(
        Position('The version of the codec that made the result; left out by those before version 2.'),
      ),
      reused: Type.Optional(Reused),
      distance: Type.Optional(ImageDistance),
      timings: record({
        downloadMs: Milliseconds('Time to download'),
        encodeMs: Milliseconds('Time to decode and encode'),
        storeMs: Milliseconds('Time to store'),
      }),
      attempts: Position('How many attempts it took.'),
    }),
  },
  'image.failed': {
    publisher: 'imager',
    description: 'An image was given up; the rest of the catalogue continues.',
    data: record({
      requestId: RequestId,
      imageId: ImageId,
      url: Type.Optional(Url('Where the image was to be.')),
      reason: Reason,
      source: Type.Optional(FailedSource),
      attempts: Position('How many attempts were made.'),
    }),
  },
  'request.completed': {
    publisher: 'tracker',
    description: 'Every product is listed, and every image has been compressed or has failed.',
    data: record({
      requestId: RequestId,
      outcome: Type.Union([Type.Literal('succeeded'), Type.Literal('partial'), Type.Literal('failed')], {
        description: 'All images compressed, some, or none.',
      }),
      counts: record({
        products: Count('Products.'),
        images: Count('Unique images.'),
        compressed: Count('Images compressed.'),
        failed: Count('Images given up.'),
        reused: Type.Optional(
          Count(
            'Of the compressed images those whose output is a copy of an earlier one; none when left out.',
          ),
        ),
      }),
      bytes: record({ source: Bytes('Of the images as their servers have them.'), output: Bytes('Stored.') }),
      durationMs: Milliseconds('From acceptance to the last image'),
      outputsDigest: Sha256(
        'Over the imageId and output digest or reason of every image, in order of imageId.',
      ),
      ...receivers,
    }),
  },
  'request.progressed': {
    publisher: 'tracker',
    description:
      'A quarter, half or three quarters of the images have ended, of a request whose receiver wants to know.',
    data: record({
      requestId: RequestId,
      progress: Quarter,
      counts: ImageCounts,
      ...receivers,
    }),
  },
  'request.cancelled': {
    publisher: 'gateway',
    description: 'A person or client cancelled the request.',
    data: record({ requestId: RequestId, by: Type.String({ description: 'Who asked.' }) }),
  },
  'request.deleted': {
    publisher: 'gateway',
    description: 'A person or client asked to delete everything about the request: objects, rows and events.',
    data: record({
      requestId: RequestId,
      by: Type.String({ description: 'Who asked.' }),
      tenant: Type.Optional(Id('Whose request it was.')),
    }),
  },
  ...WEBHOOK_FACTS,
} as const satisfies Record<string, { publisher: ServiceName; description: string; data: TSchema }>;

export type ServiceName = 'gateway' | 'ingest' | 'imager' | 'tracker' | 'notifier';
export type EventName = keyof typeof EVENTS;
export type EventData<N extends EventName> = Static<(typeof EVENTS)[N]['data']>;

export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];
