const HEADER = 'S. No.,Product Name,Input Image Urls\n';

/** A catalogue with these images, so many in a row. */
export function catalogueOf(urls: readonly string[], perRow = 1): string {
  const rows: string[] = [];
  for (let start = 0; start < urls.length; start += perRow) {
    const serial = rows.length + 1;
    rows.push(`${serial},Product ${serial},"${urls.slice(start, start + perRow).join(',')}"\n`);
  }
  return HEADER + rows.join('');
}

/**
 * The URLs of so many pictures of an origin.
 * @param mark makes them differ from those of other catalogues
 */
export function urlsOf(origin: { url: string }, count: number, mark: string): string[] {
  return Array.from({ length: count }, (_, index) => `${origin.url}/${mark}-${index}.jpg`);
}
