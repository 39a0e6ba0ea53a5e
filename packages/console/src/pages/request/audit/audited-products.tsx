import { useState } from 'preact/hooks';
import { nameOf } from '../../../api/addresses.ts';
import { answered, api } from '../../../api/client.ts';
import type { AuditedProduct, ChannelSum, Finding, Verdict } from '../../../api/shapes.ts';
import { useLoaded } from '../../../live/loaded.ts';
import { loadPages } from '../../../live/pages-so-far.ts';
import { Empty } from '../../../parts/empty.tsx';
import { More } from '../../../parts/more.tsx';
import { Narrowing } from '../../../parts/narrowing.tsx';
import { Failure } from '../../../parts/notice.tsx';
import { t } from '../../../words/words.ts';
import { type Asked, queryOf } from './asked.ts';
import { checkName } from './check-name.ts';

const SHOWN = ['fails', 'warned', 'unknown', 'passes', 'all'] as const satisfies (Verdict | 'all')[];
type Shown = (typeof SHOWN)[number];

type Props = {
  id: string;
  asked: Asked;
  sum: ChannelSum;
  /** How far the request is: what was said before may be different now. */
  stage: string;
};

/** The products of a request that fail for a channel, or that it says something else of. */
export function AuditedProducts({ id, asked, sum, stage }: Props) {
  const anyFails = [sum.sources, sum.outputs].some((of) => (of?.products.fails ?? 0) > 0);
  const [shown, setShown] = useState<Shown>(anyFails ? 'fails' : 'all');
  const [pages, setPages] = useState(1);
  const { data, error, reload } = useLoaded(
    (signal) =>
      loadPages<AuditedProduct>(pages, (page) => {
        const query = {
          ...page,
          ...queryOf(asked),
          ...(shown !== 'all' && { verdict: shown }),
        };
        return answered(api.GET('/v1/requests/{id}/audit', { params: { path: { id }, query }, signal }));
      }),
    [id, asked.channel, asked.asOf, asked.category, shown, pages, stage],
  );
  const choose = (value: Shown) => {
    setPages(1);
    setShown(value);
  };
  return (
    <>
      <Narrowing
        label={t('audit.filter')}
        choices={SHOWN.map((value) => ({ value, label: t(`shown.${value}`, { name: sum.name }) }))}
        chosen={shown}
        onChoose={choose}
      />
      {error !== null && <Failure error={error} retry={reload} />}
      {!data && error === null && <div class="skeleton block" aria-busy="true" />}
      {data && data.items.length === 0 && !data.more && <Empty icon="check" title={t('audit.none')} />}
      <ul class="groups">
        {data?.items.map((product) => (
          <li key={`${product.row} ${product.line}`}>
            <Product product={product} />
          </li>
        ))}
      </ul>
      <More more={data?.more} onMore={() => setPages(pages + 1)} />
    </>
  );
}

function Product({ product }: { product: AuditedProduct }) {
  const { row, line, name, images, findings } = product;
  const of = (position: number | undefined) => findings.filter((finding) => finding.position === position);
  return (
    <article class="card audited">
      <h3>
        <span class="name">{name}</span>{' '}
        <span class="quiet">
          {row === null ? t('rows.line', { line: line ?? 0 }) : t('rows.row', { row })}
        </span>
      </h3>
      <Findings findings={of(undefined)} />
      <ol class="plain">
        {images.map((image) => (
          <li key={image.position} class="audited-image">
            <Picture image={image} />
            <div>
              <p class="name">
                <a href={image.url} target="_blank" rel="noreferrer noopener">
                  {nameOf(image.url)}
                </a>{' '}
                <Verdicts image={image} />
              </p>
              <Findings findings={of(image.position)} />
            </div>
          </li>
        ))}
      </ol>
    </article>
  );
}

type AuditedImage = AuditedProduct['images'][number];

function Picture({ image: { outputUrl } }: { image: AuditedImage }) {
  if (outputUrl === null) return <span class="thumb" aria-hidden="true" />;
  return <img class="thumb" src={outputUrl} alt="" loading="lazy" referrerpolicy="no-referrer" />;
}

const TONES = { fails: 'bad', warned: 'warn', unknown: 'off', passes: 'good' } as const;

function Verdicts({ image: { verdicts } }: { image: AuditedImage }) {
  const [verdict] = verdicts;
  return (['sources', 'outputs'] as const).map((subject) => {
    const said = verdict?.[subject];
    return (
      said && (
        <span key={subject} class={`badge ${TONES[said]}`}>
          {t(`subject.${subject}`)}: {t(`verdict.${said}`)}
        </span>
      )
    );
  });
}

/** What is said of the original and of the output alike stands there once. */
function Findings({ findings }: { findings: readonly Finding[] }) {
  const once = findings.filter(
    ({ rule, found, severity }, index) =>
      findings.findIndex(
        (other) => other.rule === rule && other.found === found && other.severity === severity,
      ) === index,
  );
  if (once.length === 0) return null;
  return (
    <ul class="plain findings">
      {once.map((finding) => (
        <li key={`${finding.rule} ${finding.subject}`} class={finding.severity}>
          <strong>{checkName(finding)}</strong> {finding.message} <span class="quiet">{finding.hint}</span>
        </li>
      ))}
    </ul>
  );
}
