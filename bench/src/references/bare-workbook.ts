import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';

/** Unpacks and parses the texts and the sheet of a workbook, and does nothing with them; answers with the rows seen. */
export async function parseWorkbookAlone(file: string): Promise<number> {
  const zip = await yauzl.openPromise(file, { autoClose: false });
  let rows = 0;
  for await (const entry of zip.eachEntry()) {
    if (!/sharedStrings|sheet1/.test(entry.fileName)) continue;
    const parser = new SaxesParser({ position: false });
    parser.on('opentag', ({ name }) => {
      if (name === 'row') rows++;
    });
    parser.on('text', () => {});
    const decoder = new TextDecoder();
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      parser.write(decoder.decode(chunk, { stream: true }));
    }
    parser.close();
  }
  zip.close();
  return rows;
}
