import { ParameterError } from '../answer.ts';
import type { Fields } from '../fields.ts';
import type { SandboxOptions } from '../options.ts';

const AMOUNTS = ['amount', 'amountTaxFree', 'amountTaxable', 'amountVat', 'amountServiceFee'];

/** The documents want JSON numbers; merchants send texts too, and a form has nothing else. */
export function refuseTextAmounts(fields: Fields, options: SandboxOptions): void {
  if (options.amountsAsText) return;
  const text = AMOUNTS.find((name) => typeof fields[name] === 'string');
  if (text !== undefined) throw new ParameterError(`${text} 값은 숫자여야 합니다.`);
}
