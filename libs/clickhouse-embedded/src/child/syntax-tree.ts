/** What a query is made of, as far as `EXPLAIN AST` tells: each list without order or nesting. */
export interface SyntaxTree {
  /** Kinds of nodes, such as SelectQuery. */
  readonly nodes: ReadonlySet<string>;
  /** Names of scalar, aggregate and table functions, and of parameterised views. */
  readonly functions: ReadonlySet<string>;
  /** Names in FROM and JOIN. */
  readonly tables: ReadonlySet<string>;
  /** Every other name: columns, aliases, and the table of an `x IN table`. */
  readonly identifiers: ReadonlySet<string>;
}

/** The name ends where the alias begins: an alias may break the line before its bracket is closed. */
const LINE = /^ *(?<node>[\w:]+)(?: (?<name>.*?))?(?: \((?:alias|children|column) .*)?$/;

/**
 * Reads the output of `EXPLAIN AST`. Nesting is left out on purpose: a quoted name may hold line breaks, and so forge
 * lines and change the nesting, but it can never take a line away.
 */
export function readSyntaxTree(explained: string): SyntaxTree {
  const tree = {
    nodes: new Set<string>(),
    functions: new Set<string>(),
    tables: new Set<string>(),
    identifiers: new Set<string>(),
  };
  for (const line of explained.split("\n")) {
    if (line.trim() === "") continue;
    const { node = line, name = "" } = LINE.exec(line)?.groups ?? {};
    tree.nodes.add(node);
    if (node === "Function") tree.functions.add(name);
    if (node === "TableIdentifier") tree.tables.add(name);
    if (node === "Identifier") tree.identifiers.add(name);
  }
  return tree;
}
