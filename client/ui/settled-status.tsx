import { useEffect, useState } from 'react';

/** Longer than the pause between two typed digits. */
const SETTLED_AFTER_MS = 1_000;

/** Announces a text that follows typing: once it has stopped changing, not at every key. */
export function SettledStatus({ text }: { text: string }) {
  const [said, setSaid] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <span className="vh" role="status">
      {said}
    </span>
  );
}
