import { useEffect, useRef, useState } from 'preact/hooks';
import 'img-comparison-slider';
import { number } from '../words/format.ts';
import { t } from '../words/words.ts';
import { Icon } from './icon.tsx';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'img-comparison-slider': HTMLAttributes<HTMLElement> & { value?: number };
    }
  }
}

type Props = { before: string; after: string; alt: string; width: number; height: number };

/**
 * Two pictures under one another, with an edge to move: by mouse, finger or arrow keys. Pictures from outside are asked for
 * without saying from where. Where the original cannot be shown, as it is gone, kept from other pages or a TIFF, the output
 * is shown alone.
 */
export function BeforeAfter(props: Props) {
  const { after, alt, width, height } = props;
  const [gone, setGone] = useState(false);
  if (!gone) return <Slider {...props} onGone={() => setGone(true)} />;
  return (
    <figure class="after-alone">
      <img src={after} alt={alt} width={width} height={height} referrerpolicy="no-referrer" />
      <figcaption class="quiet">{t('slider.gone')}</figcaption>
    </figure>
  );
}

function Slider({ before, after, alt, width, height, onGone }: Props & { onGone: () => void }) {
  const slider = useRef<HTMLElement & { value: number }>(null);
  useEffect(() => {
    const { current } = slider;
    if (!current) return;
    const tell = () => {
      const exposure = Math.round(current.value);
      current.setAttribute('aria-valuenow', String(exposure));
      current.setAttribute('aria-valuetext', t('slider.value', { share: number(exposure) }));
    };
    tell();
    current.addEventListener('slide', tell);
    return () => current.removeEventListener('slide', tell);
  }, []);
  const picture = { width, height, referrerPolicy: 'no-referrer', decoding: 'async' } as const;
  return (
    <div class="comparison">
      <img-comparison-slider
        ref={slider}
        class="before-after"
        role="slider"
        aria-label={t('slider.label', { name: alt })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={50}
      >
        <img slot="first" src={before} alt={t('slider.before')} onError={onGone} {...picture} />
        <img slot="second" src={after} alt={t('slider.after')} {...picture} />
        <span slot="handle" class="handle">
          <Icon name="sides" />
        </span>
      </img-comparison-slider>
      <p class="stage-legend" aria-hidden="true">
        <span>{t('slider.before')}</span>
        <span>{t('slider.after')}</span>
      </p>
    </div>
  );
}
