"""Schema -> player/src/ops.gen.ts."""

from __future__ import annotations

from schema import Field, Record, Schema

_TYPES = {
    "uint": "number",
    "int": "number",
    "u8": "number",
    "u32": "number",
    "rgba": "number",
    "f32": "number",
    "f64": "number",
    "string": "string",
    "bytes": "Uint8Array",
    "column": "Int32Array",
    "pixels": "Uint8Array",
    "vectors": "Uint8Array",
    "uints": "readonly number[]",
    "ints": "readonly number[]",
    "f32s": "readonly number[]",
    "f64s": "readonly number[]",
    "strings": "readonly string[]",
}

_HEAD = """// Records, field tables and limits. Generated from format/ops.toml by `make gen`; do not edit.
//
// Each record carries its number as `type`. A colour (rgba) is one number, 0xRRGGBBAA. A reference to a
// column is the column's values themselves; other references are the definition's object.

"""


def emit(schema: Schema) -> str:
    """Return the text of the module."""
    classes = {record.name: record.class_name for record in schema.records}
    numbers = {record.name: record.number for record in schema.records} | {"op": -1, "": 0}
    definitions = [record for record in schema.records if record.is_definition and not record.is_op]
    parts = [
        _HEAD,
        f"export const VERSION = {schema.version};\n",
        f'export const MAGIC = "{schema.magic}";\n',
    ]
    parts += [f"export const MAX_{name.upper()} = {value};\n" for name, value in schema.limits.items()]
    parts += [f"export const {name.upper()} = 0x{value:08x};\n" for name, value in schema.zstd.items()]
    parts.append("export const FIRST_DEFINITION = 64;\nexport const FIRST_OP = 96;\n")
    parts.append("/** Definitions that a reference counts back, since version 2. */\n")
    parts.append(f"export const RECENT = {schema.recent};\n\n")
    parts += [f"export const {record.name.upper()} = {record.number};\n" for record in schema.records]
    for record in schema.records:
        parts.append("\n" + _interface(record, classes))
    parts.append("\n" + _union("Op", [record.class_name for record in schema.records if record.is_op]))
    parts.append(_union("Definition", [*(record.class_name for record in definitions), "Op"]))
    parts.append(_union("Rec", [record.class_name for record in schema.records if not record.is_definition]))
    kinds = sorted({field.kind for record in schema.records for field in record.fields})
    parts.append("\n" + _union("FieldKind", [f'"{kind}"' for kind in kinds]))
    parts.append(
        "\n/**\n"
        " * How one field is read; `target`: number of the definition referred to, 0 none, -1 any op;\n"
        " * `since`: the format version that has it.\n"
        " */\n"
        "export interface FieldRow {\n"
        "  readonly name: string;\n  readonly kind: FieldKind;\n"
        "  readonly target: number;\n  readonly since: number;\n}\n"
    )
    parts.append("\n/** A record's name, fields, and the format version that has it. */\n")
    parts.append(
        "export interface RecordRow {\n"
        "  readonly name: string;\n  readonly since: number;\n  readonly fields: readonly FieldRow[];\n}\n"
    )
    parts.append("\n/** By number. */\nexport const RECORDS: ReadonlyMap<number, RecordRow> = new Map([\n")
    for record in schema.records:
        parts.append(f'  [{record.number}, {{ name: "{record.name}", since: {record.since}, fields: [\n')
        for field in record.fields:
            target = numbers[field.target]
            parts.append(
                f'    {{ name: "{_camel(field.name)}", kind: "{field.kind}", '
                f"target: {target}, since: {field.since} }},\n"
            )
        parts.append("  ] }],\n")
    parts.append("]);\n")
    return "".join(parts)


def _interface(record: Record, classes: dict[str, str]) -> str:
    lines = [f"/** {record.doc} */\n", f"export interface {record.class_name} {{\n"]
    lines.append(f"  readonly type: typeof {record.name.upper()};\n")
    for field in record.fields:
        if field.doc:
            lines.append(f"  /** {field.doc} */\n")
        lines.append(f"  readonly {_camel(field.name)}: {_annotation(field, classes)};\n")
    return "".join(lines) + "}\n"


def _annotation(field: Field, classes: dict[str, str]) -> str:
    if not field.target:
        return _TYPES[field.kind]
    target = {"op": "Op", "column": "Int32Array"}.get(field.target) or classes[field.target]
    return f"{target} | null" if field.kind == "ref" else f"readonly {target}[]"


def _union(name: str, members: list[str]) -> str:
    return f"export type {name} = {' | '.join(members)};\n"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
