// Runs before the first paint, from its own file because the content security policy forbids inline scripts.
(() => {
  // Validation must not probe for `eval`: the policy forbids it and would report every page load.
  globalThis.__zod_globalConfig = { jitless: true };
  try {
    const theme = localStorage.getItem('mosaic-theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is blocked: the system theme applies.
  }
})();
