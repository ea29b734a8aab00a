import { useEffect, useRef, useState } from 'react';

interface SearchBoxProps {
  label: string;
  placeholder: string;
  value: string;
  onValue: (value: string) => void;
}

/** Wait after a key before the address changes, in milliseconds. */
const settleMs = 120;

/** Text as typed lives here; the address, which is slower, follows and may also set it. */
export function SearchBox({ label, placeholder, value, onValue }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const report = useRef(onValue);
  report.current = onValue;

  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);

  useEffect(() => {
    if (typed === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed;
      report.current(typed);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    <input
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
