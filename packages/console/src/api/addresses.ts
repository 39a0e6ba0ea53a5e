/** What stands last in the path of an address, without the extension; the address itself where there is nothing. */
export function nameOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const last = path.split('/').findLast((part) => part !== '') ?? '';
  const plain = last.replace(/\.\w{1,5}$/, '');
  try {
    return decodeURIComponent(plain) || url;
  } catch {
    return plain || url;
  }
}

/** The addresses in a text: one on each line, or separated by white space. */
export const urlsIn = (text: string): string[] =>
  text.split(/[\s,]+(?=https?:)|\s+/i).filter((url) => url !== '');
