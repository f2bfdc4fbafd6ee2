import { z } from "zod";
import { type EntryKind, entrySchemas } from "./entry";

export type EntryField = { name: string; type: string };
type Node = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  anyOf?: Node[];
  oneOf?: Node[];
  items?: Node;
  properties?: Record<string, Node>;
};

const HASH = "^[0-9a-f]{64}$";

/** The fields of a kind of entry with what they hold, in words that programmers of any language read; from the schema itself. */
export function shapeOf(kind: EntryKind): EntryField[] {
  const shape = z.toJSONSchema(entrySchemas[kind], { io: "input" }) as Node;
  return fieldsOf(shape);
}

function fieldsOf({ properties, oneOf = [] }: Node): EntryField[] {
  if (properties) return Object.entries(properties).map(([name, node]) => ({ name, type: typeOf(node) }));
  const versions = oneOf.map(fieldsOf);
  return (versions.at(-1) ?? []).map(({ name }) => {
    const types = versions.map((fields) => fields.find((field) => field.name === name)?.type);
    const first = types.findIndex(Boolean);
    const type = [...new Set(types.filter(Boolean))].join(" | ");
    return { name, type: first > 0 ? `${type} (from v ${first + 1} on)` : type };
  });
}

function typeOf(node: Node): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum) return node.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (node.anyOf) return node.anyOf.map(typeOf).join(" | ");
  if (node.items) return `[ ${typeOf(node.items)}, … ]`;
  if (node.properties) {
    return `{ ${fieldsOf(node)
      .map(({ name, type }) => `${name}: ${type}`)
      .join(", ")} }`;
  }
  if (node.pattern === HASH) return "SHA-256, hex";
  if (node.format === "uuid") return "uuid";
  if (node.format === "date-time") return "time, UTC, milliseconds";
  return node.type ?? "any";
}
