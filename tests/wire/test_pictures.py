from __future__ import annotations

from h5rec.wire._ops import Axes, Column, DrawCollection, DrawText, Frame, Group, Op, Path, Style, Text
from h5rec.wire._ops import DrawPath as DrawPathOp
from h5rec.wire.interning import Interner, Node
from h5rec.wire.pictures import Picture, next_picture, pair_columns

AXES = Axes((0.0, 0.0, 10.0, 10.0), "rectilinear", ("linear", "linear"), (0.0, 1.0, 0.0, 1.0), "")
STYLE = Style(b"\0\0\0\xff", bytes(4), 1.0, 0, 0, 10.0, 1, 0.0, ())


def label(text: str) -> DrawText:
    return DrawText(None, None, STYLE, Text(text, "sans", 10.0, 5, (), None, None), 0.0, 0.0, 0.0)


def line(group: str, height: int) -> DrawPathOp:
    x, y = (Column(value.to_bytes(4, "little") * 50) for value in (7, height))
    return DrawPathOp(Group(None, group, "", ""), None, STYLE, Path(5, b"", x, y))


def frame(number: int, *ops: Op, axes: Axes = AXES) -> Frame:
    return Frame(1, number, 0, (axes,), ops)


def look(interner: Interner, before: Picture, *ops: Op) -> tuple[Picture, list[int]]:
    picture, changed = next_picture(interner, frame(0, *ops), before)
    assert [node.record for node in picture.nodes] == list(ops)
    return picture, list(changed)


def numbered(nodes: list[Node]) -> None:
    for number, node in enumerate(nodes, 1):
        node.id = number


def test_what_is_the_same_object_is_not_looked_at() -> None:
    interner = Interner()
    ops = [label(str(number)) for number in range(9)]
    first, changed = look(interner, Picture(), *ops)
    assert changed == list(range(9))
    again, changed = look(interner, first, *ops)
    assert (again, changed) == (first, [])
    ops[4] = label("other")
    third, changed = look(interner, first, *ops)
    assert changed == [4]
    assert third.nodes[:4] + third.nodes[5:] == first.nodes[:4] + first.nodes[5:]
    ops[4] = label("4")  # the content of before, in another object
    fourth, changed = look(interner, third, *ops)
    assert changed == [4]
    assert fourth.nodes == first.nodes


def test_long_lists_are_found_again_by_identity_and_by_content() -> None:
    interner = Interner()
    styles = [tuple(STYLE._replace(line_width_px=float(n + part)) for n in range(40)) for part in range(100)]

    def collection(listed: tuple[Style, ...]) -> DrawCollection:
        return DrawCollection(
            None, None, listed, None, (), None, 0, None, None, None, None, 5, None, None, None
        )

    def nodes_of(listed: tuple[Style, ...]) -> tuple[Node, ...]:
        nodes: tuple[Node, ...] = interner.node(collection(listed)).fields[2]
        assert [node.record for node in nodes] == list(listed)
        return nodes

    first = [nodes_of(listed) for listed in styles]  # more of them than are kept by identity
    assert nodes_of(styles[-1]) == first[-1]  # one that is
    assert [nodes_of(listed) for listed in styles] == first
    assert nodes_of(tuple(style._replace() for style in styles[0])) == first[0]
    assert len(interner.take_new()[Style]) == 139
    assert nodes_of((*styles[0], STYLE))[:-1] == first[0]


def test_more_and_fewer_ops() -> None:
    interner = Interner()
    ops = [label(str(number)) for number in range(5)]
    first, _ = look(interner, Picture(), *ops)
    for others in (ops[1:], [label("new"), *ops], []):
        picture, _ = look(interner, first, *others)
        look(interner, picture, *ops)


def test_axes_are_known_by_content() -> None:
    interner = Interner()
    first, _ = next_picture(interner, frame(0), Picture())
    assert len(interner.take_new()[Axes]) == 1
    again, _ = next_picture(interner, frame(1, axes=AXES._replace(label="")), first)
    assert again.axes_nodes == first.axes_nodes
    next_picture(interner, frame(2, axes=AXES._replace(label="b")), again)
    assert len(interner.take_new()[Axes]) == 1


def test_columns_are_paired_with_what_stood_in_their_place() -> None:
    interner = Interner()
    first, _ = look(interner, Picture(), line("a", 1), label("tick"), line("b", 2))
    old = interner.take_new()
    for nodes in old.values():
        numbered(nodes)
    second, changed = look(interner, first, line("a", 3), line("b", 4))  # the tick is gone
    new = interner.take_new()[Column]
    pair_columns(second.nodes, changed, first.nodes, 4)
    assert [(column.record.values[0], column.base.record.values[0]) for column in new] == [(3, 1), (4, 2)]  # type: ignore[union-attr]
    third, changed = look(interner, second, line("a", 5), line("b", 6))
    pair_columns(third.nodes, changed, second.nodes, 1000)
    assert all(column.base is None for column in interner.take_new()[Column])
