/** `npx tsx test/mutants/main.ts`: the same as `npm run simulate -- --mutants`. */
import { mutantsCommand } from './command.ts';

process.exitCode = await mutantsCommand(process.argv.slice(2));
