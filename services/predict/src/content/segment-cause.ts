import { parsePeriod } from "@milepost/contracts";
import type { AlertCause, Period } from "@milepost/contracts";
import { hasDerivedTotal, roundFigure } from "@milepost/scoring";
import { chanceText, figureText, inPeriod } from "../alerts/alert-words.ts";
import type { CauseSight } from "./causes-of.ts";
import { stoodIn, UNUSUAL_SPREADS } from "./usual-level.ts";
import type { Stood } from "./usual-level.ts";

/** From this part of what went wrong on, a segment explains it. */
const MOST_OF_IT = 0.5;
/** Of one part nothing can be explained. */
const FEWEST_PARTS = 2;

/** A part of a total, and how far it moved the wrong way from what is usual there. */
interface Move extends Stood {
  readonly member: string;
  readonly move: number;
}

/**
 * The member of an added-up total that explains half or more of what went wrong: of all members it moved farthest the wrong way,
 * farther than it usually does, and the total is worse than it usually is. Nothing where a member's figure or usual level is
 * unknown: what it adds could not be told.
 */
export function segmentCause(sight: CauseSight): readonly AlertCause[] {
  const { measured, assessment, reading } = sight;
  const { base, baseId, series } = measured;
  const period = parsePeriod(assessment.period, base.grain);
  const addsUp = base.behaviour === "flow" || base.behaviour === "stock";
  if (series !== "" || !addsUp || !hasDerivedTotal(base) || period === undefined) return [];
  const total = stoodIn(reading.seriesOf(baseId, ""), period);
  const moves = movesOf(sight, period);
  if (total === null || moves === null || moves.length < FEWEST_PARTS) return [];
  if (moveOf(total, sight) <= total.spread) return [];
  const worst = moves.reduce((one, other) => (other.move > one.move ? other : one));
  const wrong = moves.reduce((sum, { move }) => sum + Math.max(0, move), 0);
  if (worst.move <= UNUSUAL_SPREADS * worst.spread || worst.move < MOST_OF_IT * wrong) return [];
  const share = roundFigure(worst.move / wrong);
  const stood = `${figureText(worst.actual, base)} ${inPeriod(period.label)}, ${figureText(worst.usual, base)} being usual`;
  const text = `${worst.member} was ${stood}: ${chanceText(share ?? 0)} of what went wrong.`;
  return [{ kind: "segment", of: worst.member, share, evidence: period.label, text }];
}

/** How far each member moved; null: of one that was ever known it cannot be told. */
function movesOf(sight: CauseSight, period: Period): readonly Move[] | null {
  const { measured, reading } = sight;
  const moves: Move[] = [];
  for (const member of reading.membersOf(measured.baseId)) {
    const series = reading.seriesOf(measured.baseId, member);
    const isKnown = [...series].some(([label, { actual }]) => actual !== null && label <= period.label);
    if (!isKnown) continue;
    const stood = stoodIn(series, period);
    if (stood === null) return null;
    moves.push({ member, ...stood, move: moveOf(stood, sight) });
  }
  return moves;
}

/** Distance from what is usual, the wrong way; 0 where neither way is wrong. */
function moveOf({ actual, usual }: Stood, { measured }: CauseSight): number {
  const { direction } = measured.kpi;
  const wrong = direction === "increase" ? -1 : direction === "decrease" ? 1 : 0;
  return wrong * (roundFigure(actual - usual) ?? 0);
}
