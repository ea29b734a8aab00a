import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { ConnectionBadge } from '../components/connection-badge.tsx';
import { Logo } from '../components/logo.tsx';
import { ThemeToggle } from '../components/theme-toggle.tsx';
import { useHubContext } from './hub-context.ts';

/** Header, skip link and the place where pages appear. */
export function Shell() {
  const { onSignOut } = useHubContext();
  const main = useMainFocus();
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <header className="top-bar">
        <Link to="/" className="brand" aria-label="MosAIc, all missions">
          <Logo />
          <span aria-hidden="true">
            Mos<b>AI</b>c
          </span>
        </Link>
        <nav className="top-nav" aria-label="Main">
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
            Missions
          </Link>
          <Link to="/plans" activeOptions={{ includeSearch: false }}>
            Plans
          </Link>
        </nav>
        <div className="top-bar-tools">
          <ConnectionBadge />
          <ThemeToggle />
          <button type="button" className="button quiet small" onClick={onSignOut}>
            Sign out
          </button>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className="page">
        <Outlet />
      </main>
    </>
  );
}

/** After a change of page the focus goes to its content, as it would after a full load. */
function useMainFocus() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}
