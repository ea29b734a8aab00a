import { useCallback, useEffect, useState } from 'react';
import { SignInPage } from '../pages/sign-in/sign-in-page.tsx';
import { forgetToken, keepToken, readToken } from './session.ts';
import { SignedIn } from './signed-in.tsx';
import { askForToken, offerToken } from './token-handover.ts';
import { tokenStores } from './token-stores.ts';

type Session =
  | { state: 'signed-in'; token: string }
  | { state: 'asking' }
  | { state: 'signed-out'; wasRefused: boolean };

const tabs = new BroadcastChannel('mosaic-session');
/** Other tabs answer within milliseconds; longer would delay the sign-in page for nothing. */
const answerMs = 200;

/** Either the sign-in page or everything else. */
export function App() {
  const [session, setSession] = useState<Session>(() => {
    const token = readToken(tokenStores);
    return token === null ? { state: 'asking' } : { state: 'signed-in', token };
  });

  useEffect(() => {
    if (session.state === 'signed-in') return offerToken(tabs, session.token);
    if (session.state === 'signed-out') return;
    let isCurrent = true;
    void askForToken(tabs, answerMs).then((token) => {
      if (!isCurrent) return;
      if (token === null) return setSession({ state: 'signed-out', wasRefused: false });
      keepToken(tokenStores, token, 'session');
      setSession({ state: 'signed-in', token });
    });
    return () => {
      isCurrent = false;
    };
  }, [session]);

  const leave = useCallback((wasRefused: boolean) => {
    forgetToken(tokenStores);
    setSession({ state: 'signed-out', wasRefused });
  }, []);
  const onRefused = useCallback(() => leave(true), [leave]);
  const onSignOut = useCallback(() => leave(false), [leave]);

  if (session.state === 'asking') return null;
  if (session.state === 'signed-out') {
    return (
      <SignInPage
        wasRefused={session.wasRefused}
        onToken={(token, place) => {
          keepToken(tokenStores, token, place);
          setSession({ state: 'signed-in', token });
        }}
      />
    );
  }
  const { token } = session;
  return <SignedIn key={token} token={token} onRefused={onRefused} onSignOut={onSignOut} />;
}
