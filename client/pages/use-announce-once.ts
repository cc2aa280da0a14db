import { useEffect, useRef } from 'react';
import { announce } from '../ui/announcer.tsx';

/** Announces a sentence politely when it first appears, not when only its numbers change. */
export function useAnnounceOnce(sentence: string | null): void {
  const shown = sentence !== null;
  const said = useRef(sentence);
  useEffect(() => {
    said.current = sentence;
  }, [sentence]);
  useEffect(() => {
    if (shown && said.current !== null) announce(said.current);
  }, [shown]);
}
