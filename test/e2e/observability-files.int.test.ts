import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";

const ROOT = join(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}
interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

const rules = (parse(read("infra/grafana/alerts.yaml")) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const { panels } = JSON.parse(read("infra/grafana/dashboard.json")) as { readonly panels: readonly Panel[] };

/** Every metric that our code names, in whichever process. */
function namedInCode(): ReadonlySet<string> {
  const files = ["libs", "services", "infra"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.includes("node_modules") && !path.includes(".test."))
      .map((path) => join(folder, path)),
  );
  return new Set(
    files.flatMap((path) => [...read(path).matchAll(/"(milepost_[a-z_]+)"/g)].map(([, name = ""]) => name)),
  );
}

const metricsIn = (expr: string): readonly string[] =>
  [...expr.matchAll(/\bmilepost_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ""));

it("dashboard and alerts name metrics that the code has", () => {
  const known = namedInCode();
  const exprs = [
    ...rules.map(({ expr }) => expr),
    ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  const named = [...new Set(exprs.flatMap(metricsIn))];
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

it("every alert says what is the matter, and leads to a runbook that is there", () => {
  const operations = read("docs/operations.md");
  const headings = [...operations.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-"),
  );
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, annotations } of rules) {
    expect(annotations, alert).toMatchObject({
      summary: expect.any(String),
      description: expect.any(String),
    });
    const [file, anchor = ""] = (annotations["runbook_url"] ?? "").split("#");
    expect(file, alert).toBe("docs/operations.md");
    expect(headings, alert).toContain(anchor);
  }
});
