type Node = { type: string; tagName?: string; children?: Node[] };

/**
 * For rehype: the text's outermost heading becomes the level that the page has room for, and none goes more than one deeper than the
 * one before it. People begin with "##" as often as with "#"; screen readers need levels without gaps.
 */
export function levelHeadings(from: number) {
  return (tree: Node) => {
    const headings = collect(tree);
    const depths = [...new Set(headings.map(depthOf))].sort();
    let before = from - 1;
    for (const heading of headings) {
      before = Math.min(6, before + 1, from + depths.indexOf(depthOf(heading)));
      heading.tagName = `h${before}`;
    }
  };
}

function collect(node: Node): Node[] {
  return [...(depthOf(node) > 0 ? [node] : []), ...(node.children ?? []).flatMap(collect)];
}

function depthOf({ tagName = "" }: Node): number {
  return Number(/^h([1-6])$/.exec(tagName)?.[1] ?? 0);
}
