import { useState } from 'preact/hooks';
import type { Source } from '../../api/submission.ts';
import { takeChosen } from '../../live/chosen-source.ts';
import { t } from '../../words/words.ts';
import { Chooser } from './chooser.tsx';
import { Review } from './review.tsx';

/** From a file or addresses to a request: first what would become of it, then the start. */
export function StartPage() {
  const [source, setSource] = useState<Source | null>(takeChosen);
  return (
    <>
      <header class="page-head">
        <div>
          <h1 tabIndex={-1}>{t('start.title')}</h1>
          {!source && <p class="lead">{t('start.lead')}</p>}
        </div>
      </header>
      {source ? (
        // Another file is another review, with nothing left of the one before.
        <Review key={keyOf(source)} source={source} onLeave={() => setSource(null)} />
      ) : (
        <Chooser onChoose={setSource} />
      )}
    </>
  );
}

const keyOf = (source: Source) =>
  source.kind === 'file' ? `${source.file.name} ${source.file.lastModified}` : source.urls.join('\n');
