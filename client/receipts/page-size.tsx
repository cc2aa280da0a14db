import { useEffect, useState, type RefObject } from 'react';
import type { Paper } from './paper.ts';

const PX_PER_MM = 96 / 25.4;

/** Tells printers the size of the paper; a roll is as long as what stands on it. */
export function PageSize({ paper, sheet }: { paper: Paper; sheet: RefObject<HTMLElement | null> }) {
  const [heightMm, setHeightMm] = useState(200);
  useEffect(() => {
    const element = sheet.current;
    if (paper !== 'roll' || element === null) return undefined;
    // Also when the typeface arrives, or the words get longer in another language.
    const observer = new ResizeObserver(() =>
      setHeightMm(Math.ceil(element.getBoundingClientRect().height / PX_PER_MM) + 1),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [paper, sheet]);
  return (
    <style>
      {paper === 'roll'
        ? `@page { size: 80mm ${heightMm}mm; margin: 0; }`
        : '@page { size: 210mm 297mm; margin: 14mm; }'}
    </style>
  );
}
