import { describe, expect, it } from "vitest";
import { readSyntaxTree } from "./syntax-tree.ts";

describe("readSyntaxTree", () => {
  it("finds functions, tables and names, with and without aliases", () => {
    const tree = readSyntaxTree(
      [
        "SelectQuery (children 2)",
        " ExpressionList (children 2)",
        "  Function sum (alias total) (children 1)",
        "   ExpressionList (children 1)",
        "    Identifier o.v",
        "  Literal 'Function file'",
        "  InterpolateElement (column b) (children 1)",
        " TableExpression (children 1)",
        "  Function milepost.as_of (alias f) (children 1)",
        "  TableIdentifier milepost.obs (alias o)",
        "  ColumnsReplaceTransformer::Replacement (children 1)",
      ].join("\n"),
    );
    expect([...tree.functions]).toEqual(["sum", "milepost.as_of"]);
    expect([...tree.tables]).toEqual(["milepost.obs"]);
    expect([...tree.identifiers]).toEqual(["o.v"]);
    expect(tree.nodes).toContain("ColumnsReplaceTransformer::Replacement");
    expect(tree.nodes).toContain("InterpolateElement");
  });

  it("sees a function whose alias breaks the line", () => {
    expect([...readSyntaxTree("Function file (alias f\n  Function version) (children 1)").functions]).toEqual(
      ["file", "version)"],
    );
  });

  it("takes a line that it cannot read for a node of its own, so that it is refused", () => {
    expect(readSyntaxTree("?? what").nodes).toContain("?? what");
  });
});
