/**
 * Registers the service worker, which caches the desk's own files. It waits until the page has
 * loaded, so that it does not slow the first paint.
 */
export function keepFiles(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  window.addEventListener('load', () => {
    // Private windows may refuse it; the desk works without.
    serviceWorker.register('/service-worker.js').catch(() => undefined);
  });
}
