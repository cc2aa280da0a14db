/** `npx tsx test/authorization/main.ts`: writes docs/authorization.md from the matrix. */
import { writeAuthorizationPage } from './page.ts';

await writeAuthorizationPage();
