/**
 * Whether a person is at this tab. It tells their own requests from those that go by themselves,
 * such as a list that is asked again: those must not keep the screen from locking.
 */

/** What follows a touch within this time is taken for the person's own doing. */
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

// Somebody has just opened the page.
let touchedAtMs = Date.now();
let countedAtMs = Date.now();

/** Where the pointer was seen last: browsers report moves when the page moves beneath it. */
let pointer = '';

function isTouch(event: Event): boolean {
  // Something that lies on the keyboard is nobody.
  if (event instanceof KeyboardEvent) return !event.repeat;
  if (event.type !== 'pointermove' || !(event instanceof MouseEvent)) return true;
  const place = `${String(event.screenX)} ${String(event.screenY)}`;
  const moved = place !== pointer;
  pointer = place;
  return moved;
}

/**
 * Watches this tab for a person's hand.
 * @param onTouch called at every touch, before anything else hears of it
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

/** `true` while what happens in this tab is a person's doing. */
export function isPersonAtIt(): boolean {
  return Date.now() - touchedAtMs < OWN_DOING_MS;
}

/** A request went out that the desk counts as a sign of life. */
export function noteCounted(): void {
  countedAtMs = Date.now();
}

/** How long ago the desk last heard of the person from this tab. */
export function sinceCountedMs(): number {
  return Date.now() - countedAtMs;
}
