import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Sets a custom property on the parent to the element's height, so that style sheets can reserve
 * room for it.
 * @param name of the property, such as `--h-bars`; removed when the element unmounts
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
