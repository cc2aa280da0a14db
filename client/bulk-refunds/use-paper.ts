import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** `true` while printing. The rows on paper are rendered only then, because there are hundreds. */
export function usePaper(): boolean {
  const [isPrinting, setIsPrinting] = useState(false);
  useEffect(() => {
    const before = () => {
      // Rendered synchronously, before the browser takes its snapshot of the page.
      flushSync(() => setIsPrinting(true));
    };
    const after = () => setIsPrinting(false);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return isPrinting;
}
