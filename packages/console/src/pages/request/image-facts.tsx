import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import { answered, api } from '../../api/client.ts';
import type { Image } from '../../api/shapes.ts';
import { useLoaded } from '../../live/loaded.ts';
import { savedShare } from '../../live/sums.ts';
import { Notice } from '../../parts/notice.tsx';
import { bytes, moment, number, percent } from '../../words/format.ts';
import { hasText, meaningOf, t } from '../../words/words.ts';

type Fact = { name: string; value: ComponentChildren };

/** Everything that is known of a picture, and the rows in which it stands. */
export function ImageFacts({ id, image }: { id: string; image: Image }) {
  return (
    <div class="image-facts">
      {image.reason && (
        <Notice tone="bad" title={meaningOf(image.reason.code, image.reason.title)}>
          <p>{image.reason.detail}</p>
          <p>{image.reason.hint}</p>
        </Notice>
      )}
      <dl class="pairs">
        {factsOf(image).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Rows id={id} image={image} />
    </div>
  );
}

function factsOf(image: Image): Fact[] {
  const { url, source, output, quality, keptOriginal, reused, attempts, endedAt } = image;
  const outside = (href: string) => (
    <a href={href} target="_blank" rel="noreferrer noopener" class="name">
      {href}
    </a>
  );
  const size = (width: number, height: number) => `${number(width)} × ${number(height)}`;
  const share = source && output && savedShare({ source: source.bytes, output: output.bytes });
  const facts: (Fact | null)[] = [
    share == null || !source || !output
      ? null
      : {
          name: t('fact.size'),
          value: (
            <>
              {bytes(source.bytes)} → {bytes(output.bytes)}{' '}
              <strong class="good-text">−{percent(share)}</strong>
            </>
          ),
        },
    source && output
      ? {
          name: t('fact.pixels'),
          value:
            source.width === output.width && source.height === output.height
              ? size(source.width, source.height)
              : `${size(source.width, source.height)} → ${size(output.width, output.height)}`,
        }
      : null,
    source && output
      ? { name: t('fact.format'), value: `${source.format.toUpperCase()} → ${output.contentType}` }
      : null,
    quality === null ? null : { name: t('fact.quality'), value: number(quality) },
    keptOriginal ? { name: t('fact.kept'), value: t('fact.keptNote') } : null,
    reused
      ? {
          name: t('fact.reused'),
          value: (
            <>
              {reasonOfReuse(reused.by)}{' '}
              <Link href={`/requests/${reused.requestId}`}>{t('fact.reusedFrom')}</Link>
            </>
          ),
        }
      : null,
    attempts === null ? null : { name: t('fact.attempts'), value: number(attempts) },
    endedAt === null ? null : { name: t('fact.ended'), value: moment(endedAt, 'second') },
    { name: t('fact.source'), value: outside(url) },
    output ? { name: t('fact.output'), value: outside(output.url) } : null,
    output ? { name: 'SHA-256', value: <code class="name">{output.sha256}</code> } : null,
  ];
  return facts.filter((fact) => fact !== null);
}

/** A later version may have more reasons. */
function reasonOfReuse(by: string): string {
  const key = `reused.${by}`;
  return hasText(key) ? t(key) : by;
}

/** The list has no rows unless it is asked for them, as to find them takes a look at every product. */
function Rows({ id, image }: { id: string; image: Image }) {
  const { data } = useLoaded(
    async (signal) => {
      const query = { search: image.url.slice(0, 200), rows: true, limit: 200 };
      const page = await answered(
        api.GET('/v1/requests/{id}/images', { params: { path: { id }, query }, signal }),
      );
      return page.items.find((item) => item.id === image.id) ?? null;
    },
    [id, image.id],
  );
  const rows = data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <div>
      <h3>{t('rows.title')}</h3>
      <ul class="plain">
        {rows.map(({ row, serial, name }) => (
          <li key={row}>
            <span class="quiet">{t('rows.row', { row })}</span> <strong class="name">{name}</strong>{' '}
            <span class="mono quiet">{serial}</span>
          </li>
        ))}
      </ul>
      {(data?.rowsOmitted ?? 0) > 0 && (
        <p class="quiet">{t('rows.more', { count: data?.rowsOmitted ?? 0 })}</p>
      )}
    </div>
  );
}
