/** `npx tsx test/authorization/main.ts`: docs/authorization.md from the matrix. */
import { writeAuthorizationPage } from './page.ts';

await writeAuthorizationPage();
