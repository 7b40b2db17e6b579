import type { StatusRule } from "./status.ts";

/** What every dashboard shows: green when the actual meets the target to date, red when it is behind. */
export const RED_GREEN: StatusRule = {
  id: "red-green",
  version: "1",
  compares: "margin",
  bands: [
    { from: 0, status: "on_track", vendorLabel: "Green" },
    { to: 0, status: "off_track", vendorLabel: "Red" },
  ],
  unknownLabel: "Unknown",
};

/** Colours of a 0–10 score (BSC-10): below 3⅓ red, from 6⅔ green. */
export const SCORE_BANDS: StatusRule = {
  id: "bsc-score",
  version: "1",
  compares: "score",
  bands: [
    { to: 10 / 3, status: "off_track", vendorLabel: "Red" },
    { from: 10 / 3, to: 20 / 3, status: "watch", vendorLabel: "Yellow" },
    { from: 20 / 3, status: "on_track", vendorLabel: "Green" },
  ],
  unknownLabel: "No score",
};

/** Engagedly: behind the expected progress by 16.5 points is Behind, by more than 33 At Risk. */
export const ENGAGEDLY: StatusRule = {
  id: "engagedly",
  version: "1",
  compares: "progress_gap",
  bands: [
    { to: 0.165, status: "on_track", vendorLabel: "On Track" },
    { from: 0.165, to: 0.33, status: "watch", vendorLabel: "Behind" },
    { from: 0.33, status: "off_track", vendorLabel: "At Risk" },
  ],
  unknownLabel: "No status",
};

/** UpRaise: progress over expected progress; its hole at exactly 0.75 is closed upwards. */
export const UPRAISE: StatusRule = {
  id: "upraise",
  version: "1",
  compares: "progress_ratio",
  bands: [
    { from: 0.95, status: "on_track", vendorLabel: "On track" },
    { from: 0.75, to: 0.95, status: "watch", vendorLabel: "Lagging" },
    { to: 0.75, status: "off_track", vendorLabel: "At risk" },
  ],
  unknownLabel: "No confidence",
};
