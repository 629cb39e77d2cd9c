"""The drawing of a picture's family."""

from __future__ import annotations

from uuid import UUID

from playground.queries.images import Relative
from playground.views import lineage


def relatives(*rows: str) -> dict[UUID, Relative]:
    """ "2.1<1.2" is a picture and what it was made from; "-2.1<1.2" is one in the trash."""
    made = {}
    for row in rows:
        frame, _made_from, parent = row.lstrip("-").partition("<")
        turn, number = map(int, frame.split("."))
        one = Relative(key(frame), number, turn, key(parent) if parent else None, "", row.startswith("-"))
        made[one.id] = one
    return made


def key(frame: str) -> UUID:
    turn, number = map(int, frame.split("."))
    return UUID(int=turn << 16 | number)


def drawn(tree: lineage.Tree) -> dict[str, tuple[int, int]]:
    """Column and row of every frame."""
    return {node.relative.frame: (node.x // lineage.COLUMN, node.y) for node in tree.nodes}


def test_the_one_in_the_design() -> None:
    family = relatives("1.2", "2.1<1.2", "2.2<1.2", "3.1<2.1", "3.2<2.1", "4.1<3.2")

    tree = lineage.tree(family, key("3.2"))

    assert tree is not None
    assert tree.count == 6
    assert {frame: column for frame, (column, _row) in drawn(tree).items()} == {
        "1.2": 0, "2.1": 1, "2.2": 1, "3.1": 2, "3.2": 2, "4.1": 3,
    }  # fmt: skip
    assert len(tree.lines) == 5
    assert len(set(drawn(tree).values())) == 6
    assert [node.relative.frame for node in tree.nodes if node.this] == ["3.2"]


def test_a_picture_on_its_own_has_no_drawing() -> None:
    assert lineage.tree(relatives("1.1"), key("1.1")) is None


def test_another_family_of_the_conversation_stays_out() -> None:
    tree = lineage.tree(relatives("1.1", "2.1<1.1", "3.1", "4.1<3.1"), key("2.1"))

    assert tree is not None
    assert (tree.count, sorted(drawn(tree))) == (2, ["1.1", "2.1"])


def test_a_long_way_shows_its_end_and_what_came_after() -> None:
    chain = ["1.1", *(f"{turn}.1<{turn - 1}.1" for turn in range(2, 10))]

    tree = lineage.tree(relatives(*chain), key("8.1"))

    assert tree is not None
    assert (tree.count, sorted(drawn(tree))) == (9, ["6.1", "7.1", "8.1", "9.1"])


def test_many_children_are_counted_not_drawn() -> None:
    family = relatives("1.1", *(f"2.{number}<1.1" for number in range(1, 9)))

    tree = lineage.tree(family, key("2.7"))

    assert tree is not None
    assert sorted(drawn(tree)) == ["1.1", "2.1", "2.2", "2.7"]
    assert next(node.hidden for node in tree.nodes if node.relative.frame == "1.1") == 5


def test_the_trash_is_shown_only_where_it_holds_the_tree_together() -> None:
    tree = lineage.tree(relatives("-1.1", "-2.1<1.1", "2.2<1.1", "3.1<2.2"), key("3.1"))

    assert tree is not None
    assert (tree.count, sorted(drawn(tree))) == (2, ["1.1", "2.2", "3.1"])
