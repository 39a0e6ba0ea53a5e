import { FAILURE_REASONS, FailedSource, type FailureCode } from '@halftone/contracts';
import { type Static, Type } from 'typebox';
import type { CompressionOrder } from '../codec/compress.ts';
import { CODECS } from '../codec/encoders/encoders.ts';
import type { CodecLimits } from '../codec/limits.ts';
import { IMAGE_FORMATS, OUTPUT_FORMATS } from '../formats/formats.ts';

/** What a codec process is started with. */
export type CodecSettings = {
  limits: CodecLimits;
  /** Bytes of memory that an image may take without asking. */
  allotment: number;
};

/**
 * What the imager and a codec process say to each other in lines of JSON, in turns: `image`, for much memory `needs` and
 * `go`, and an outcome. Each source goes through a pipe of its own, each output follows its answer. Answers do not take
 * Node's channel: it would hold whatever the process writes to it, however much that is.
 */
export type Order =
  /** Its bytes are on their way. */
  | { kind: 'image'; bytes: number; recipe: CompressionOrder }
  /** There is as much memory as it needs. */
  | { kind: 'go' };

const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] });
const Count = Type.Integer({ minimum: 0 });
const Share = Type.Number({ minimum: 0, maximum: 1 });

/** Checked when it arrives: the process that says so may have been taken over by an image. */
export const Answer = Type.Union([
  Type.Object({ kind: Type.Literal('ready') }),
  /** Beyond what it may take without asking. */
  Type.Object({ kind: Type.Literal('needs'), bytes: Type.Number({ minimum: 0 }) }),
  Type.Object({
    kind: Type.Literal('failed'),
    code: oneOf(Object.keys(FAILURE_REASONS) as FailureCode[]),
    detail: Type.String(),
    hint: Type.Optional(Type.String()),
    source: FailedSource,
  }),
  Type.Object({
    kind: Type.Literal('done'),
    source: Type.Object({
      format: oneOf(IMAGE_FORMATS),
      width: Count,
      height: Count,
      digitalSourceType: Type.Optional(Type.String()),
      hadContentCredentials: Type.Optional(Type.Literal(true)),
      frames: Type.Integer({ minimum: 1 }),
      colours: oneOf(['rgb', 'grey', 'cmyk']),
      transparent: Type.Optional(Type.Boolean()),
      border: Type.Optional(
        Type.Object({
          colour: Type.String({ pattern: '^#[0-9a-f]{6}$' }),
          share: Share,
          white: Share,
          sides: Type.Optional(Type.Literal('one')),
        }),
      ),
    }),
    output: Type.Object({
      bytes: Count,
      format: oneOf(OUTPUT_FORMATS),
      width: Count,
      height: Count,
      quality: Count,
      keptOriginal: Type.Boolean(),
      codec: Type.Optional(oneOf(CODECS)),
      distance: Type.Optional(
        Type.Object({
          metric: Type.String({ minLength: 1, maxLength: 64 }),
          value: Type.Number({ minimum: 0 }),
          most: Type.Number({ minimum: 0 }),
        }),
      ),
    }),
    /** What the process holds afterwards. */
    residentBytes: Count,
  }),
]);
export type Answer = Static<typeof Answer>;
