import type { Script } from 'openapi-to-postmanv2';

/** What the requests of the collection do before and after: they remember ids for those that follow, and wait. */

/** Of how many tries a wait may have, each after a pause. */
const TRIES = 300;
const PAUSE_MS = 200;

const script = (listen: Script['listen'], exec: string[]): Script => ({
  listen,
  script: { type: 'text/javascript', exec },
});

/** Expects one of these statuses. */
export const expectStatus = (statuses: readonly number[]): Script =>
  script('test', [
    `pm.test('answers ${statuses.join(' or ')}', () => {`,
    `  pm.expect(pm.response.code, pm.response.text()).to.be.oneOf(${JSON.stringify(statuses)});`,
    '});',
  ]);

/** Keeps the id that an answer gives; that of the first item of a list only where there is none yet. */
export const remember = (variable: string): Script =>
  script('test', [
    'const { id, requestId, items = [] } = pm.response.json();',
    `const known = pm.collectionVariables.get('${variable}');`,
    `const found = ${variable === 'requestId' ? 'requestId || id' : 'id'} || known || (items[0] && items[0].id);`,
    `if (found) pm.collectionVariables.set('${variable}', found);`,
  ]);

/** Passes over a request about something that there is not. */
export const skipWithout = (variable: string): Script =>
  script('prerequest', [`if (!pm.collectionVariables.get('${variable}')) pm.execution.skipRequest();`]);

/** In a run, sends the request again until a condition over its answer `body` holds. */
export const repeatUntil = (condition: string): Script =>
  script('test', [
    'const body = pm.response.json();',
    "const tries = Number(pm.collectionVariables.get('tries') || 0) + 1;",
    `const isOver = (${condition}) || tries >= ${TRIES};`,
    "pm.collectionVariables.set('tries', isOver ? 0 : tries);",
    'if (!isOver) {',
    '  pm.execution.setNextRequest(pm.info.requestId);',
    `  setTimeout(() => {}, ${PAUSE_MS});`,
    '}',
  ]);
