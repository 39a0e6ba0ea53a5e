import { useEffect, useRef, useState } from 'preact/hooks';
import { urlsIn } from '../../api/addresses.ts';
import type { Source } from '../../api/submission.ts';
import { fetchSample } from '../../live/chosen-source.ts';
import { useLoaded } from '../../live/loaded.ts';
import { Icon } from '../../parts/icon.tsx';
import { t } from '../../words/words.ts';

type Choose = (source: Source) => void;

/** Where a catalogue comes from: a file that is dropped or picked, pasted addresses, or the sample. */
export function Chooser({ onChoose }: { onChoose: Choose }) {
  const over = useDrop((file) => onChoose({ kind: 'file', file }));
  return (
    <div class="chooser">
      <FileDrop over={over} onChoose={onChoose} />
      <UrlBox onChoose={onChoose} />
      <Sample onChoose={onChoose} />
    </div>
  );
}

/** Takes a file that is dropped anywhere on the page. */
function useDrop(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onFile);
  latest.current = onFile;
  useEffect(() => {
    const ends = new AbortController();
    const { signal } = ends;
    const isFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    window.addEventListener('dragenter', enter, { signal });
    window.addEventListener('dragover', enter, { signal });
    window.addEventListener('dragleave', (event) => event.relatedTarget ?? setOver(false), { signal });
    window.addEventListener(
      'drop',
      (event) => {
        if (!isFile(event)) return;
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer?.files ?? [];
        if (file) latest.current(file);
      },
      { signal },
    );
    return () => ends.abort();
  }, []);
  return over;
}

function FileDrop({ over, onChoose }: { over: boolean; onChoose: Choose }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <section class={over ? 'drop over' : 'drop'} aria-labelledby="drop-title">
      <span class="drop-icon">
        <Icon name="upload" />
      </span>
      <h2 id="drop-title">{over ? t('drop.over') : t('drop.title')}</h2>
      <p>{t('drop.kinds')}</p>
      <button type="button" class="button primary" onClick={() => input.current?.click()}>
        {t('drop.pick')}
      </button>
      <input
        ref={input}
        type="file"
        class="hidden"
        tabIndex={-1}
        aria-label={t('drop.pick')}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          currentTarget.value = '';
          if (file) onChoose({ kind: 'file', file });
        }}
      />
    </section>
  );
}

function UrlBox({ onChoose }: { onChoose: Choose }) {
  const [text, setText] = useState('');
  const urls = urlsIn(text);
  return (
    <form
      class="card url-box"
      onSubmit={(event) => {
        event.preventDefault();
        if (urls.length > 0) onChoose({ kind: 'urls', urls });
      }}
    >
      <label class="field">
        <span class="field-name">{t('urls.title')}</span>
        <textarea
          rows={4}
          value={text}
          placeholder={'https://shop.example/mug-blue.jpg\nhttps://shop.example/mug-green.jpg'}
          spellcheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <div class="actions">
        <button type="submit" class="button" disabled={urls.length === 0}>
          {urls.length === 0 ? t('urls.look') : t('urls.lookAt', { count: urls.length })}
        </button>
      </div>
    </form>
  );
}

function Sample({ onChoose }: { onChoose: Choose }) {
  const { data: file } = useLoaded(fetchSample, []);
  if (!file) return null;
  return (
    <p class="sample">
      {t('sample.text')}{' '}
      <button type="button" class="link" onClick={() => onChoose({ kind: 'file', file })}>
        {t('sample.try')}
      </button>
    </p>
  );
}
