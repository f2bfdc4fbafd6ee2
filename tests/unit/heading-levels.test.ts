import { describe, expect, it } from "vitest";
import { levelHeadings } from "../../components/ui/heading-levels";

function leveled(from: number, ...tags: string[]): (string | undefined)[] {
  const tree = { type: "root", children: tags.map((tagName) => ({ type: "element", tagName })) };
  levelHeadings(from)(tree);
  return tree.children.map((node) => node.tagName);
}

describe("levels of headings in people's texts", () => {
  it("begins at the level that the page has room for, whatever the text begins with", () => {
    expect(leveled(3, "h1", "h2")).toEqual(["h3", "h4"]);
    expect(leveled(3, "h2", "p", "h2", "h3")).toEqual(["h3", "p", "h3", "h4"]);
    expect(leveled(2, "h4")).toEqual(["h2"]);
  });

  it("leaves no gap, and nothing deeper than h6", () => {
    expect(leveled(3, "h1", "h6", "h1")).toEqual(["h3", "h4", "h3"]);
    expect(leveled(3, "h3", "h1", "h2", "h3")).toEqual(["h3", "h3", "h4", "h5"]);
    expect(leveled(4, "h1", "h2", "h3", "h4", "h5")).toEqual(["h4", "h5", "h6", "h6", "h6"]);
  });
});
