/** The product's mark: a window, its counter, and the half-moon where money passes. */
export function Mark({ className }: { className?: string | undefined }) {
  return (
    <svg viewBox="0 0 16 16" width="20" height="20" className={className} aria-hidden="true">
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M4 1h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Zm0 2a1 1 0 0 0-1 1v5h2a3 3 0 0 1 6 0h2V4a1 1 0 0 0-1-1Z"
      />
    </svg>
  );
}
