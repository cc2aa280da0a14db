/** The paths of the pictures of the screens. */
import { join } from 'node:path';
import type { Look } from './looks.ts';
import type { Screen } from './screens.ts';

export const PICTURES = join(import.meta.dirname, '../../docs/screens');

/** The name of a picture's file, such as `refund-by-estimate.phone.webp`. */
export function pictureOf(screen: Screen, look: Look): string {
  const size = look.width < 600 ? 'phone' : 'desktop';
  return `${screen.name.toLowerCase().replaceAll(' ', '-')}.${size}.webp`;
}
