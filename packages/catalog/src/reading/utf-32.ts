const REPLACEMENT = 0xfffd;
const LAST = 0x10ffff;

/** Decodes UTF-32, which `TextDecoder` does not know, piece by piece. */
export class Utf32Decoder {
  readonly #littleEndian: boolean;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(encoding: 'utf-32le' | 'utf-32be') {
    this.#littleEndian = encoding === 'utf-32le';
  }

  /** As TextDecoder does it: without bytes it ends, and says so if a character was cut off. */
  decode(bytes?: Uint8Array): string {
    if (!bytes) return this.#rest.length > 0 ? String.fromCodePoint(REPLACEMENT) : '';
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    const end = all.length & ~3;
    let text = '';
    for (let at = 0; at < end; at += 4) {
      const code = view.getUint32(at, this.#littleEndian);
      text += String.fromCodePoint(isCharacter(code) ? code : REPLACEMENT);
    }
    this.#rest = all.subarray(end);
    return text;
  }
}

const isCharacter = (code: number) => code <= LAST && (code < 0xd800 || code > 0xdfff);
