import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Column, Definition, Rec } from "../src/ops.gen.ts";
import { COLUMN, HEADER, RECORDS } from "../src/ops.gen.ts";

const FOLDER = fileURLToPath(new URL("../../format/vectors/", import.meta.url));

export const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".h5rec"))
  .map((name) => name.slice(0, -".h5rec".length))
  .sort();

export function log(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(`${FOLDER}${name}.h5rec`));
}

export function json(name: string): unknown {
  return JSON.parse(readFileSync(`${FOLDER}${name}`, "utf8"));
}

type Json = number | string | Json[] | { [name: string]: Json };

/** Records as format/vectors/README.md has them. */
export function written(records: readonly Rec[]): Json[] {
  const out: Json[] = [];
  let ids = new Map<object, number>();

  const idOf = (definition: Definition | Int32Array | null): number => {
    if (definition === null) return 0;
    const known = ids.get(definition);
    if (known !== undefined) return known;
    const record: Definition = ArrayBuffer.isView(definition)
      ? ({ type: COLUMN, values: definition } satisfies Column)
      : definition;
    const fields = fieldsOf(record);
    const id = ids.size + 1;
    ids.set(definition, id);
    out.push({ define: id, ...fields });
    return id;
  };

  const fieldsOf = (record: Rec | Definition): { [name: string]: Json } => {
    const row = RECORDS.get(record.type);
    if (row === undefined) throw new Error(`record ${record.type}`);
    const fields: { [name: string]: Json } = { record: row.name };
    for (const { name, kind, since } of row.fields) {
      const value = (record as unknown as { readonly [name: string]: unknown })[name];
      if (since > row.since && isDefault(value)) continue;
      fields[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] =
        kind === "ref"
          ? idOf(value as Definition | null)
          : kind === "refs"
            ? (value as Definition[]).map(idOf)
            : plain(kind, value);
    }
    return fields;
  };

  for (const record of records) {
    if (record.type === HEADER) ids = new Map();
    out.push(fieldsOf(record));
  }
  return out;
}

function isDefault(value: unknown): boolean {
  return value === null || value === 0 || value === "" || (value as ArrayLike<unknown>).length === 0;
}

function plain(kind: string, value: unknown): Json {
  if (kind === "rgba") return (value as number).toString(16).padStart(8, "0");
  if (kind === "bytes" || kind === "pixels") return Buffer.from(value as Uint8Array).toString("hex");
  if (kind === "column") return Array.from(value as Int32Array);
  if (value === Number.POSITIVE_INFINITY) return "inf";
  return value as Json;
}
