import type { Home } from '../home.ts';
import type { Terminal } from '../terminal.ts';
import { runSample } from './sample-run.ts';
import { imagesOf, nameOf, sampleTable, sizeAt } from './sample-table.ts';

export type SampleShow = {
  home: Home;
  api: string;
  catalogue: string;
  terminal: Terminal;
  signal: AbortSignal;
};

/** On the first start in a home, runs the sample catalogue and shows the result. A failure is only reported. */
export async function showSample({ home, api, catalogue, terminal, signal }: SampleShow): Promise<void> {
  if (home.remembered('SAMPLE_SHOWN')) return;
  const { say, interactive } = terminal;
  say(`Running the sample catalogue, ${catalogue} ...`);
  try {
    const progress = (percent: number) => terminal.progress('Compressing', percent);
    const images = imagesOf(await runSample({ api, catalogue, progress, signal }));
    say(await sampleTable(images, { sizeOf: sizeAt, interactive }));
    for (const { input, output, error } of images) say(`  ${nameOf(input).padEnd(18)} ${output ?? error}`);
    await home.remember({ SAMPLE_SHOWN: new Date().toISOString() });
  } catch (error) {
    signal.throwIfAborted();
    say('The sample did not go through; Halftone itself runs.');
    terminal.explain(error);
  }
}
