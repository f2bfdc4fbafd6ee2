import type { Readable } from "node:stream";
import sax, { type SAXParser } from "sax";
import { fileFault } from "./table-fault";

export type Attributes = Record<string, string>;
export type XmlHandler = {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
};

const MAX_DEPTH = 64;

/**
 * Reads XML as it comes; names lose their prefix. `step` is called after each piece: what was found may be taken away then. Document types,
 * and with them entities of the file's own, are refused.
 */
export async function* parseXml<T>(
  bytes: Readable,
  handler: XmlHandler,
  step: (readBytes: number) => Iterable<T>,
): AsyncGenerator<T> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const xml = sax.parser(true, { xmlns: false, position: false });
  connect(xml, handler);
  let readBytes = 0;
  try {
    for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
      readBytes += chunk.byteLength;
      xml.write(decoder.decode(chunk, { stream: true }));
      yield* step(readBytes);
    }
    xml.write(decoder.decode());
    xml.close();
    yield* step(readBytes);
  } finally {
    bytes.destroy();
  }
}

/** Reads a small part to its end. */
export async function readXml(bytes: Readable, handler: XmlHandler): Promise<void> {
  for await (const _ of parseXml<never>(bytes, handler, () => [])) {
    // Nothing is handed on.
  }
}

function connect(xml: SAXParser, handler: XmlHandler): void {
  let depth = 0;
  xml.onopentag = ({ name, attributes }) => {
    depth += 1;
    if (depth > MAX_DEPTH) throw fileFault("broken_workbook");
    handler.open?.(bare(name), attributes as Attributes);
  };
  xml.onclosetag = (name) => {
    depth -= 1;
    handler.close?.(bare(name));
  };
  xml.ontext = (text) => handler.text?.(text);
  xml.oncdata = (text) => handler.text?.(text);
  xml.ondoctype = () => {
    throw fileFault("broken_workbook");
  };
  xml.onerror = (error) => {
    throw error;
  };
}

function bare(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** An attribute whatever its prefix. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  if (name in attributes) return attributes[name];
  const key = Object.keys(attributes).find((one) => bare(one) === name);
  return key === undefined ? undefined : attributes[key];
}
