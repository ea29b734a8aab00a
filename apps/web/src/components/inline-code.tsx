/** Text in which `words between backticks` become code. */
export function InlineCode({ text }: { text: string }) {
  return text.split('`').map((part, index) => {
    // The parts have no identity but their place.
    const key = `${index}`;
    return index % 2 === 1 ? <code key={key}>{part}</code> : <span key={key}>{part}</span>;
  });
}
