import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { keepToken, tokenFromFragment } from './app/session.ts';
import { tokenStores } from './app/token-stores.ts';
import './styles/index.css';

/** The token must be out of the address before anything can copy, log or bookmark it. */
function takeTokenFromAddress(): void {
  const { token, rest } = tokenFromFragment(location.hash);
  if (rest === location.hash) return;
  history.replaceState(history.state, '', `${location.pathname}${location.search}${rest}`);
  if (token !== null) keepToken(tokenStores, token, 'session');
}

takeTokenFromAddress();
// The printed address opened in a tab that already shows the dashboard changes only the fragment.
addEventListener('hashchange', () => {
  if (tokenFromFragment(location.hash).token === null) return;
  takeTokenFromAddress();
  location.reload();
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root element');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
