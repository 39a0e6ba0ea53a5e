import { type ServiceName, STREAM } from '@halftone/contracts';
import type { JetStreamManager } from 'nats';
import { mayAskHowFar } from '../access/permissions.ts';

/** Whether the log takes events, as far as is known without publishing one. */
export type Fullness = {
  /** It has confirmed an event. */
  tookOne(): void;
  /** It has refused an event because it is full. */
  refusedOne(): void;
  isFull(): Promise<boolean>;
};

type Room = { bytes: number; limits: string; isAtLimit: boolean };

/** Less than the acceptance of an upload takes. */
const TOO_LITTLE_BYTES = 1024;

/**
 * The limit that an event has met may be the stream's, which can be asked for, or the server's, which cannot. So a refusal
 * holds until the log takes an event again, has become smaller, or has other limits.
 */
export function createFullness(jsm: JetStreamManager, service: ServiceName): Fullness {
  let atRefusal: Promise<Room | undefined> | undefined;
  return {
    tookOne() {
      atRefusal = undefined;
    },
    refusedOne() {
      if (mayAskHowFar(service)) atRefusal ??= roomIn(jsm).catch(() => undefined);
    },
    async isFull() {
      const room = await roomIn(jsm);
      if (room.isAtLimit) return true;
      const before = await atRefusal;
      const isAsBefore = before && room.bytes >= before.bytes && room.limits === before.limits;
      if (!isAsBefore || before.isAtLimit) atRefusal = undefined;
      return atRefusal !== undefined;
    },
  };
}

async function roomIn(jsm: JetStreamManager): Promise<Room> {
  const { config, state } = await jsm.streams.info(STREAM.name);
  const { max_msgs: maxMessages, max_bytes: maxBytes } = config;
  return {
    bytes: state.bytes,
    limits: `${maxMessages} ${maxBytes}`,
    isAtLimit:
      (maxMessages > 0 && state.messages >= maxMessages) ||
      (maxBytes > 0 && state.bytes + TOO_LITTLE_BYTES > maxBytes),
  };
}
