import { Link, Route, Switch } from 'wouter-preact';
import { keyWanted } from './api/session.ts';
import { Frame } from './frame.tsx';
import { KeyGate } from './key-gate.tsx';
import { RequestPage } from './pages/request/request-page.tsx';
import { RequestsPage } from './pages/requests/requests-page.tsx';
import { StartPage } from './pages/start/start-page.tsx';
import { SystemPage } from './pages/system/system-page.tsx';
import { WebhooksPage } from './pages/webhooks/webhooks-page.tsx';
import { t } from './words/words.ts';

/** The pages by their addresses. */
export function App() {
  return <Frame>{keyWanted.value === null ? <Pages /> : <KeyGate />}</Frame>;
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={StartPage} />
      <Route path="/requests" component={RequestsPage} />
      <Route path="/requests/:id/:section?">
        {({ id, section }) => <RequestPage key={id} id={id} section={section} />}
      </Route>
      <Route path="/webhooks" component={WebhooksPage} />
      <Route path="/system" component={SystemPage} />
      <Route>
        <h1 tabIndex={-1}>{t('nowhere.title')}</h1>
        <p>
          <Link href="/">{t('nowhere.back')}</Link>
        </p>
      </Route>
    </Switch>
  );
}
