import { linear, picture, radial, relief } from './studio.ts';

const DEFINITIONS = `
    ${linear(
      'rim',
      [0, 0, 1, 1],
      [
        [0, '#f3d9a7'],
        [0.4, '#b78a4d'],
        [1, '#5f401c'],
      ],
    )}
    ${radial(
      'face',
      [0.4, 0.35, 0.75],
      [
        [0, '#fffefa'],
        [0.7, '#f1ece1'],
        [1, '#cfc6b5'],
      ],
    )}
    ${relief('oakrim', { frequency: '0.02 0.2', strength: 2.5, seed: 10 })}`;

/** A wall clock at ten past ten, with the second hand where it is wanted. */
export function clock(second: number): string {
  const marks = Array.from({ length: 60 }, (_, i) => {
    const [length, width] = i % 5 === 0 ? [44, 11] : [18, 4];
    return `<rect x="${600 - width / 2}" y="268" width="${width}" height="${length}" fill="#2b2b2e" transform="rotate(${i * 6} 600 600)"/>`;
  });
  const hand = (angle: number, length: number, width: number, colour: string) => `
    <g transform="rotate(${angle} 600 600)">
      <rect x="${600 - width / 2 + 7}" y="${612 - length}" width="${width}" height="${length + 60}" rx="${width / 2}" fill="#000" opacity="0.25" filter="url(#slight)"/>
      <rect x="${600 - width / 2}" y="${600 - length}" width="${width}" height="${length + 60}" rx="${width / 2}" fill="${colour}"/>
    </g>`;
  const product = `
    <circle cx="622" cy="640" r="410" fill="#000" opacity="0.45" filter="url(#soft)"/>
    <g filter="url(#oakrim)"><circle cx="600" cy="600" r="408" fill="url(#rim)"/></g>
    <circle cx="600" cy="600" r="362" fill="#4a3216"/>
    <circle cx="600" cy="600" r="354" fill="url(#face)"/>
    ${marks.join('')}
    ${hand(304, 190, 20, '#26262a')} ${hand(60, 280, 14, '#26262a')} ${hand(second * 6, 300, 6, '#c8372d')}
    <circle cx="600" cy="600" r="19" fill="#c8372d"/><circle cx="595" cy="595" r="6" fill="#fff" opacity="0.7"/>
    <path d="M330 480 Q420 300 640 272 Q470 350 400 520 Z" fill="#fff" opacity="0.35" filter="url(#haze)"/>`;
  return picture({ wall: '#7d9a97', floor: '#7d9a97', light: '#e9fffb' }, DEFINITIONS, product);
}
