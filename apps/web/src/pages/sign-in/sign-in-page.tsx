import { useId, useState } from 'react';
import { cleanToken, type TokenStores } from '../../app/session.ts';
import { Icon } from '../../components/icon.tsx';
import { Logo } from '../../components/logo.tsx';
import { ThemeToggle } from '../../components/theme-toggle.tsx';

interface SignInPageProps {
  wasRefused: boolean;
  onToken: (token: string, place: keyof TokenStores) => void;
}

/** Asks for the owner token and says where it is. */
export function SignInPage({ wasRefused, onToken }: SignInPageProps) {
  const [pasted, setPasted] = useState('');
  const [staysOnDevice, setStaysOnDevice] = useState(false);
  const [problem, setProblem] = useState<string | null>(
    wasRefused
      ? 'The hub refused the last token. It may belong to another hub or be revoked.'
      : null,
  );
  const tokenId = useId();
  const problemId = useId();

  return (
    <main className="lone-page">
      <div className="sign-in">
        <p className="brand">
          <Logo />
          <span>
            Mos<b>AI</b>c
          </span>
        </p>
        <h1>Sign in</h1>
        <p>
          Open the address that <code>mosaic up</code> prints, or paste the owner token. It is also
          in the file <code>owner-token</code> in the home folder of the hub.
        </p>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const token = cleanToken(pasted);
            if (token === null) {
              setProblem(
                'That is no token: paste the whole line of the file, without spaces inside.',
              );
              document.getElementById(tokenId)?.focus();
              return;
            }
            onToken(token, staysOnDevice ? 'device' : 'session');
          }}
        >
          <label htmlFor={tokenId}>Owner token</label>
          <input
            id={tokenId}
            type="password"
            autoComplete="current-password"
            spellCheck={false}
            value={pasted}
            onChange={(event) => setPasted(event.target.value)}
            aria-invalid={problem !== null}
            aria-describedby={problemId}
          />
          <p id={problemId} role="alert" className="field-error">
            {problem !== null && (
              <>
                <Icon name="warning" /> {problem}
              </>
            )}
          </p>
          <label className="check">
            <input
              type="checkbox"
              checked={staysOnDevice}
              onChange={(event) => setStaysOnDevice(event.target.checked)}
            />
            <span>
              Stay signed in on this device
              <span className="hint">Otherwise the token is forgotten with this tab.</span>
            </span>
          </label>
          <button type="submit" className="button primary">
            Sign in
          </button>
        </form>
        <div className="sign-in-theme">
          <ThemeToggle />
        </div>
      </div>
    </main>
  );
}
