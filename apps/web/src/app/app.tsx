import { useCallback, useState } from 'react';
import { SignInPage } from '../pages/sign-in/sign-in-page.tsx';
import { forgetToken, keepToken, readToken } from './session.ts';
import { SignedIn } from './signed-in.tsx';
import { tokenStores } from './token-stores.ts';

/** Either the sign-in page or everything else. */
export function App() {
  const [token, setToken] = useState(() => readToken(tokenStores));
  const [wasRefused, setWasRefused] = useState(false);

  const leave = useCallback((isRefused: boolean) => {
    forgetToken(tokenStores);
    setWasRefused(isRefused);
    setToken(null);
  }, []);
  const onRefused = useCallback(() => leave(true), [leave]);
  const onSignOut = useCallback(() => leave(false), [leave]);

  if (token === null) {
    return (
      <SignInPage
        wasRefused={wasRefused}
        onToken={(entered, place) => {
          keepToken(tokenStores, entered, place);
          setWasRefused(false);
          setToken(entered);
        }}
      />
    );
  }
  return <SignedIn key={token} token={token} onRefused={onRefused} onSignOut={onSignOut} />;
}
