import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { answered, api } from '../../api/client.ts';
import { hasEnded, type Image, type ImageOutcome, type Request } from '../../api/shapes.ts';
import { useRested } from '../../live/loaded.ts';
import { type Pages, usePages } from '../../live/use-pages.ts';
import { Empty } from '../../parts/empty.tsx';
import { Narrowing } from '../../parts/narrowing.tsx';
import { Failure } from '../../parts/notice.tsx';
import { WindowList } from '../../parts/window-list.tsx';
import { t } from '../../words/words.ts';
import { ImageCard } from './image-card.tsx';
import { ImageViewer } from './image-viewer.tsx';

const COLUMN_PX = 184;
const GAP_PX = 16;
/** What stands below the square picture of a card. */
const CAPTION_PX = 74;
/** While images are still being listed, those that are new are looked for as often as this. */
const REFRESH_MS = 2500;

const STATES = ['all', 'compressed', 'failed', 'requested'] as const;
type State = (typeof STATES)[number];
type Listen = (listener: (images: readonly ImageOutcome[]) => void) => () => void;

/** All pictures of a request; only those that are looked at are there. */
export function ImageGrid({ request, listen }: { request: Request; listen: Listen }) {
  const [state, setState] = useState<State>('all');
  const [typed, setTyped] = useState('');
  const search = useRested(typed.trim(), 200);
  const [open, setOpen] = useState<number | null>(null);
  const { id } = request;
  const images = usePages<Image>(
    ({ cursor, limit }, signal) => {
      const query = {
        limit,
        ...(cursor && { cursor }),
        ...(state !== 'all' && { status: state }),
        ...(search && { search }),
      };
      return answered(api.GET('/v1/requests/{id}/images', { params: { path: { id }, query }, signal }));
    },
    [id, state, search],
  );
  useLiveImages(images, request, listen);
  const { store, error, loaded } = images;
  // Of another list it would be another image.
  useEffect(() => setOpen(null), [store]);
  const look = useCallback((from: number, to: number) => store.want(from, to), [store]);
  const count = store.length();
  const close = useCallback(() => setOpen(null), []);
  return (
    <>
      <Narrowing
        search={{ label: t('images.search'), text: typed, onType: setTyped }}
        label={t('images.filter')}
        choices={STATES.map((value) => ({ value, label: t(`images.${value}`) }))}
        chosen={state}
        onChoose={setState}
      />
      {error !== null && <Failure error={error} retry={() => store.refresh()} />}
      {loaded && count === 0 && (
        <Empty
          icon="image"
          title={hasEnded(request) || search || state !== 'all' ? t('images.none') : t('images.notYet')}
        />
      )}
      <WindowList
        count={loaded ? count : 12}
        columnWidth={COLUMN_PX}
        rowHeight={(width) => width + CAPTION_PX}
        gap={GAP_PX}
        label={t('section.images')}
        onLook={look}
      >
        {(index) => <ImageCard image={store.at(index)} onOpen={() => setOpen(index)} />}
      </WindowList>
      {open !== null && <ImageViewer id={id} store={store} index={open} onGo={setOpen} onClose={close} />}
    </>
  );
}

/** What ends is shown at once; what is listed meanwhile is loaded now and then, and all of it again at the end. */
function useLiveImages({ store }: Pages<Image>, request: Request, listen: Listen): void {
  const [, rerender] = useState(0);
  useEffect(
    () =>
      listen((outcomes) => {
        for (const outcome of outcomes) {
          store.update(
            ({ id }) => id === outcome.id,
            (image) => ({ ...image, ...outcome }),
          );
        }
        rerender((turn) => turn + 1);
      }),
    [store, listen],
  );
  const ended = hasEnded(request);
  const wasLive = useRef(!ended);
  useEffect(() => {
    if (!ended) {
      const timer = setInterval(() => document.visibilityState === 'visible' && store.refresh(), REFRESH_MS);
      return () => clearInterval(timer);
    }
    if (wasLive.current) store.refresh();
    wasLive.current = false;
    return undefined;
  }, [store, ended]);
}
