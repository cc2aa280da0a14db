/** `npm run trust`: docs/trust.md from the kept results. */
import { writeTrustPage } from './trust-page.ts';

await writeTrustPage();
