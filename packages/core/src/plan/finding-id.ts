/** One id such as `SEC-API-1`, `CQ-WEB-3` or `TEST-001`; use it inside other patterns. */
export const findingIdSource = '[A-Z][A-Z0-9]{0,11}(?:-[A-Z][A-Z0-9]{0,11}){0,3}-[0-9]{1,5}';

const whole = new RegExp(`^${findingIdSource}$`);

/** Names of standards and trackers that look like finding ids and are none. */
const foreignPrefixes = new Set(
  'AES CVE CWE EN ES GHSA GH HTTP HTTPS IEC IEEE IPV ISO MD NIST OWASP PCI PR RFC RSA SHA SOC TLS UTF WCAG'.split(
    ' ',
  ),
);

/** Tells whether a text is exactly one finding id. */
export function isFindingId(text: string): boolean {
  return text.length <= 60 && whole.test(text) && !foreignPrefixes.has(findingCategory(text));
}

/** `SEC-API-1` → `SEC`: decides the report file and the `{CAT}` of the task id. */
export function findingCategory(id: string): string {
  return id.slice(0, Math.max(id.indexOf('-'), 0)) || id;
}
