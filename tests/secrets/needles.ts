import type { Haystack } from './haystacks.ts';

/** A secret in the forms in which a program might write it. */
export function formsOf(secret: string): string[] {
  const bare = secret.replace(/^whsec_/, '');
  const forms = [bare, encodeURIComponent(bare), JSON.stringify(bare).slice(1, -1), inHex(bare)];
  // Within other text base64 begins at any of three places, so the ends of it differ; the middle does not.
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.from(`${'-'.repeat(shift)}${bare}`).toString('base64url');
    forms.push(encoded.slice(4, -4), Buffer.from(encoded, 'base64url').toString('base64').slice(4, -4));
  }
  return [...new Set(forms)];
}

/** Where secrets stand: a sentence for each secret and place, without the secret. */
export function findings(secrets: Record<string, string>, haystacks: Haystack[]): string[] {
  const found = Object.entries(secrets).flatMap(([name, secret]) => {
    const forms = formsOf(secret);
    return haystacks
      .filter(({ text }) => forms.some((form) => text.includes(form)))
      .map(({ place }) => `${name} stands in ${place}`);
  });
  return [...new Set(found)];
}

const inHex = (text: string) => Buffer.from(text).toString('hex');
