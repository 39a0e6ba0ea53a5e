import { type EventData, FAILURE_REASONS, type HalftoneEvent } from '@halftone/contracts';
import { type Static, type TSchema, Type } from 'typebox';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Count = (description: string) => Type.Integer({ minimum: 0, description });
const Sha256 = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });

const Source = Type.Object(
  {
    bytes: Count('Size of the downloaded file.'),
    format: Type.String({ description: 'jpeg, png, webp, avif, gif or tiff.' }),
    width: Count('Pixels, after orientation.'),
    height: Count('Pixels, after orientation.'),
    sha256: Sha256('Of the downloaded bytes.'),
    digitalSourceType: orNull(
      Type.String({
        description: "The IPTC digital source type that the file's XMP names, as for images made by AI.",
      }),
    ),
    hadContentCredentials: Type.Boolean({
      description:
        'Whether there were C2PA content credentials; they are only kept with a byte for byte copy.',
    }),
  },
  { title: 'ImageSource', description: 'The downloaded image.' },
);

const Output = Type.Object(
  {
    url: Type.String({ description: 'Where the image can be fetched.' }),
    bytes: Count('Size of the stored object.'),
    contentType: Type.String({ description: 'The media type.' }),
    width: Count('Pixels.'),
    height: Count('Pixels.'),
    sha256: Sha256('Of the stored bytes.'),
  },
  { title: 'ImageOutput', description: 'The stored image.' },
);

/** Where an image stands. */
export const ImageState = Type.Enum(['requested', 'compressed', 'failed'], {
  title: 'ImageState',
  description: 'Where an image stands.',
});

/** The stable codes of {@link FAILURE_REASONS}. */
export const FailureCode = Type.String({
  title: 'FailureCode',
  enum: Object.keys(FAILURE_REASONS),
  description: 'Why an image failed, as a stable code; later versions may have more of them.',
});

const Reason = Type.Object(
  {
    code: FailureCode,
    title: Type.String({ description: 'What the code means.' }),
    detail: Type.String({ description: 'What happened to this image.' }),
    hint: Type.String({ description: 'How to fix it.' }),
  },
  { title: 'FailureReason', description: 'Why an image failed.' },
);

const Reused = Type.Object(
  {
    requestId: Type.String({ description: 'The earlier request whose output was copied.' }),
    by: Type.String({
      title: 'ReusedBy',
      enum: ['not-modified', 'same-bytes', 'trusted'],
      description:
        'Why it could be: the server of the image answered that it has not changed, it sent the same bytes, or the recipe trusts what was seen before. Later versions may have more.',
    }),
  },
  { title: 'ReusedOutput', description: 'Where an output came from that was not made for this image.' },
);

const outcome = {
  id: Type.String({ description: 'The id of the image within its request.' }),
  status: ImageState,
  source: orNull(Source),
  output: orNull(Output),
  quality: orNull(
    Type.Integer({ minimum: 1, maximum: 100, description: 'The quality used, once compressed.' }),
  ),
  keptOriginal: orNull(
    Type.Boolean({
      description:
        'Whether the original was stored: the result would have been larger, or an animation could not be written.',
    }),
  ),
  reused: orNull(Reused),
  reason: orNull(Reason),
  attempts: orNull(Type.Integer({ minimum: 1, description: 'How many attempts it took, once ended.' })),
  endedAt: orNull(Type.String({ format: 'date-time', description: 'When it ended (RFC 3339, UTC).' })),
};

type SourceOfEvent = EventData<'image.compressed'>['source'];

/** The outcome of an image in the event stream: an event has no URL of the image. */
export type ImageOutcome = Omit<ImageResponse, 'url' | 'rows' | 'rowsOmitted'>;

/** An image of a request as `/v1` shows it. */
export const ImageResponse = Type.Object(
  {
    ...outcome,
    url: Type.String({ description: 'The URL as the catalogue has it.' }),
    rows: Type.Optional(
      Type.Array(
        Type.Object({
          row: Type.Integer({ minimum: 1, description: 'The position among the products of the file.' }),
          serial: Type.String({ description: 'The serial number, id or SKU.' }),
          name: Type.String({ description: 'The name of the product.' }),
        }),
        { description: 'The rows in which it stands, the first twenty; only where they are asked for.' },
      ),
    ),
    rowsOmitted: Type.Optional(Count('How many more rows there are.')),
  },
  { title: 'Image', description: 'An image of a request. One that stands in several rows is one image.' },
);
export type ImageResponse = Static<typeof ImageResponse>;

/** What an event says of an image's end; null when it says nothing of it. */
export function outcomeIn(event: HalftoneEvent): ImageOutcome | null {
  if (event.name === 'image.compressed') {
    const { imageId, source, output, quality, keptOriginal, reused, attempts } = event.data;
    return {
      id: imageId,
      status: 'compressed',
      source: shownSource(source),
      output: shownOutput(output),
      quality,
      keptOriginal,
      reused: reused ?? null,
      reason: null,
      attempts,
      endedAt: event.time,
    };
  }
  if (event.name === 'image.failed') {
    const { imageId, reason, attempts } = event.data;
    const nothing = { source: null, output: null, quality: null, keptOriginal: null, reused: null };
    return {
      id: imageId,
      status: 'failed',
      ...nothing,
      reason: titled(reason),
      attempts,
      endedAt: event.time,
    };
  }
  return null;
}

/** A source as the event has it, with what it leaves out. */
function shownSource({ digitalSourceType, hadContentCredentials, ...source }: SourceOfEvent) {
  return {
    ...source,
    digitalSourceType: digitalSourceType ?? null,
    hadContentCredentials: hadContentCredentials ?? false,
  };
}

/** An output without the key of its object, which is nobody else's business. */
export function shownOutput({ url, bytes, contentType, width, height, sha256 }: Static<typeof Output>) {
  return { url, bytes, contentType, width, height, sha256 };
}

const titles: Record<string, { title: string }> = FAILURE_REASONS;

/** What the code of a reason means. */
export const titleOf = (code: string): string => titles[code]?.title ?? code;

/** A reason with the title of its code. */
export function titled({ code, detail, hint }: Omit<Static<typeof Reason>, 'title'>): Static<typeof Reason> {
  return { code, title: titleOf(code), detail, hint };
}
