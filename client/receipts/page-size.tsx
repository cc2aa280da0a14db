import { useEffect, useState, type RefObject } from 'react';
import type { Paper } from './paper.ts';

const PX_PER_MM = 96 / 25.4;

/** The page size for printing; a roll's page is as long as the receipt. */
export function PageSize({ paper, sheet }: { paper: Paper; sheet: RefObject<HTMLElement | null> }) {
  const [heightMm, setHeightMm] = useState(200);
  useEffect(() => {
    const element = sheet.current;
    if (paper !== 'roll' || element === null) return undefined;
    // The height also changes when a font loads or the language changes.
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
