import { useEffect, useRef } from 'preact/hooks';
import { nameOf } from '../../api/addresses.ts';
import type { Image } from '../../api/shapes.ts';
import type { PageStore } from '../../live/page-store.ts';
import { BeforeAfter } from '../../parts/before-after.tsx';
import { Icon } from '../../parts/icon.tsx';
import { number } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { ImageFacts } from './image-facts.tsx';

type Props = {
  id: string;
  store: PageStore<Image>;
  index: number;
  onGo: (index: number) => void;
  onClose: () => void;
};

/** One picture, before and after, with everything that is known of it; from here to the next one. */
export function ImageViewer({ id, store, index, onGo, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => store.want(index, index), [store, index]);
  const image = store.at(index);
  const count = store.length();
  return (
    <dialog ref={dialog} class="viewer" aria-labelledby="viewer-title" closedby="any" onClose={onClose}>
      <header class="viewer-head">
        <h2 id="viewer-title" class="name">
          {image ? nameOf(image.url) : t('request.loading')}
        </h2>
        <p class="quiet">{t('viewer.place', { place: number(index + 1), count: number(count) })}</p>
        <div class="actions">
          <Step
            label={t('viewer.previous')}
            icon="left"
            disabled={index === 0}
            onClick={() => onGo(index - 1)}
          />
          <Step
            label={t('viewer.next')}
            icon="right"
            disabled={index + 1 >= count}
            onClick={() => onGo(index + 1)}
          />
          <Step label={t('close')} icon="cross" disabled={false} onClick={onClose} />
        </div>
      </header>
      {image && (
        <div class="viewer-body" key={image.id}>
          <Pictures image={image} />
          <ImageFacts id={id} image={image} />
        </div>
      )}
    </dialog>
  );
}

type StepProps = { label: string; icon: 'left' | 'right' | 'cross'; disabled: boolean; onClick: () => void };

function Step({ label, icon, disabled, onClick }: StepProps) {
  return (
    <button
      type="button"
      class="button icon-only"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

function Pictures({ image }: { image: Image }) {
  const { url, source, output, status } = image;
  if (status !== 'compressed' || !source || !output) {
    return (
      <div class="stage empty-stage">
        <Icon name={status === 'failed' ? 'alert' : 'image'} />
        <p>{status === 'failed' ? t('viewer.failed') : t('images.requested')}</p>
      </div>
    );
  }
  return (
    <div class="stage">
      <BeforeAfter
        before={url}
        after={output.url}
        alt={nameOf(url)}
        width={output.width}
        height={output.height}
      />
    </div>
  );
}
