import { limits } from "#lib/domain/limits";
import type { DocumentSplit } from "#lib/domain/table";
import { fileFault } from "./table-fault";
import type { WireLine } from "./table-wire";

type Paragraph = { text: string; at: number };

/** Paragraphs of a Word or PDF document as lines of the child: each a row, or all of them one. Without any text there is nothing to take. */
export async function* documentLines(
  paragraphs: AsyncIterable<Paragraph>,
  split: DocumentSplit,
): AsyncGenerator<WireLine> {
  let row = 0;
  let whole = "";
  for await (const { text, at } of paragraphs) {
    const own = text.trim();
    if (own === "") continue;
    row += 1;
    if (split === "paragraphs") yield { r: row, c: own.length > limits.tableLineBytes ? null : [own] };
    else if (whole.length <= limits.tableLineBytes) whole += whole === "" ? own : `\n\n${own}`;
    yield { at };
  }
  if (row === 0) throw fileFault("no_text");
  if (split === "whole") yield { r: 1, c: whole.length > limits.tableLineBytes ? null : [whole] };
}
