"""From tables to the geometry of charts; how they look is the matter of the page's style sheet.

A chart is static SVG: every value also stands in the table beside it, every mark has a title for a pointer, and the
description says in a sentence what is to be seen. Series differ by shape and dash as well as by colour.
"""

# pyright: reportArgumentType=false
# What pandas says it returns is wider than what it does return.

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Say = Callable[[float], str]
"""A value as it is written on an axis or in a sentence."""

WIDE = (960.0, 290.0)
"""Width and height of a chart that has the page's width to itself."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 14.0, 12.0, 26.0
_LABEL_ROOM = 74
"""A label on the axis of time needs about so much room."""
_DURATIONS = (1, 10, 60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400, 3_650 * 86_400)


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A value on the plane: the centre of a dot, or the upper left corner of a bar with its size."""

    x: float
    y: float
    label: str
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one name: a path through those that follow each other, and a mark for each."""

    name: str
    path: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a template draws: ``kind`` is ``"line"`` or ``"bars"``, ``band`` the path of an area behind the lines."""

    kind: str
    title: str
    description: str
    width: float
    height: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    series: tuple[Series, ...]
    band: str = ""

    @property
    def left(self) -> float:
        return _LEFT

    @property
    def right(self) -> float:
        return self.width - _RIGHT

    @property
    def top(self) -> float:
        return _TOP

    @property
    def bottom(self) -> float:
        return self.height - _BOTTOM


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of values: where a value stands between 0 (bottom) and 1 (top), and what is labelled."""

    place: Callable[[float], float]
    ticks: Sequence[float]


def linear(top: float, step: float) -> Scale:
    """From 0 to ``top``, labelled at every ``step``."""
    return Scale(lambda value: value / top, [step * n for n in range(int(top / step) + 1)])


def durations(low: float, high: float) -> Scale:
    """Seconds on a logarithmic axis, labelled at durations people use."""
    bottom = max((d for d in _DURATIONS if d <= max(low, 1)), default=_DURATIONS[0])
    top = min((d for d in _DURATIONS if d >= high and d > bottom), default=max(high, 2 * bottom))
    span = math.log(top / bottom)
    return Scale(
        lambda value: math.log(max(value, bottom) / bottom) / span,
        [d for d in _DURATIONS if bottom <= d <= top],
    )


def period_label(period: pd.Period) -> str:
    """``2024-03``, ``2024 Q1`` or ``2024``."""
    kind = period.freqstr[0]
    return (
        f"{period.year}-{period.month:02}"
        if kind == "M"
        else f"{period.year}\N{NO-BREAK SPACE}Q{period.quarter}"
        if kind == "Q"
        else f"{period.year}"
    )


def describe(name: str, values: pd.Series, say: Say) -> str:
    """A sentence on a series: where it begins, where it ends, and its extremes."""
    known = values.dropna()
    if known.empty:
        return f"{name}: nothing is known."
    first, last = known.index[0], known.index[-1]
    if len(known) == 1:
        return f"{name}: {say(known.iloc[0])} in {period_label(first)}."
    low, high = known.idxmin(), known.idxmax()
    return (
        f"{name}: {say(known.iloc[0])} in {period_label(first)}, {say(known.iloc[-1])} in {period_label(last)}; "
        f"lowest {say(known[low])} in {period_label(low)}, highest {say(known[high])} in {period_label(high)}."
    )


def line_chart(
    title: str,
    table: pd.DataFrame,
    scale: Scale,
    say: Say,
    band: tuple[pd.Series, pd.Series] | None = None,
    size: tuple[float, float] = WIDE,
    of: pd.Series | None = None,
) -> Chart:
    """Lines over periods; a period without a value interrupts its line.

    Args:
        title: what is shown.
        table: a column for each line, a row for each period.
        scale: the axis of values.
        say: writes a value.
        band: lower and upper bounds of an area behind the lines.
        size: width and height, in units of the drawing.
        of: how many each value is taken of, to be told beside it.
    """
    xs = _columns(len(table), size[0])
    high = size[1] - _BOTTOM
    told = [""] * len(table) if of is None else [f" (of {count})" for count in of]

    def y(value: float) -> float:
        return round(high - scale.place(value) * (high - _TOP), 1)

    series = []
    for name, values in table.items():
        points = [None if math.isnan(v) else (x, y(v)) for x, v in zip(xs, values, strict=True)]
        marks = tuple(
            Mark(*point, f"{period_label(period)}: {say(value)}{count}")
            for point, (period, value), count in zip(points, values.items(), told, strict=True)
            if point is not None
        )
        series.append(Series(str(name), _path(points), marks))
    area = ""
    if band is not None:
        lows = [None if math.isnan(v) else (x, y(v)) for x, v in zip(xs, band[0], strict=True)]
        highs = [None if math.isnan(v) else (x, y(v)) for x, v in zip(xs, band[1], strict=True)]
        area = _area(lows, highs)
    return Chart(
        kind="line",
        title=title,
        description=" ".join(describe(str(name), table[name], say) for name in table.columns),
        width=size[0],
        height=size[1],
        x_ticks=_time_ticks(table.index, xs, size[0]),
        y_ticks=tuple(Tick(y(value), say(value)) for value in scale.ticks),
        series=tuple(series),
        band=area,
    )


def share_chart(title: str, counts: pd.DataFrame, say: Say, size: tuple[float, float] = WIDE) -> Chart:
    """A bar of full height for each period that has anything, divided by what each column has of it.

    Args:
        title: what is shown.
        counts: a column for each part, from the bottom up; a row for each period.
        say: writes a share.
        size: width and height, in units of the drawing.
    """
    xs = _columns(len(counts), size[0])
    wide = min(56.0, 0.8 * (size[0] - _LEFT - _RIGHT) / len(counts))
    high = size[1] - _BOTTOM - _TOP
    totals = counts.sum(axis=1)
    shares = counts.div(totals.where(totals > 0), axis=0)
    tops = shares.cumsum(axis=1)
    series = []
    for name in counts.columns:
        marks = tuple(
            Mark(
                round(x - wide / 2, 1),
                round(_TOP + high * (1 - top), 1),
                f"{period_label(period)}: {name} {say(share)} ({count} of {total})",
                round(wide, 1),
                round(high * share, 1),
            )
            for x, period, share, top, count, total in zip(
                xs, counts.index, shares[name], tops[name], counts[name], totals, strict=True
            )
            if share > 0
        )
        series.append(Series(str(name), "", marks))
    scale = linear(1.0, 0.25)
    return Chart(
        kind="bars",
        title=title,
        description=" ".join(describe(str(name), shares[name], say) for name in counts.columns),
        width=size[0],
        height=size[1],
        x_ticks=_time_ticks(counts.index, xs, size[0]),
        y_ticks=tuple(Tick(round(_TOP + high * (1 - scale.place(v)), 1), say(v)) for v in scale.ticks),
        series=tuple(series),
    )


def sparkline(values: pd.Series, size: tuple[float, float] = (150.0, 26.0)) -> tuple[Mark, ...]:
    """Small bars for shares (0 to 1), one for each period; the highest possible is 1, as everywhere in its column."""
    step = size[0] / len(values)
    return tuple(
        Mark(
            round(n * step, 1),
            round(size[1] * (1 - value), 1),
            "",
            round(max(step - 1, step * 0.6), 1),
            round(size[1] * value, 1),
        )
        for n, value in enumerate(values)
        if value > 0
    )


def _columns(count: int, width: float) -> list[float]:
    """The middle of each period's column."""
    step = (width - _LEFT - _RIGHT) / count
    return [round(_LEFT + step * (n + 0.5), 1) for n in range(count)]


def _time_ticks(index: pd.Index, xs: Sequence[float], width: float) -> tuple[Tick, ...]:
    every = max(1, math.ceil(len(index) * _LABEL_ROOM / (width - _LEFT - _RIGHT)))
    return tuple(Tick(x, period_label(p)) for n, (x, p) in enumerate(zip(xs, index, strict=True)) if n % every == 0)


_Points = Sequence[tuple[float, float] | None]


def _runs(points: _Points) -> list[list[int]]:
    """Indices of points that follow each other without a gap."""
    runs: list[list[int]] = []
    for index, point in enumerate(points):
        if point is None:
            continue
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _path(points: _Points) -> str:
    return " ".join("M" + " L".join(_xy(points[n]) for n in run) for run in _runs(points))


def _area(lows: _Points, highs: _Points) -> str:
    around = [[*(highs[n] for n in run), *(lows[n] for n in reversed(run))] for run in _runs(lows)]
    return " ".join("M" + " L".join(_xy(point) for point in points) + " Z" for points in around)


def _xy(point: tuple[float, float] | None) -> str:
    assert point is not None
    return f"{point[0]:g} {point[1]:g}"
