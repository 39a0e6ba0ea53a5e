import { nameOf } from '../../api/addresses.ts';
import type { Image } from '../../api/shapes.ts';
import { savedShare } from '../../live/sums.ts';
import { Icon } from '../../parts/icon.tsx';
import { bytes, percent } from '../../words/format.ts';
import { meaningOf, t } from '../../words/words.ts';

/** One picture of the grid: how it came out; nothing yet while its page is loaded. */
export function ImageCard({ image, onOpen }: { image: Image | undefined; onOpen: () => void }) {
  if (!image) return <div class="skeleton card-box" />;
  const name = nameOf(image.url);
  return (
    <button type="button" class={`image-card ${image.status}`} onClick={onOpen} title={image.url}>
      <span class="picture">
        <Picture image={image} />
      </span>
      <span class="caption">
        <span class="name">{name}</span>
        <Line image={image} />
      </span>
    </button>
  );
}

function Picture({ image }: { image: Image }) {
  if (image.status === 'failed') return <Icon name="alert" />;
  if (!image.output) return <span class="dots" aria-hidden="true" />;
  return (
    <img
      src={image.output.url}
      alt=""
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      onError={({ currentTarget }) => currentTarget.classList.add('broken')}
    />
  );
}

function Line({ image: { status, reason, source, output } }: { image: Image }) {
  if (status === 'failed')
    return <span class="bad-text">{reason ? meaningOf(reason.code, reason.title) : t('images.failed')}</span>;
  if (!source || !output) return <span class="quiet">{t('images.requested')}</span>;
  const share = savedShare({ source: source.bytes, output: output.bytes }) ?? 0;
  return (
    <span class="sizes">
      <span class="quiet">
        {bytes(source.bytes)} → {bytes(output.bytes)}
      </span>
      <strong>−{percent(share)}</strong>
    </span>
  );
}
