import { afterAll, beforeAll, describe } from 'vitest';
import { type House, openHouse } from './house.ts';
import { engineersJobs } from './jobs/engineer.ts';
import { everybodysJobs } from './jobs/everybody.ts';
import { operatorsJobs } from './jobs/operator.ts';
import { shopPersonsJobs } from './jobs/shop-person.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

describe('a person of a shop', () => shopPersonsJobs(() => house));
describe('an engineer', () => engineersJobs(() => house));
describe('an operator', () => operatorsJobs(() => house));
describe('everybody', () => everybodysJobs(() => house));
