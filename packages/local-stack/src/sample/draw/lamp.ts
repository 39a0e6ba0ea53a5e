import { linear, picture, radial, relief, roundBody, shadow } from './studio.ts';

const DEFINITIONS = `
    ${roundBody('brass', '#5d3f14', '#b8863a', '#f6dc9a')}
    ${linear(
      'shade',
      [0, 0, 1, 0.25],
      [
        [0, '#0d2b29'],
        [0.3, '#2d6f66'],
        [0.45, '#6fb3a5'],
        [0.6, '#24605a'],
        [1, '#071b1a'],
      ],
    )}
    ${linear(
      'cone',
      [0.2, 0, 0, 1],
      [
        [0, '#ffe9b0', 0.8],
        [0.5, '#ffd88a', 0.28],
        [1, '#ffd88a', 0],
      ],
    )}
    ${radial(
      'pool',
      [0.5, 0.5, 0.5],
      [
        [0, '#ffe3a6', 0.85],
        [0.6, '#ffcf80', 0.35],
        [1, '#ffcf80', 0],
      ],
    )}
    ${radial(
      'bulb',
      [0.5, 0.5, 0.5],
      [
        [0, '#ffffff'],
        [0.5, '#fff3cf'],
        [1, '#ffd98a', 0],
      ],
    )}
    ${relief('wood', { frequency: '0.004 0.09', strength: 3, seed: 21, depth: 4 })}`;

/** A brass desk lamp that is switched on, in a dim room. */
export function lamp(): string {
  const product = `
    <g filter="url(#wood)"><rect y="900" width="1200" height="300" fill="#6b4526"/></g>
    <rect y="894" width="1200" height="16" fill="#2b190b" opacity="0.5" filter="url(#slight)"/>
    <ellipse cx="400" cy="1010" rx="430" ry="120" fill="url(#pool)"/>
    <path d="M300 505 L-20 1020 Q400 1140 860 1010 L560 410 Z" fill="url(#cone)" filter="url(#haze)"/>
    ${shadow(800, 1022, 190, 34, 0.6)}
    <path d="M620 1000 q0 -44 180 -44 t180 44 q0 34 -180 34 t-180 -34 Z" fill="url(#brass)"/>
    <ellipse cx="800" cy="984" rx="168" ry="26" fill="#f3d58e" opacity="0.35"/>
    <path d="M800 975 L882 600" stroke="#6a4a1b" stroke-width="24" stroke-linecap="round"/>
    <path d="M796 975 L877 600" stroke="#eccb84" stroke-width="8" stroke-linecap="round"/>
    <path d="M882 600 L520 330" stroke="#6a4a1b" stroke-width="22" stroke-linecap="round"/>
    <path d="M880 593 L522 325" stroke="#eccb84" stroke-width="7" stroke-linecap="round"/>
    <circle cx="882" cy="600" r="32" fill="url(#brass)"/><circle cx="876" cy="592" r="10" fill="#fff2c9" opacity="0.8"/>
    <g transform="rotate(-24 430 380)">
      <ellipse cx="430" cy="500" rx="176" ry="42" fill="#fff0c4"/>
      <ellipse cx="430" cy="506" rx="96" ry="46" fill="url(#bulb)"/>
      <path d="M372 270 Q430 236 488 270 L606 500 Q430 420 254 500 Z" fill="url(#shade)"/>
      <path d="M254 500 Q430 420 606 500" fill="none" stroke="#fce9b8" stroke-width="7" opacity="0.9"/>
      <path d="M392 286 L310 462" stroke="#d6fff4" stroke-width="14" opacity="0.4" filter="url(#slight)"/>
      <rect x="388" y="214" width="84" height="50" rx="18" fill="url(#brass)"/>
    </g>`;
  return picture({ wall: '#39434c', floor: '#2a2521', light: '#c9a56a', horizon: 900 }, DEFINITIONS, product);
}
