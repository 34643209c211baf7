"""Charts: where everything stands, worked out by hand, and what the page says of it."""

import pytest
from django.template.loader import render_to_string

from backend.web.shared.charts import Against, Chart, Point


def chart(*values: float | None, **more: object) -> Chart:
    points = [Point(str(at), value, f"{value} h") for at, value in enumerate(values, 1)]
    return Chart("Hours", "Week", "Open time", points, **more)  # type: ignore[arg-type]


def test_bars_share_the_width_and_the_highest_fills_the_plot() -> None:
    low, high = chart(5, 20).marks
    # Two halves of the width, a bar 70% of its half; zero lies 162 px down, the top 22.
    assert (low.x, low.width, low.middle) == ("7.50%", "35.00%", "25.00%")
    assert (low.y, low.height) == ("127.0", "35.0")
    assert (high.x, high.y, high.height) == ("57.50%", "22.0", "140.0")


def test_a_scale_may_be_given_and_nothing_stands_over_it() -> None:
    half, over = chart(50, 130, most=100).marks
    assert half.height == "70.0"
    assert over.height == "140.0"


def test_a_goal_is_a_line_of_its_own() -> None:
    held = chart(20, 10, against=Against("Goal 20 h", (20, 20)))
    [goal] = held.against_line
    assert (goal.x1, goal.y1, goal.x2, goal.y2) == ("25.00%", "22.0", "75.00%", "22.0")
    assert held.against_y == "16.0"


def test_a_line_breaks_where_nothing_is_known() -> None:
    drawn = chart(10, 10, None, 10, 5, kind="line")
    assert [(each.x1, each.y1, each.x2, each.y2) for each in drawn.line] == [
        ("10.00%", "22.0", "30.00%", "22.0"),
        ("70.00%", "22.0", "90.00%", "92.0"),
    ]
    assert chart(1, 2).line == []


@pytest.mark.parametrize("values", [(), (0, 0), (None,)])
def test_nothing_at_all_is_drawn_without_a_fault(values: tuple[float | None, ...]) -> None:
    assert all(mark.height == "0.0" for mark in chart(*values).marks)


def test_words_that_do_not_fit_a_narrow_screen_are_minor() -> None:
    fits = chart(*range(8)).marks
    assert not any(mark.is_label_minor or mark.is_value_minor for mark in fits)
    month = chart(*range(30), 7).marks
    labelled = [at for at, mark in enumerate(month) if not mark.is_label_minor]
    assert labelled == [0, 4, 8, 12, 16, 20, 24, 28]
    assert [at for at, mark in enumerate(month) if not mark.is_value_minor] == [29]


def test_the_table_says_what_the_picture_shows() -> None:
    points = [Point("1", 3, "3", "/day/2026-10-01/", "01/10/2026"), Point("2", None, "–")]
    page = render_to_string(
        "components/chart.html", {"chart": Chart("Work", "Day", "Visits", points)}
    )
    assert '<svg width="100%" height="186" aria-hidden="true"' in page
    assert page.count("<rect") == 1
    assert '<td>01/10/2026</td><td class="number"><a href="/day/2026-10-01/">3</a></td>' in page
    assert '<td>2</td><td class="number">–</td>' in page
