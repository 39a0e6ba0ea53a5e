import { linear, picture, radial, relief, shadow } from './studio.ts';

const SHELL =
  'M352 250 Q360 170 470 164 Q610 150 724 168 Q822 178 826 262 L806 560 Q802 640 852 676 Q876 700 840 716 Q600 782 356 716 Q322 700 346 676 Q392 640 384 560 Z';
const LEGS = [
  ['M430 716 L318 1060', 27],
  ['M770 716 L884 1060', 27],
  ['M500 726 L452 980', 20],
  ['M702 726 L748 980', 20],
] as const;

const DEFINITIONS = `
    ${linear(
      'felt',
      [0, 0, 1, 0.6],
      [
        [0, '#e8a64c'],
        [0.45, '#d0822b'],
        [1, '#8d4f14'],
      ],
    )}
    ${linear(
      'oak',
      [0, 0, 1, 0],
      [
        [0, '#e3bf8f'],
        [0.5, '#bb8c57'],
        [1, '#7b552d'],
      ],
    )}
    ${radial(
      'hollow',
      [0.5, 0.45, 0.55],
      [
        [0, '#5f310a', 0.55],
        [1, '#5f310a', 0],
      ],
    )}
    ${relief('woven', { frequency: '0.32 0.28', strength: 3.4, seed: 9, depth: 3 })}
    ${relief('grained', { frequency: '0.12 0.012', strength: 1.4, seed: 4 })}
    <clipPath id="shell"><path d="${SHELL}"/></clipPath>`;

/** An upholstered shell chair on oak legs. */
export function chair(): string {
  const legs = LEGS.map(
    ([path, width]) => `<path d="${path}" stroke="#8a6034" stroke-width="${width}" stroke-linecap="round"/>
      <path d="${path}" stroke="#dcb582" stroke-width="${width * 0.4}" stroke-linecap="round" transform="translate(${-width * 0.2} 0)"/>`,
  ).join('');
  const product = `
    ${shadow(600, 1048, 330, 46, 0.4)}
    <g filter="url(#grained)">${legs}</g>
    <path d="M440 732 Q600 800 760 732 L750 760 Q600 812 450 760 Z" fill="#2d1a0a" opacity="0.75"/>
    <g filter="url(#woven)"><path d="${SHELL}" fill="url(#felt)"/></g>
    <g clip-path="url(#shell)">
      <ellipse cx="605" cy="560" rx="210" ry="130" fill="url(#hollow)"/>
      <path d="M384 560 Q600 640 806 560 L850 720 L346 720 Z" fill="#fff" opacity="0.13" filter="url(#haze)"/>
      <path d="M400 590 Q600 668 796 588" fill="none" stroke="#4b2506" stroke-width="14" opacity="0.5" filter="url(#slight)"/>
      <path d="M388 200 Q380 420 420 560" fill="none" stroke="#ffe6bd" stroke-width="34" opacity="0.4" filter="url(#haze)"/>
      <path d="M812 210 Q800 460 812 640" fill="none" stroke="#3d1d03" stroke-width="50" opacity="0.4" filter="url(#haze)"/>
      <path d="M380 258 Q384 200 474 194 Q610 180 722 196 Q794 204 798 270 L782 560" fill="none" stroke="#6d3a0d" stroke-width="4" stroke-dasharray="14 8" opacity="0.75"/>
      ${[480, 600, 720].map((x) => `<circle cx="${x}" cy="352" r="13" fill="#8a4d13"/><circle cx="${x - 4}" cy="347" r="5" fill="#f0c488" opacity="0.8"/><ellipse cx="${x}" cy="366" rx="44" ry="26" fill="#4b2506" opacity="0.28" filter="url(#haze)"/>`).join('')}
    </g>`;
  return picture({ wall: '#b9c4c4', floor: '#8f8a80', light: '#fdfaf2', horizon: 900 }, DEFINITIONS, product);
}
