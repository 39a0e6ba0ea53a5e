import { linear, picture, relief, roundBody, shadow } from './studio.ts';

const LEAF = 'M0 0 C-62 -70 -84 -190 0 -310 C84 -190 62 -70 0 0 Z';

/** [x, y of the stalk's end, angle, size, shade] from the back to the front. */
const LEAVES = [
  [520, 470, -62, 0.95, 0],
  [690, 470, 58, 0.98, 0],
  [600, 430, 4, 1.12, 0],
  [470, 520, -96, 0.8, 1],
  [735, 520, 92, 0.85, 1],
  [560, 460, -28, 1.08, 1],
  [650, 465, 30, 1.1, 1],
  [540, 560, -74, 0.72, 2],
  [668, 565, 70, 0.74, 2],
  [604, 545, -6, 0.82, 2],
] as const;

const SHADES = [
  ['#123d22', '#1f5b33'],
  ['#1b5a30', '#3a8f4f'],
  ['#2a7a40', '#69bb6c'],
] as const;

const DEFINITIONS = `
    ${SHADES.map(([dark, light], i) =>
      linear(
        `leaf${i}`,
        [0, 0, 1, 0.2],
        [
          [0, light],
          [0.49, dark],
          [0.51, light],
          [1, dark],
        ],
      ),
    ).join('')}
    ${roundBody('terracotta', '#6e2f18', '#b5613a', '#e9a27a')}
    ${relief('baked', { frequency: '0.14 0.2', strength: 2.6, seed: 19 })}
    ${relief('soil', { frequency: '0.13', strength: 9, seed: 23, depth: 4 })}
    ${relief('waxy', { frequency: '0.03 0.05', strength: 2, seed: 2 })}`;

/** A rubber plant in a terracotta pot. */
export function plant(): string {
  const leaves = LEAVES.map(
    ([x, y, angle, size, shade]) => `
      <path d="M600 740 Q${(600 + x) / 2 + angle * 0.3} ${y + 90} ${x} ${y}" fill="none" stroke="#3b6b3a" stroke-width="11"/>
      <g transform="translate(${x} ${y}) rotate(${angle}) scale(${size})">
        <path d="${LEAF}" fill="#000" opacity="0.25" transform="translate(10 14)" filter="url(#contact)"/>
        <g filter="url(#waxy)"><path d="${LEAF}" fill="url(#leaf${shade})"/></g>
        <path d="M0 0 Q4 -150 0 -300" fill="none" stroke="#cbe8b6" stroke-width="4.5" opacity="0.75"/>
        ${[60, 110, 160, 210].map((d) => `<path d="M0 ${-d} q-26 -26 -${52 - d / 8} -46 M0 ${-d} q26 -26 ${52 - d / 8} -46" fill="none" stroke="#d9f2c4" stroke-width="2" opacity="0.4"/>`).join('')}
        <path d="M-36 -90 Q-50 -180 -14 -260" fill="none" stroke="#fff" stroke-width="13" opacity="0.3" filter="url(#slight)"/>
      </g>`,
  ).join('');
  const product = `
    ${shadow(610, 1052, 210, 36, 0.5)}
    <g filter="url(#baked)"><path d="M420 790 L462 1030 Q600 1072 738 1030 L780 790 Z" fill="url(#terracotta)"/></g>
    <path d="M412 800 Q600 850 788 800 L780 846 Q600 892 420 846 Z" fill="#000" opacity="0.3" filter="url(#contact)"/>
    <g filter="url(#baked)"><path d="M396 722 Q600 768 804 722 L796 808 Q600 858 404 808 Z" fill="url(#terracotta)"/></g>
    <ellipse cx="600" cy="722" rx="204" ry="42" fill="#8a4526"/>
    <g filter="url(#soil)"><ellipse cx="600" cy="726" rx="184" ry="33" fill="#4a3323"/></g>
    ${leaves}`;
  return picture({ wall: '#e6ddcf', floor: '#c4b59d', light: '#fffaf0', horizon: 920 }, DEFINITIONS, product);
}
