import { Logo } from '../../components/logo.tsx';
import { ThemeToggle } from '../../components/theme-toggle.tsx';
import { SignInForm, type SignInFormProps } from './sign-in-form.tsx';

/** Asks for the owner token and says where it is. */
export function SignInPage({ wasRefused, onToken }: SignInFormProps) {
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
        <SignInForm wasRefused={wasRefused} onToken={onToken} />
        <div className="sign-in-theme">
          <ThemeToggle />
        </div>
      </div>
    </main>
  );
}
