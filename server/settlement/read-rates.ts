/** The contract as entered, and the lines that it does not explain. */
import type { SettlementRates } from '../../shared/api.ts';
import {
  enteredRates,
  enteredRule,
  linesWithoutRate,
  linesWithOtherFee,
} from '../storage/settlement-figures.ts';
import { lineView } from './line-view.ts';
import type { Unit } from '../storage/unit.ts';

/** Lines that are looked at for what would fit. */
const MOST_LINES = 500;

type Unexplained = SettlementRates['unexplained'][number];

function* unexplained(): Unit<Unexplained[]> {
  const lines = [
    ...(yield* linesWithOtherFee(MOST_LINES)),
    ...(yield* linesWithoutRate(MOST_LINES)),
  ];
  const groups = new Map<string, Unexplained>();
  for (const one of lines) {
    const line = yield* lineView(one);
    const { method, type, tradeDay, feeCheck } = line;
    const { wouldFitBp, wouldFitRule, feeDifference, vatDifference } = feeCheck;
    const key = JSON.stringify([method, type, wouldFitBp, wouldFitRule]);
    const former = groups.get(key);
    groups.set(key, {
      ...{ method, type, wouldFitBp, wouldFitRule },
      lines: (former?.lines ?? 0) + 1,
      won: (former?.won ?? 0) + (feeDifference ?? 0) + (vatDifference ?? 0),
      firstTradeDay:
        former !== undefined && former.firstTradeDay < tradeDay ? former.firstTradeDay : tradeDay,
    });
  }
  return [...groups.values()].toSorted((a, b) => b.lines - a.lines);
}

export function* readRates(): Unit<SettlementRates> {
  const rule = yield* enteredRule();
  const byOf = (row: { staff_id: string; staff_name: string }) => ({
    id: row.staff_id,
    name: row.staff_name,
  });
  return {
    rates: (yield* enteredRates()).map((row) => ({
      ...{ method: row.method, rateBp: row.rate_bp, validFrom: row.valid_from },
      ...{ by: byOf(row), at: row.at },
    })),
    feeBack: rule === undefined ? null : { rule: rule.rule, by: byOf(rule), at: rule.at },
    unexplained: yield* unexplained(),
  };
}
