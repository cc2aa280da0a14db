/** `npm run trust`: writes docs/trust.md from the kept results. */
import { writeTrustPage } from './trust-page.ts';

await writeTrustPage();
