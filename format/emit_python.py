"""Schema -> h5rec/wire/_ops.py."""

from __future__ import annotations

from schema import Field, Record, Schema

_TYPES = {
    "uint": "int",
    "int": "int",
    "u8": "int",
    "u32": "int",
    "rgba": "bytes",
    "f32": "float",
    "f64": "float",
    "string": "str",
    "bytes": "bytes",
    "column": "bytes",
    "pixels": "bytes",
    "vectors": "bytes",
    "uints": "tuple[int, ...]",
    "ints": "tuple[int, ...]",
    "f32s": "tuple[float, ...]",
    "f64s": "tuple[float, ...]",
    "strings": "tuple[str, ...]",
}

_DEFAULTS = {
    "uint": "0",
    "int": "0",
    "u8": "0",
    "u32": "0",
    "f32": "0.0",
    "f64": "0.0",
    "string": '""',
    "bytes": 'b""',
    "ref": "None",
}

_HEAD = '''"""Records, field tables and limits. Generated from format/ops.toml by `make gen`; do not edit."""

from __future__ import annotations

from typing import NamedTuple

'''


def emit(schema: Schema) -> str:
    """Return the text of the module."""
    classes = {record.name: record.class_name for record in schema.records}
    parts = [_HEAD, f"VERSION = {schema.version}\n", f'MAGIC = "{schema.magic}"\n']
    parts += [f"MAX_{name.upper()} = {value}\n" for name, value in schema.limits.items()]
    parts += [f"{name.upper()} = 0x{value:08X}\n" for name, value in schema.zstd.items()]
    parts.append("\nFIRST_DEFINITION = 64\nFIRST_OP = 96\n")
    parts.append(f"# Definitions that a reference counts back, since version 2\nRECENT = {schema.recent}\n")
    for record in schema.records:
        parts.append("\n\n" + _class(record, classes))
    ops = " | ".join(record.class_name for record in schema.records if record.is_op)
    definitions = " | ".join(
        record.class_name for record in schema.records if record.is_definition and not record.is_op
    )
    plain = " | ".join(record.class_name for record in schema.records if not record.is_definition)
    parts.append(f"\n\nOp = {ops}\nDefinition = {definitions} | Op\nRecord = {plain}\n")
    parts.append("\n# number -> class\nCLASSES: dict[int, type[Definition] | type[Record]] = {\n")
    parts += [f"    {record.number}: {record.class_name},\n" for record in schema.records]
    parts.append("}\n\n# class -> number\nNUMBERS = {cls: number for number, cls in CLASSES.items()}\n")
    since = ", ".join(f"{record.number}: {record.since}" for record in schema.records if record.since > 1)
    parts.append("\n# number -> format version that first had the record, where that is not 1\n")
    parts.append(f"SINCE = {{{since}}}\n")
    parts.append(
        "\n# number -> of each field: name, type, target number (0 none, -1 any op), format version\n"
    )
    parts.append("FIELDS: dict[int, tuple[tuple[str, str, int, int], ...]] = {\n")
    numbers = {record.name: record.number for record in schema.records} | {"op": -1, "": 0}
    for record in schema.records:
        parts.append(f"    {record.number}: (\n")
        for field in record.fields:
            parts.append(
                f'        ("{field.name}", "{field.kind}", {numbers[field.target]}, {field.since}),\n'
            )
        parts.append("    ),\n")
    parts.append("}\n")
    return "".join(parts)


def _class(record: Record, classes: dict[str, str]) -> str:
    lines = [f"class {record.class_name}(NamedTuple):\n", f'    """{record.doc}"""\n\n']
    for field in record.fields:
        comment = f"  # {field.doc}" if field.doc else ""
        default = f" = {_default(field)}" if record.is_trailing(field) else ""
        lines.append(f"    {field.name}: {_annotation(field, classes)}{default}{comment}\n")
    return "".join(lines)


def _annotation(field: Field, classes: dict[str, str]) -> str:
    if not field.target:
        return _TYPES[field.kind]
    target = "Op" if field.target == "op" else classes[field.target]
    return f"{target} | None" if field.kind == "ref" else f"tuple[{target}, ...]"


def _default(field: Field) -> str:
    return _DEFAULTS.get(field.kind, "()")
