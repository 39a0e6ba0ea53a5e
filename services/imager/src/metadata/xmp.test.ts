import { describe, expect, it } from 'vitest';
import { digitalSourceTypeIn, digitalSourceTypePacket, LONGEST_XMP } from './digital-source-type.ts';
import { withoutGoneParts } from './gone-parts.ts';

const AI = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
const EXT = 'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"';
const packet = (attributes: string, content = '') =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ${attributes}>${content}</rdf:Description></rdf:RDF></x:xmpmeta>`;

describe('the digital source type of an XMP packet', () => {
  it.each([
    ['an attribute', packet(`${EXT} Iptc4xmpExt:DigitalSourceType="${AI}"`)],
    ['single quotes', packet(`${EXT.replaceAll('"', "'")} Iptc4xmpExt:DigitalSourceType='${AI}'`)],
    ['an element', packet(EXT, `<Iptc4xmpExt:DigitalSourceType>\n ${AI}\n</Iptc4xmpExt:DigitalSourceType>`)],
    ['a resource', packet(EXT, `<Iptc4xmpExt:DigitalSourceType rdf:resource="${AI}"/>`)],
    ['another prefix', packet(`${EXT.replace('Iptc4xmpExt=', 'e=')} e:DigitalSourceType="${AI}"`)],
    ['what we write', digitalSourceTypePacket(AI)],
  ])('is found as %s', (_what, xmp) => {
    expect(digitalSourceTypeIn(xmp)).toBe(AI);
  });

  it.each([
    ['there is none', packet(EXT)],
    [
      'the namespace is another',
      packet(`xmlns:Iptc4xmpExt="http://x.example/" Iptc4xmpExt:DigitalSourceType="${AI}"`),
    ],
    ['it is no name', packet(`${EXT} Iptc4xmpExt:DigitalSourceType="a b &lt;"`)],
    ['it is longer than any', packet(`${EXT} Iptc4xmpExt:DigitalSourceType="${'a'.repeat(300)}"`)],
    ['the packet is longer than any', packet(EXT, ' '.repeat(LONGEST_XMP))],
  ])('is not found where %s', (_what, xmp) => {
    expect(digitalSourceTypeIn(xmp)).toBeUndefined();
  });
});

describe('what XMP says of a gain map or a motion part', () => {
  const rights = '<dc:rights>Somebody</dc:rights>';
  const attributes = `xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MotionPhoto="1" xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/"`;
  const directory =
    '<Container:Directory><rdf:Seq><rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="GainMap"/></rdf:li></rdf:Seq></Container:Directory>';

  it('goes, and everything else stays', () => {
    const kept = withoutGoneParts(packet(attributes, `${directory}<hdrgm:Gamma>1</hdrgm:Gamma>${rights}`));
    expect(kept).toBe(packet('xmlns:dc="http://purl.org/dc/elements/1.1/"', rights));
  });

  it('takes the whole packet along where it cannot be taken out', () => {
    const long = packet(attributes, `${rights}${' '.repeat(LONGEST_XMP)}`);
    expect(withoutGoneParts(long)).toBeUndefined();
    const other = packet('', ' '.repeat(LONGEST_XMP));
    expect(withoutGoneParts(other)).toBe(other);
  });
});
