import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Timestamp } from './timestamp.ts';

/** A notification that somebody posted to the webhook inbox. */
export const InboxEntry = Type.Object(
  {
    receivedAt: Timestamp('When it came'),
    body: Type.Record(Type.String(), Type.Unknown(), { description: 'The notification as it was received.' }),
  },
  { description: 'A notification in the inbox.' },
);
export type InboxEntry = Static<typeof InboxEntry>;

const entry = Compile(InboxEntry);

export const isInboxEntry = (value: unknown): value is InboxEntry => entry.Check(value);
