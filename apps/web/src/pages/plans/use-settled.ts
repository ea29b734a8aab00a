import { useEffect, useState } from 'react';

/** Wait after a key before what was typed counts, in milliseconds. */
const settleMs = 250;

/** The value once it has not changed for a moment: for questions that typing would repeat. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
