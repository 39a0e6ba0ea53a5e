/** Who calls the API that was started. */
export type Caller = {
  /** Whether the gateway was given keys, and lets nobody in without one. */
  needsKey: boolean;
  /** One of them, where the user has told it. */
  key: string | undefined;
};

export const callerOf = ({ API_KEYS, API_KEYS_FILE, HALFTONE_KEY }: NodeJS.ProcessEnv): Caller => ({
  needsKey: Boolean(API_KEYS || API_KEYS_FILE),
  key: HALFTONE_KEY?.trim() || undefined,
});
