import type { Direction } from "@milepost/contracts";
import type { NumberStyle } from "../words/numbers.ts";

/** How the figure of a goal is held against its target; without a goal by the KPI's own direction. */
export interface Judged {
  /** `maintain`: within the tolerance to either side. */
  readonly direction: Direction | null;
  /** How far from the target still meets it, in the figure's unit. */
  readonly tolerance: number;
  /** How the figure is written: a share of periods in percent, else as the KPI's values. */
  readonly style: NumberStyle;
  /** True: the figure is the share of the window's periods that met their target. */
  readonly ofPeriods: boolean;
  /** True: the figure is a published one to date, which need not follow exactly from its periods. */
  readonly published: boolean;
}
