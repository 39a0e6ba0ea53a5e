import { linear, picture, relief, roundBody, shadow } from './studio.ts';

const BODY =
  'M350 500 Q352 262 600 254 Q848 262 850 500 L874 930 Q876 1004 800 1012 Q600 1034 400 1012 Q324 1004 326 930 Z';
const FLAP =
  'M348 500 Q352 258 600 250 Q848 258 852 500 Q850 590 790 612 Q600 668 410 612 Q350 590 348 500 Z';
const POCKET = 'M412 716 Q600 764 788 716 L806 930 Q806 968 764 974 Q600 990 436 974 Q394 968 394 930 Z';

const DEFINITIONS = `
    ${linear(
      'canvas',
      [0, 0, 1, 0.3],
      [
        [0, '#55663f'],
        [0.3, '#7f9160'],
        [0.65, '#5f7146'],
        [1, '#2f3b22'],
      ],
    )}
    ${linear(
      'flap',
      [0, 0, 0.9, 1],
      [
        [0, '#93a574'],
        [0.5, '#6d8050'],
        [1, '#46562f'],
      ],
    )}
    ${roundBody('leather', '#4a2711', '#8a4f26', '#cf935c')}
    ${linear(
      'buckle',
      [0, 0, 1, 1],
      [
        [0, '#fff7dc'],
        [0.4, '#c29d4f'],
        [1, '#6d501a'],
      ],
    )}
    ${relief('weave', { frequency: '0.42 0.36', strength: 2.8, seed: 14, depth: 2 })}
    ${relief('hide', { frequency: '0.16', strength: 2, seed: 8 })}
    ${relief('folds', { frequency: '0.007 0.011', strength: 9, seed: 30, depth: 3 })}`;

/** A canvas backpack with leather straps. */
export function backpack(): string {
  const strap = (x: number) => `
    <path d="M${x - 6} 560 h64 v250 q-32 14 -64 0 Z" fill="#000" opacity="0.35" filter="url(#contact)"/>
    <g filter="url(#hide)"><path d="M${x - 14} 420 h62 v372 q-31 26 -62 0 Z" fill="url(#leather)"/></g>
    <path d="M${x - 7} 424 v362 M${x + 41} 424 v362" stroke="#f0c79a" stroke-width="2.5" stroke-dasharray="11 7" opacity="0.8"/>
    <rect x="${x - 26}" y="650" width="86" height="58" rx="12" fill="none" stroke="url(#buckle)" stroke-width="12"/>
    <rect x="${x + 12}" y="650" width="9" height="58" fill="url(#buckle)"/>`;
  const stitches = 'fill="none" stroke="#cdd6a9" stroke-width="3" stroke-dasharray="13 8" opacity="0.65"';
  const product = `
    ${shadow(610, 1010, 290, 40, 0.5)}
    <path d="M372 330 Q230 560 300 960" fill="none" stroke="#39281a" stroke-width="46" stroke-linecap="round"/>
    <path d="M828 330 Q972 560 900 960" fill="none" stroke="#2a1c11" stroke-width="46" stroke-linecap="round"/>
    <path d="M520 262 C520 150 680 150 680 262" fill="none" stroke="#5e3418" stroke-width="30"/>
    <path d="M526 240 C534 158 640 156 664 200" fill="none" stroke="#d29a66" stroke-width="7" opacity="0.8"/>
    <g filter="url(#weave)"><g filter="url(#folds)"><path d="${BODY}" fill="url(#canvas)"/></g></g>
    <path d="${POCKET}" fill="#000" opacity="0.4" filter="url(#contact)" transform="translate(6 9)"/>
    <g filter="url(#weave)"><path d="${POCKET}" fill="url(#flap)"/></g>
    <path d="M424 742 Q600 786 778 742 M408 936 Q412 956 440 960 Q600 976 762 960 Q790 954 792 936" ${stitches}/>
    <path d="${FLAP}" fill="#000" opacity="0.5" filter="url(#contact)" transform="translate(4 14)"/>
    <g filter="url(#weave)"><g filter="url(#folds)"><path d="${FLAP}" fill="url(#flap)"/></g></g>
    <path d="M366 506 Q366 576 418 594 Q600 646 782 594 Q834 576 834 506" ${stitches}/>
    ${strap(452)} ${strap(714)}
    <g filter="url(#hide)"><rect x="548" y="470" width="104" height="66" rx="8" fill="url(#leather)"/></g>
    <path d="M574 520 L592 488 L604 506 L612 496 L628 520 Z" fill="none" stroke="#f3d3a8" stroke-width="4" stroke-linejoin="round"/>`;
  return picture({ wall: '#c8bda9', floor: '#a6947c', light: '#fff6e2', horizon: 900 }, DEFINITIONS, product);
}
