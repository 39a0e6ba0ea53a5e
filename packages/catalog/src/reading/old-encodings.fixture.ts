/** Text in an encoding that Node decodes only: what stands for each character is found by decoding what may be there. */
export function encodedIn(encoding: string, text: string): Buffer {
  const bytesOf = tableOf(encoding);
  return Buffer.concat(
    [...text].map((character) => {
      const bytes = bytesOf.get(character);
      if (!bytes) throw new Error(`${encoding} has no ${character}`);
      return bytes;
    }),
  );
}

const tables = new Map<string, ReadonlyMap<string, Buffer>>();

function tableOf(encoding: string): ReadonlyMap<string, Buffer> {
  const known = tables.get(encoding);
  if (known) return known;
  const table = new Map<string, Buffer>();
  const decoder = new TextDecoder(encoding);
  const add = (bytes: Buffer) => {
    const characters = [...decoder.decode(bytes)];
    const [character = '\ufffd'] = characters;
    if (characters.length === 1 && character !== '\ufffd' && !table.has(character))
      table.set(character, bytes);
  };
  for (let first = 0; first < 256; first++) add(Buffer.from([first]));
  if (!encoding.startsWith('windows')) {
    for (let first = 0x81; first < 255; first++) {
      for (let second = 0x40; second < 255; second++) add(Buffer.from([first, second]));
    }
  }
  tables.set(encoding, table);
  return table;
}

export function utf32(text: string, { littleEndian }: { littleEndian: boolean }): Buffer {
  const characters = [...text];
  const bytes = Buffer.alloc(characters.length * 4);
  for (const [index, character] of characters.entries()) {
    const code = character.codePointAt(0) ?? 0;
    if (littleEndian) bytes.writeUInt32LE(code, index * 4);
    else bytes.writeUInt32BE(code, index * 4);
  }
  return bytes;
}

export const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
