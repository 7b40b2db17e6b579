/** An agency as the plan names it. */
export interface Agency {
  /** Unit id and first word of its KPIs' ids. */
  readonly id: string;
  readonly name: string;
  /** How its indicators' names end when they repeat the agency. */
  readonly suffix: string;
  /** A role, not a person: the demo names nobody. */
  readonly owner: { readonly id: string; readonly name: string; readonly email: string };
}

function agency(id: string, name: string, suffix: string): Agency {
  const owner = {
    id: `${id}-performance`,
    name: `${name} performance`,
    email: `${id}.performance@example.org`,
  };
  return { id, name, suffix, owner };
}

/** The five agencies of the data, by the name they carry there. */
export const AGENCIES: ReadonlyMap<string, Agency> = new Map(
  [
    agency("bt", "Bridges and Tunnels", ""),
    agency("lirr", "Long Island Rail Road", ""),
    agency("bus", "MTA Bus", " - MTA Bus"),
    agency("mnr", "Metro-North Railroad", ""),
    agency("nyct", "NYC Transit", ""),
  ].map((entry) => [entry.name, entry]),
);
