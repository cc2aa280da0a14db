import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Tells its parent how high an element is, so that style sheets can leave it room.
 * @param name of the custom property, such as `--h-bars`; it is gone when the element is
 */
export function useHeightProperty(name: `--${string}`): RefObject<HTMLDivElement | null> {
  const told = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = told.current;
    const parent = element?.parentElement;
    if (element === null || parent === null || parent === undefined) return undefined;
    const measure = () => parent.style.setProperty(name, `${String(element.offsetHeight)}px`);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
      parent.style.removeProperty(name);
    };
  }, [name]);
  return told;
}
