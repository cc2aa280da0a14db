/**
 * Whether a user is active in this tab. Tells their requests from background ones, such as a list's
 * refetch, which must not keep the screen from locking.
 */

/** Requests within this time after user input count as the user's own. */
const OWN_DOING_MS = 5_000;

const touches = [
  'pointerdown',
  'pointermove',
  'keydown',
  'wheel',
  'touchstart',
  'click',
  'input',
] as const;

// Opening the page counts as activity.
let touchedAtMs = Date.now();
let countedAtMs = Date.now();

/** The last pointer position: browsers also fire `pointermove` when the page moves beneath it. */
let pointer = '';

function isTouch(event: Event): boolean {
  // A held key is ignored: something may be lying on the keyboard.
  if (event instanceof KeyboardEvent) return !event.repeat;
  if (event.type !== 'pointermove' || !(event instanceof MouseEvent)) return true;
  const place = `${String(event.screenX)} ${String(event.screenY)}`;
  const moved = place !== pointer;
  pointer = place;
  return moved;
}

/**
 * Watches this tab for user input.
 * @param onTouch called on every input, before any other listener
 * @returns stops watching
 */
export function watchPerson(onTouch: () => void): () => void {
  const listen = (event: Event) => {
    if (!isTouch(event)) return;
    touchedAtMs = Date.now();
    onTouch();
  };
  const options = { capture: true, passive: true };
  for (const type of touches) window.addEventListener(type, listen, options);
  return () => {
    for (const type of touches) window.removeEventListener(type, listen, options);
  };
}

/** `true` while requests in this tab count as the user's own. */
export function isPersonAtIt(): boolean {
  return Date.now() - touchedAtMs < OWN_DOING_MS;
}

/** Records a request that the desk counts as user activity. */
export function noteCounted(): void {
  countedAtMs = Date.now();
}

/** How long ago this tab last reported user activity to the desk. */
export function sinceCountedMs(): number {
  return Date.now() - countedAtMs;
}
