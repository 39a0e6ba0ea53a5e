import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { apiKey, forgetKey } from './api/session.ts';
import { announcement } from './live/announce.ts';
import { Icon, type IconName, Mark } from './parts/icon.tsx';
import { chooseLanguage, isLanguage, LANGUAGES, language, t } from './words/words.ts';

const PLACES = [
  { href: '/', key: 'nav.start', icon: 'plus' },
  { href: '/requests', key: 'nav.requests', icon: 'list' },
  { href: '/webhooks', key: 'nav.webhooks', icon: 'hook' },
  { href: '/system', key: 'nav.system', icon: 'pulse' },
] as const satisfies readonly { href: string; key: string; icon: IconName }[];

/** What stands around every page. */
export function Frame({ children }: { children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  // The sections of a request are one page.
  const page = path.split('/').slice(0, 3).join('/');
  usePageFocus(main, page);
  return (
    <>
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      <header class="top">
        <div class="top-inner">
          <Link href="/" class="brand" aria-label={t('nav.home')}>
            <Mark />
            <span>Halftone</span>
          </Link>
          <nav aria-label={t('nav.label')}>
            {PLACES.map(({ href, key, icon }) => (
              <Link key={href} href={href} aria-current={isAt(path, href) ? 'page' : undefined}>
                <Icon name={icon} />
                <span>{t(key)}</span>
              </Link>
            ))}
          </nav>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Foot />
      <p class="sr-only" role="status" aria-live="polite">
        {announcement}
      </p>
    </>
  );
}

const isAt = (path: string, href: string) =>
  href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);

/** Another page begins at its heading and its top, also for whoever does not see it; the first one where the browser begins. */
function usePageFocus(main: { current: HTMLElement | null }, page: string): void {
  const before = useRef(page);
  useEffect(() => {
    const heading = main.current?.querySelector('h1');
    document.title = `${heading?.textContent ?? t('nav.start')} – Halftone`;
    if (before.current === page) return;
    before.current = page;
    window.scrollTo(0, 0);
    heading?.focus({ preventScroll: true });
  });
}

function Foot() {
  return (
    <footer class="foot">
      <p>
        <a href="/docs">{t('foot.api')}</a>
      </p>
      <div class="foot-end">
        {apiKey.value !== null && (
          <button type="button" class="link" onClick={forgetKey}>
            {t('key.forget')}
          </button>
        )}
        <label>
          <span class="sr-only">{t('foot.language')}</span>
          <select
            value={language}
            onChange={({ currentTarget: { value } }) => isLanguage(value) && void chooseLanguage(value)}
          >
            {Object.entries(LANGUAGES).map(([id, { name }]) => (
              <option key={id} value={id} lang={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </footer>
  );
}
