import { configure, terminated } from './index.ts';

/** A service that waits for a store that never comes, or runs, as its argument says; for the tests of termination. */
configure(() => ({}), process.env);
const timer = setInterval(() => {}, 1000);
if (process.argv[2] === 'running') {
  const end = terminated();
  process.send?.('started');
  process.stdout.write(`${await end}\n`);
  clearInterval(timer);
} else {
  process.send?.('started');
}
