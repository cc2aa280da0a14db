/**
 * Lets the service worker keep the desk's own files, which an installed app needs. After the page
 * has loaded, so that it takes nothing from the first second.
 */
export function keepFiles(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  window.addEventListener('load', () => {
    // Private windows may refuse it; the desk works without.
    serviceWorker.register('/service-worker.js').catch(() => undefined);
  });
}
