import type { ReactElement } from 'react';
import type { Payment } from '../../shared/payment.ts';
import classes from './sentence-parts.module.css';

function AsItIs({ text }: { text: string }) {
  return text;
}

/**
 * The parts of a sentence that names a payment, for `Trans`. `Trans` interpolates twice, so a
 * product called `{{amount}}` would turn into an amount; text inside a component is left alone.
 */
export function sentenceParts(
  payment: Pick<Payment, 'productDesc' | 'orderNo'>,
): Record<'b' | 'n' | 'product' | 'order', ReactElement> {
  return {
    b: <b />,
    n: <span className={classes.orderNo} />,
    product: <AsItIs text={payment.productDesc} />,
    order: <AsItIs text={payment.orderNo} />,
  };
}
