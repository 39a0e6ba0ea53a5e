export { type Requantized, requantize } from './requantize.ts';
