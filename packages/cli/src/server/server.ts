import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { Agent, type BodyInit, fetch, type Response } from 'undici';
import type { Advice } from '../advice.ts';
import { connectionLost, refusal, unlikeHalftone } from './server-errors.ts';

export type Connection = {
  /** The address of the API. */
  url: URL;
  key?: string;
  /** Commands for the same server. */
  advice: Advice;
};

export type Call = {
  method?: 'GET' | 'POST' | 'DELETE';
  query?: Record<string, string | undefined>;
  headers?: Record<string, string>;
  body?: BodyInit;
};

/** The Halftone server that the user named. */
export type Server = AsyncDisposable & {
  /**
   * Calls `/v1/<path>`; the answer is a success, whose body is still to be read.
   * @throws CommandError for every other answer, and for none
   */
  call(path: string, call?: Call): Promise<Response>;
  /**
   * Calls `/v1/<path>` and reads the JSON answer.
   * @throws CommandError
   */
  ask<T extends TSchema>(schema: T, path: string, call?: Call): Promise<Static<T>>;
  /**
   * The body of an answer as it arrives.
   * @throws CommandError while it is read, when the connection is lost
   */
  read<C>(body: AsyncIterable<C> | null): AsyncIterable<C>;
};

/** Event streams send a heartbeat every 15 s: a minute without a byte is a dead connection. */
const SILENCE_MS = 60_000;

/** All calls end when the signal aborts. */
export function connectServer({ url, key, advice }: Connection, signal: AbortSignal): Server {
  const agent = new Agent({ bodyTimeout: SILENCE_MS });
  const base = new URL('v1/', url.href.endsWith('/') ? url : `${url.href}/`);

  async function call(path: string, { method = 'GET', query = {}, headers = {}, body }: Call = {}) {
    const address = new URL(path, base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) address.searchParams.set(name, value);
    }
    const response = await fetch(address, {
      method,
      headers: { accept: 'application/json', ...(key && { authorization: `Bearer ${key}` }), ...headers },
      ...(body !== undefined && { body }),
      dispatcher: agent,
      // A redirected POST would come out as a GET.
      redirect: 'manual',
      signal,
    }).catch((error: unknown) => {
      throw connectionLost(error, url);
    });
    if (!response.ok) throw await refusal({ response, url, path, advice });
    return response;
  }

  return {
    call,

    async ask(schema, path, options) {
      const response = await call(path, options);
      const answer = await response.json().catch((error: unknown) => {
        throw error instanceof SyntaxError ? unlikeHalftone(url, error) : connectionLost(error, url);
      });
      if (!Check(schema, answer)) throw unlikeHalftone(url);
      return answer;
    },

    async *read(body) {
      try {
        yield* body ?? [];
      } catch (error) {
        throw connectionLost(error, url);
      }
    },

    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}
