import { nameOf } from '../../api/addresses.ts';
import type { DryRunReport } from '../../api/shapes.ts';
import { number } from '../../words/format.ts';
import { t } from '../../words/words.ts';

const IMAGES_SHOWN = 4;

/** The first products with their pictures, to see at a glance whether the file was read as it is meant. */
export function Examples({ report: { examples } }: { report: DryRunReport }) {
  if (examples.length === 0) return null;
  return (
    <section class="card" aria-labelledby="examples-title">
      <h2 id="examples-title">{t('examples.title')}</h2>
      <ul class="examples">
        {examples.map(({ line, serial, name, imageUrls }) => (
          <li key={line}>
            <div class="example-name">
              <span class="quiet mono">{serial}</span>
              <strong class="name">{name}</strong>
            </div>
            <ul class="thumbs">
              {imageUrls.slice(0, IMAGES_SHOWN).map((url) => (
                <li key={url}>
                  <Thumb url={url} />
                </li>
              ))}
              {imageUrls.length > IMAGES_SHOWN && (
                <li class="thumb-more">+{number(imageUrls.length - IMAGES_SHOWN)}</li>
              )}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A picture of somebody else's server; it may be none, or not be there. */
function Thumb({ url }: { url: string }) {
  return (
    <a class="thumb" href={url} target="_blank" rel="noreferrer noopener" title={url}>
      <img
        src={url}
        alt={nameOf(url)}
        loading="lazy"
        decoding="async"
        referrerpolicy="no-referrer"
        onError={({ currentTarget }) => currentTarget.classList.add('broken')}
      />
    </a>
  );
}
