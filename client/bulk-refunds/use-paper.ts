import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** Whether a sheet of paper is being made: hundreds of lines that no screen needs. */
export function usePaper(): boolean {
  const [isPrinting, setIsPrinting] = useState(false);
  useEffect(() => {
    const before = () => {
      // It has to be on the page before the browser takes it.
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
