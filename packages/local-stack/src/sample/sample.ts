import type { Caller } from '../caller.ts';
import type { Home } from '../home.ts';
import type { Terminal } from '../terminal.ts';
import { runSample } from './sample-run.ts';
import { imagesOf, nameOf, sampleTable, sizeAt } from './sample-table.ts';

export type SampleShow = {
  home: Home;
  api: string;
  catalogue: string;
  caller: Caller;
  terminal: Terminal;
  signal: AbortSignal;
};

/** On the first start in a home, runs the sample catalogue and shows the result. A failure is only reported. */
export async function showSample(show: SampleShow): Promise<void> {
  const { home, api, catalogue, caller, terminal, signal } = show;
  if (home.remembered('SAMPLE_SHOWN')) return;
  const { say, interactive } = terminal;
  const { needsKey, key } = caller;
  if (needsKey && !key) {
    return say('The sample is left out: API_KEYS is set, and HALFTONE_KEY has no key to send it with.');
  }
  say(`Running the sample catalogue, ${catalogue} ...`);
  try {
    const progress = (percent: number) => terminal.progress('Compressing', percent);
    const images = imagesOf(await runSample({ api, key, catalogue, progress, signal }));
    say(await sampleTable(images, { sizeOf: sizeAt, interactive }));
    for (const { input, output, error } of images) say(`  ${nameOf(input).padEnd(18)} ${output ?? error}`);
    await home.remember({ SAMPLE_SHOWN: new Date().toISOString() });
  } catch (error) {
    signal.throwIfAborted();
    say('The sample did not go through; Halftone itself runs.');
    terminal.explain(error);
  }
}
