/** The services whose routes are reached through the front door. */
export const OWNERS = ["ingest", "projector", "predict"] as const;
export type Owner = (typeof OWNERS)[number];

/** Where each of them listens, such as `http://127.0.0.1:8081`. */
export type OwnerUrls = Readonly<Record<Owner, string>>;

export interface Owned {
  readonly owner: Owner;
  /** Whether reads are the owner's too; else only commands, for the scoreboard answers the reads. */
  readonly reads: boolean;
  /** Whether a request's body may take as long as it goes on coming. */
  readonly uploads?: boolean;
}

/** Who answers what begins with `/v1/<name>`, where it is not the scoreboard. */
export const OWNED: Readonly<Record<string, Owned>> = {
  events: { owner: "ingest", reads: false },
  plans: { owner: "ingest", reads: true },
  connectors: { owner: "ingest", reads: true },
  alerts: { owner: "ingest", reads: false },
  goals: { owner: "ingest", reads: false },
  reviews: { owner: "ingest", reads: false },
  "dead-letters": { owner: "ingest", reads: false },
  generations: { owner: "ingest", reads: true },
  backups: { owner: "ingest", reads: true },
  restores: { owner: "ingest", reads: true, uploads: true },
  rebuilds: { owner: "projector", reads: true },
  assessments: { owner: "predict", reads: false },
  "alert-replays": { owner: "predict", reads: false },
  channels: { owner: "predict", reads: true },
};

/** Name of the setting that says where a service listens. */
export function urlSetting(owner: Owner): string {
  return `MILEPOST_${owner.toUpperCase()}_URL`;
}
