// `npm run build-console`, and the stage of deploy/Dockerfile that builds it.
import { buildConsole } from './build-console.ts';

await buildConsole((message) => process.stdout.write(`${message}\n`));
