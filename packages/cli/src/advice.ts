/** Commands that a person can paste: with the address in use, and never with a key in clear. */
export type Advice = {
  /** `npx halftone` with these words, and what it takes to reach the same server as the same caller. */
  command(...words: string[]): string;
  /** What has to be said beside the commands given so far, if anything. */
  note(): string | undefined;
};

/**
 * @param url the address, where it is not the default one
 * @param hasKeyFlag whether the key came in a flag: one from HALFTONE_KEY is found there again without a word
 */
export function adviceFor({ url, hasKeyFlag }: { url?: URL | undefined; hasKeyFlag: boolean }): Advice {
  let given = false;
  return {
    command(...words) {
      given = true;
      const address = url ? ['--url', url.href.replace(/\/$/, '')] : [];
      return [
        'npx halftone',
        ...[...words, ...address].map(shellWord),
        ...(hasKeyFlag ? ['--key "$HALFTONE_KEY"'] : []),
      ].join(' ');
    },
    note: () =>
      given && hasKeyFlag
        ? 'Commands are shown without the key: put it into the environment variable HALFTONE_KEY to paste them.'
        : undefined,
  };
}

/** A word as a POSIX shell reads it back. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Where nothing is known of a server: about the command line itself. */
export const HELP = 'npx halftone --help lists the commands and options.';
