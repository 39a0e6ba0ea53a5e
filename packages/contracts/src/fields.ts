import { type TSchema, Type } from 'typebox';

/** The kinds of fields that events are made of, each with its bounds. */

export const Id = (description: string) =>
  Type.String({ minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9_-]+$', description });
/** Bounded by what a PostgreSQL integer holds, and bytes by what a JavaScript number holds exactly. */
export const Count = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 2_147_483_647, description });
export const Position = (description: string) =>
  Type.Integer({ minimum: 1, maximum: 2_147_483_647, description });
export const Bytes = (description: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });
export const Milliseconds = (description: string) =>
  Type.Number({ minimum: 0, description: `${description}, in milliseconds.` });
export const Sha256 = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });
export const Url = (description: string) => Type.String({ minLength: 1, maxLength: 8192, description });
export const record = <P extends Record<string, TSchema>>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description && { description }) });

/** Which request an event belongs to. */
export const RequestId = Id('The request this belongs to; also the subject of the event.');
