import { useMemo } from 'react';
import { encode } from 'uqr';

/** Width of the empty border in modules, as the QR standard requires. */
const QUIET = 4;

/**
 * A QR code as one SVG path. Dark on light in both themes, because many phones cannot read it
 * inverted.
 */
export function QrCode({ text, label, size }: { text: string; label: string; size: number }) {
  const { path, extent } = useMemo(() => {
    const code = encode(text, { ecc: 'M', border: QUIET });
    const steps = code.data.flatMap((row, y) =>
      row.map((dark, x) => (dark ? `M${String(x)} ${String(y)}h1v1h-1z` : '')),
    );
    return { path: steps.join(''), extent: code.size };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${String(extent)} ${String(extent)}`}
      shapeRendering="crispEdges"
    >
      <rect width={extent} height={extent} fill="white" />
      <path d={path} fill="black" />
    </svg>
  );
}
