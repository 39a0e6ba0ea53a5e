import type { ComponentChildren } from 'preact';
import type { Request } from '../../api/shapes.ts';
import { bytes, duration, moment, number } from '../../words/format.ts';
import { t } from '../../words/words.ts';

type Pair = [name: string, value: ComponentChildren];

/** How the file was read, and what is done with its images. */
export function Details({ request }: { request: Request }) {
  return (
    <div class="two-columns">
      <Pairs title={t('details.file')} pairs={fileOf(request)} />
      <Pairs title={t('recipe.title')} pairs={recipeOf(request)} />
    </div>
  );
}

function fileOf({
  filename,
  detected,
  createdAt,
  lane,
  ignoredImageColumns = [],
  webhookUrl,
  channels = [],
}: Request): Pair[] {
  const { columns } = detected;
  const pairs: (Pair | null)[] = [
    [t('details.name'), filename],
    [t('details.accepted'), moment(createdAt, 'second')],
    [t('details.format'), detected.format],
    detected.sheet ? [t('reading.sheet'), detected.sheet] : null,
    [t('reading.encoding'), detected.encoding],
    columns ? [t('reading.name'), columns.name] : null,
    columns?.serial ? [t('reading.id'), columns.serial] : null,
    columns ? [t('reading.images'), columns.images.join(', ')] : null,
    ignoredImageColumns.length > 0
      ? [t('details.leftOut'), ignoredImageColumns.map(({ column }) => column).join(', ')]
      : null,
    [t('details.lane'), t(`lane.${lane}`)],
    webhookUrl ? [t('recipe.webhook'), webhookUrl] : null,
    channels.length > 0 ? [t('section.audit'), channels.join(', ')] : null,
  ];
  return pairs.filter((pair) => pair !== null);
}

function recipeOf({ recipe }: Request): Pair[] {
  const {
    quality,
    look,
    maxBytes,
    mayScale,
    targetRatio,
    format = 'same',
    effort = 'balanced',
    maxWidth,
    maxHeight,
    keepMetadata,
    reuse = 'auto',
    reuseMaxAge,
  } = recipe;
  const pixels = (value: number | undefined) =>
    value === undefined ? t('recipe.unlimited') : `${number(value)} px`;
  const sized = targetRatio !== undefined || maxBytes !== undefined;
  const pairs: (Pair | false)[] = [
    look !== undefined && [t('recipe.look'), t(`recipe.look.${look}`)],
    !look && !sized && [t('recipe.quality'), number(quality)],
    targetRatio !== undefined && [t('details.ratio'), number(targetRatio, 2)],
    maxBytes !== undefined && [t('details.maxBytes'), bytes(maxBytes)],
    maxBytes !== undefined && [t('recipe.mayScale'), t(mayScale ? 'yes' : 'no')],
    [t('recipe.format'), format === 'same' ? t('recipe.same') : format.toUpperCase()],
    [t('recipe.effort'), t(`recipe.${effort}`)],
    [t('recipe.width'), pixels(maxWidth)],
    [t('recipe.height'), pixels(maxHeight)],
    [t('recipe.metadata'), t(keepMetadata === true ? 'yes' : 'no')],
    [
      t('recipe.reuse'),
      reuseMaxAge === undefined
        ? t(`reuse.${reuse}`)
        : t('details.trusted', { age: duration(reuseMaxAge * 1000) }),
    ],
  ];
  return pairs.filter((pair) => pair !== false);
}

function Pairs({ title, pairs }: { title: string; pairs: readonly Pair[] }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      <dl class="pairs">
        {pairs.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="name">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
