"""Schema -> the record tables of FORMAT.md."""

from __future__ import annotations

from schema import Record, Schema

BEGIN = "<!-- tables: generated from ops.toml -->"
END = "<!-- end of tables -->"


def emit(schema: Schema, document: str) -> str:
    """Return *document* with the part between the two comments written anew.

    Raises
    ------
    ValueError
        If the comments are not there.
    """
    if BEGIN not in document or END not in document:
        raise ValueError(f"FORMAT.md: {BEGIN} or {END} is missing")
    before = document.split(BEGIN)[0]
    after = document.split(END)[1]
    return before + BEGIN + "\n\n" + _tables(schema) + END + after


def _tables(schema: Schema) -> str:
    parts = ["### Records\n\n"]
    parts += [_table(record) for record in schema.records if not record.is_definition]
    parts.append("### Definitions\n\n")
    parts += [_table(record) for record in schema.records if record.is_definition and not record.is_op]
    parts.append("### Ops\n\n")
    parts += [_table(record) for record in schema.records if record.is_op]
    return "".join(parts)


def _table(record: Record) -> str:
    since = f" Since version {record.since}." if record.since > 1 else ""
    rows = [
        f"**{record.number} `{record.name}`**: {record.doc}{since}\n\n"
        "| field | type | meaning |\n| --- | --- | --- |\n"
    ]
    for field in record.fields:
        trailing = f"; since version {field.since}" if record.is_trailing(field) else ""
        rows.append(f"| `{field.name}` | {field.type} | {field.doc}{trailing} |\n")
    return "".join(rows) + "\n"
