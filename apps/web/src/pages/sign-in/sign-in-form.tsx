import { useId, useState } from 'react';
import { cleanToken, type TokenStores } from '../../app/session.ts';
import { Icon } from '../../components/icon.tsx';

export interface SignInFormProps {
  wasRefused: boolean;
  onToken: (token: string, place: keyof TokenStores) => void;
}

export function SignInForm({ wasRefused, onToken }: SignInFormProps) {
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
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const token = cleanToken(pasted);
        if (token === null) {
          setProblem('That is no token: paste the whole line of the file, without spaces inside.');
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
  );
}
