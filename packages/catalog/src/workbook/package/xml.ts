import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { damaged, tooLarge } from '../faults.ts';

/** The attributes of an element by their names as written, prefix included. */
export type Attributes = Readonly<Record<string, string>>;

/** Told what an XML part holds, as it comes. Names of elements are without their prefix, which writers choose freely. */
export type XmlHandlers = {
  open(name: string, attributes: Attributes): void;
  close?(name: string): void;
  /** Text, which may come in several pieces. */
  text?(text: string): void;
};

export type XmlParser = {
  /** @throws CatalogueError when it is not well-formed */
  write(piece: string): void;
  /** @throws CatalogueError when something is not closed */
  end(): void;
  /** The rest does not matter. */
  stop(): void;
};

/** Deeper than any part of a workbook; each level takes memory. */
const MAX_DEPTH = 64;

/** The longest tag or text: the parser holds either until it is complete. */
const MAX_TOKEN_LENGTH = 1024 * 1024;

/** A streaming XML parser that takes no more memory than its longest tag or text. */
export function xmlParser({ open, close, text }: XmlHandlers): XmlParser {
  const parser = new SaxesParser<{ xmlns?: false; position: boolean }>({ position: false });
  let depth = 0;
  let sinceToken = 0;
  let stopped = false;
  const live = <T>(handler: (value: T) => void) => {
    return (value: T) => {
      sinceToken = 0;
      if (!stopped) handler(value);
    };
  };
  parser.on(
    'opentag',
    live(({ name, attributes }) => {
      if (++depth > MAX_DEPTH) throw damaged('The workbook is damaged: a part of it is nested too deeply.');
      open(localName(name), attributes);
    }),
  );
  parser.on(
    'closetag',
    live(({ name }) => {
      depth--;
      close?.(localName(name));
    }),
  );
  if (text) {
    parser.on('text', live(text));
    parser.on('cdata', live(text));
  }
  parser.on('error', (cause) => {
    if (!stopped) throw damaged('The workbook is damaged: a part of it is not well-formed XML.', cause);
  });
  return {
    write(piece) {
      if (stopped) return;
      sinceToken += piece.length;
      parser.write(piece);
      if (sinceToken > MAX_TOKEN_LENGTH && !stopped) {
        throw tooLarge(`A text or tag of the workbook is longer than ${MAX_TOKEN_LENGTH} characters.`);
      }
    },
    end() {
      if (!stopped) parser.close();
    },
    stop() {
      stopped = true;
    },
  };
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1);

/** An attribute that has a namespace, such as `r:id`, whatever its prefix is called. */
export function prefixed(attributes: Attributes, name: string): string | undefined {
  const key = Object.keys(attributes).find((key) => key.endsWith(`:${name}`));
  return key === undefined ? undefined : attributes[key];
}

/** The text of an XML part: UTF-8, or UTF-16 by its byte order mark, which are all that the format allows. */
export async function* xmlText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    yield decode(decoder, chunk, { stream: true });
  }
  if (decoder) yield decode(decoder);
}

function decode(decoder: TextDecoder, ...given: Parameters<TextDecoder['decode']>): string {
  try {
    return decoder.decode(...given);
  } catch (cause) {
    throw damaged('The workbook is damaged: a part of it is no text.', cause);
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** Parses a part to its end. */
export async function parseXml(bytes: AsyncIterable<Uint8Array>, handlers: XmlHandlers): Promise<void> {
  const parser = xmlParser(handlers);
  for await (const piece of xmlText(bytes)) parser.write(piece);
  parser.end();
}
