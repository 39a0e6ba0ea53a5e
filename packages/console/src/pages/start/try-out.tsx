import { useEffect, useRef, useState } from 'preact/hooks';
import { nameOf } from '../../api/addresses.ts';
import type { DryRunReport, Image } from '../../api/shapes.ts';
import type { Options } from '../../api/submission.ts';
import { announce } from '../../live/announce.ts';
import { savedShare } from '../../live/sums.ts';
import { forgetTrial, runTrial } from '../../live/trial.ts';
import { BeforeAfter } from '../../parts/before-after.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Failure, Notice } from '../../parts/notice.tsx';
import { bytes, percent } from '../../words/format.ts';
import { t } from '../../words/words.ts';

const PICTURES = 3;

/** The first picture of each of the first products. */
const picturesOf = ({ examples }: DryRunReport) =>
  [...new Set(examples.flatMap(({ imageUrls }) => imageUrls.slice(0, 1)))].slice(0, PICTURES);

type State = { busy: boolean; images: Image[]; recipe: string; error: unknown };

/** What the recipe does to three of the catalogue's pictures: a small request, which goes when the page is left. */
export function TryOut({ report, options }: { report: DryRunReport; options: Options }) {
  const [state, setState] = useState<State>({ busy: false, images: [], recipe: '', error: null });
  const trial = useRef<{ ends: AbortController; id: string | null }>({
    ends: new AbortController(),
    id: null,
  });
  const recipe = JSON.stringify(options.recipe);
  const pictures = picturesOf(report);
  useEffect(() => {
    const leave = () => {
      trial.current.ends.abort();
      if (trial.current.id) forgetTrial(trial.current.id);
      trial.current.id = null;
    };
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
  const run = async () => {
    const before = trial.current.id;
    setState({ busy: true, images: [], recipe, error: null });
    try {
      const started = (id: string) => {
        trial.current.id = id;
        // It was accepted while the page was being left.
        if (trial.current.ends.signal.aborted) forgetTrial(id);
      };
      const images = await runTrial(pictures, options.recipe, { started, signal: trial.current.ends.signal });
      setState({ busy: false, images, recipe, error: null });
      announce(t('try.done'));
    } catch (error) {
      if (!trial.current.ends.signal.aborted) setState({ busy: false, images: [], recipe, error });
    }
    if (before) forgetTrial(before);
  };
  if (pictures.length === 0) return null;
  const outdated = state.images.length > 0 && state.recipe !== recipe;
  return (
    <section class="card" aria-labelledby="try-title" aria-busy={state.busy}>
      <div class="section-head">
        <div>
          <h2 id="try-title">{t('try.title')}</h2>
          <p class="quiet">{t(outdated ? 'try.outdated' : 'try.note')}</p>
        </div>
        <button type="button" class="button" disabled={state.busy} onClick={() => void run()}>
          <Icon name={state.images.length > 0 ? 'retry' : 'image'} />
          {t(state.busy ? 'try.running' : state.images.length > 0 ? 'try.again' : 'try.run')}
        </button>
      </div>
      {state.error !== null && <Failure error={state.error} />}
      {(state.busy || state.images.length > 0) && (
        <ul class="trials">
          {state.busy && pictures.map((url) => <li key={url} class="skeleton trial-box" />)}
          {state.images.map((image) => (
            <li key={image.id}>
              <Trial image={image} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Trial({ image }: { image: Image }) {
  const { url, source, output, reason } = image;
  const name = nameOf(url);
  if (!source || !output) {
    return (
      <Notice tone="bad" title={name}>
        <p>{reason?.detail}</p>
      </Notice>
    );
  }
  const share = savedShare({ source: source.bytes, output: output.bytes }) ?? 0;
  return (
    <>
      <BeforeAfter before={url} after={output.url} alt={name} width={output.width} height={output.height} />
      <p class="sizes">
        <span class="quiet">
          {bytes(source.bytes)} → {bytes(output.bytes)}
        </span>
        <strong>−{percent(share)}</strong>
      </p>
    </>
  );
}
