/**
 * Registers the service worker, which caches the desk's own files and shows notices. It waits until
 * the page has loaded, so that it does not slow the first paint.
 * @param open opens the address that a pressed notice leads to
 */
export function startServiceWorker(open: (path: string) => void): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ open?: unknown } | null>) => {
    if (typeof data?.open === 'string') open(data.open);
  });
  window.addEventListener('load', () => {
    // Private windows may refuse it; the desk works without.
    serviceWorker.register('/service-worker.js').catch(() => undefined);
  });
}
