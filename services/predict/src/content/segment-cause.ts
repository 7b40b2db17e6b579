import type { AlertCause } from "@milepost/contracts";
import { hasDerivedTotal, roundFigure } from "@milepost/scoring";
import { chanceText, figureText, inPeriod } from "../alerts/alert-words.ts";
import type { CauseSight } from "./causes-of.ts";
import { usualLevel } from "./usual-level.ts";

/** From this part of what went wrong on, a segment explains it. */
const MOST_OF_IT = 0.5;

/** The member of an added-up total that is farthest on the wrong side of its usual level, where it explains half or more. */
export function segmentCause({ measured, assessment, reading }: CauseSight): readonly AlertCause[] {
  const { base, baseId, kpi, series } = measured;
  const { direction } = kpi;
  const addsUp = base.behaviour === "flow" || base.behaviour === "stock";
  if (series !== "" || !addsUp || !hasDerivedTotal(base)) return [];
  if (direction !== "increase" && direction !== "decrease") return [];
  const wrong = direction === "increase" ? -1 : 1;
  const moves = reading.membersOf(baseId).flatMap((member) => {
    const known = [...reading.seriesOf(baseId, member)]
      .filter(([period]) => period <= assessment.period)
      .toSorted(([left], [right]) => (left < right ? -1 : 1));
    const [period, value] = known.at(-1) ?? [];
    const values = known.map(([, { actual }]) => actual);
    const level = usualLevel(values, known.length - 1);
    const actual = value?.actual ?? null;
    if (period !== assessment.period || actual === null || level === null) return [];
    return [{ member, actual, usual: level.usual, move: wrong * (actual - level.usual) }];
  });
  const [worst] = moves.toSorted(
    (left, right) => right.move - left.move || (left.member < right.member ? -1 : 1),
  );
  const total = moves.reduce((sum, { move }) => sum + Math.max(0, move), 0);
  const net = moves.reduce((sum, { move }) => sum + move, 0);
  if (worst === undefined || net <= 0 || worst.move < MOST_OF_IT * total) return [];
  const share = roundFigure(worst.move / total);
  const stood = `${figureText(worst.actual, base)} ${inPeriod(assessment.period)}, ${figureText(worst.usual, base)} being usual`;
  const part = `${chanceText(share ?? 0)} of what went wrong`;
  const text = `${worst.member} was ${stood}: ${part}.`;
  return [{ kind: "segment", of: worst.member, share, evidence: assessment.period, text }];
}
