r"""Disordered films in time: implicit Euler steps whose length grows, from given states to steady ones, or for a given time.

$$c\,\frac{u - u_{old}}{\Delta t} = \lambda^2\nabla\cdot(\dots) + \text{heating} - \text{cooling}$$

with the electrons' heat capacity c, times in $C_n(T_{c0})/(n \Sigma_0 T_{c0}^{n-1}) = \Lambda^2/D$. With the fixed current the film
compares: a run that begins to warm everywhere warms for ever, and ends in the lowest steady state above its start, whatever the heat
capacity. On the grid the same holds for a step whose matrix is an M-matrix, which shows in the sign of its change: a step of a
*monotone* run that would cool a cell is not accepted, but repeated with a shorter time. Newton's method alone would choose among the
states by accident.

A step is as long as its change shall be, judged from the speed of the last one and from how that changed: at an ignition, where changes
grow e-fold in some time, implicit steps must stay below that time.

A film that is left while it moves is known to first order in the length of the steps. Measured on the way to ignition: with steps of the
usual length temperatures are off by 0.05 T_c0 after 10 thermal times and the ignition comes 20 to 30 % too early (after 59 and 26 thermal
times in place of 74 and 36); with a `fineness` of 1/8, by 0.009 T_c0 and some 5 %. Where a film comes to rest does not depend on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Bool, Float, Int

from quenchmap.sample.heat.films import Films, facts_of
from quenchmap.sample.heat.kernels import Facts, Moved

_FIRST_STEP = 0.3
_LONGEST_STEP = 1e9
_LARGEST_CHANGE = 0.2  # in one step, of a temperature over T_c0, or over itself where it is hotter
_AIMED, _AIMED_TO_REST = 0.07, 0.05  # change of a step; of one in a one-way run of which only the end counts
_NEWTON_STEPS = 6
_UNCOUPLED = 2  # corrections in which the current is kept; then, and in the steps that follow, it changes with the temperatures
_BACK = 0.02  # of the change of a step in a run that may only warm, or only cool: what it may go back afterwards
_ASKED, _ASKED_OF_ANY = 1.0, 0.5  # of the change: what the step's equation may leave, in such a run and in any other
_FOLLOWED = 0.05  # of the change: Newton's last correction after which nothing is left
# Residual of the potential over the change of the last step, on the way and at its end, and at most.
_POTENTIAL, _POTENTIAL_AT_END, _LEAST_ACCURATE = 3e-2, 1e-3, 3e-3
_LINEAR, _LINEAR_TO_REST = 3e-2, 0.1  # residual of the linear systems, likewise
_WRONG_SIGN = 5e-2  # of the largest change: what the linear solver leaves
_LEFT = 1e-4  # T_c0: what steps before may have left, and the next ones take back
_STEADY_STEP = 1e3  # far beyond the slowest relaxation: such a step goes all the way
_STEADY = 100.0  # times what the changes may be wrong by
_FASTEST = 0.4  # length of a step over the time in which changes grow e-fold
_SHRINK = 0.1
_GROWTH, _GROWTH_OF_FASTER = 4.0, 1.5  # of the step's length, at most: where changes become slower, and where they become faster
_TRIES = 5000
_NEARLY_ALL = 0.999  # of the time that is left: a step that takes so much takes all of it


class Run(NamedTuple):
    """Runs to steady states or for a given time, of one film or of a stack.

    Attributes:
        film: At its end.
        ended: Whether it came to rest or its time was over, one for each film.
        rested: Whether it came to rest: no time beyond the duration would have changed it.
        steps: Time steps taken.
        rejected: Time steps repeated with a shorter time.
    """

    film: Moved
    ended: Bool[np.ndarray, " films"]
    rested: Bool[np.ndarray, " films"]
    steps: Int[np.ndarray, " films"]
    rejected: Int[np.ndarray, " films"]


def run(
    films: Films,
    u: Float[Array, "*films ny nx"],
    *,
    direction: int = 0,
    duration: float = math.inf,
    fineness: float = 1.0,
    progress: Callable[[float, float], None] | None = None,
) -> Run:
    """Follow films until nothing changes any more, until their time is over, or until no time step is short enough.

    Args:
        films: Their balance.
        u: Temperatures over T_c0 at the beginning.
        direction: 1 for runs that can only warm, -1 for ones that can only cool, 0 for any.
        duration: Time after which they are left as they are, in thermal times; the last step ends there.
        fineness: Change of a step over the usual one.
        progress: Called with the time and the largest change of every step, of the film that moves most.
    """
    begun = now = films.at(u)
    step, pace = films.numbers(min(_FIRST_STEP * fineness, duration)), films.numbers(np.nan)
    time, growth = films.numbers(0.0), films.numbers(_GROWTH)
    accepted, rejected, tries = (films.numbers(0).astype(int) for _ in range(3))
    ended, rested = (films.numbers(0).astype(bool) for _ in range(2))
    coupled, accuracy = False, _LEAST_ACCURATE
    to_rest = direction != 0 and math.isinf(duration)
    aimed, linear = (_AIMED_TO_REST, _LINEAR_TO_REST) if to_rest else (_AIMED, _LINEAR)
    aimed, largest = aimed * fineness, _LARGEST_CHANGE * fineness
    for _ in range(_TRIES):
        coupled |= bool((tries >= _UNCOUPLED).any())
        found = films.corrected(now, begun.u, begun.capacity, 1 / step, linear, coupled=coupled)
        now = films.moved(begun.u, now.u, found.x, np.where(ended, 0.0, np.inf), begun.capacity, 1 / step, now, accuracy)
        facts = facts_of(now)
        change = np.maximum(-facts.lowest, facts.highest)
        wrong, back = _against(direction, facts)
        asked = facts.asked <= (_ASKED if direction else _ASKED_OF_ANY) * change + films.rounding
        followed = asked & (back <= _BACK * change + films.rounding) | (facts.correction <= _FOLLOWED * change + films.rounding)
        tries += 1
        # written so that what is no number is refused
        bad = ~(change < largest) | ~(wrong <= _WRONG_SIGN * change + _LEFT) | ~followed & (tries >= _NEWTON_STEPS)
        good = ~bad & followed & ~ended
        bad &= ~ended
        begun, now = films.chosen(good, now, begun), films.chosen(bad, begun, now)
        if good.any():
            part = np.where(step < _STEADY_STEP, _POTENTIAL, _POTENTIAL_AT_END)
            accuracy = min(float((part * change)[good].min()), _LEAST_ACCURATE)
        over = good & (step >= duration - time)
        time, accepted, rejected = time + np.where(good, step, 0.0), accepted + good, rejected + bad
        tries[good | bad] = 0
        coupled &= not bad.any()
        if progress is not None and good.any():
            progress(float(time.max()), float(change[good].max()))
        rested = rested | good & (step >= _STEADY_STEP) & (change <= _STEADY * films.rounding)
        ended = ended | rested | over
        if ended.all() or (step < 1e-9).any():
            break
        next_step = _next(step, change, pace, growth, aimed, fineness)
        far = change >= largest  # not so where it is no number
        shorter = step * np.where(far, np.clip(aimed / np.where(far, change, 1.0), _SHRINK, 0.5), 0.3)
        pace = np.where(good, change / step, pace)
        step = np.where(good, next_step, np.where(bad, shorter, step))
        step = np.where(~ended & (step >= _NEARLY_ALL * (duration - time)), duration - time, step)
        growth = np.where(good, np.minimum(2 * growth, _GROWTH), np.where(bad, 1.2, growth))
    return Run(begun, ended, rested, accepted, rejected)


def _against(direction: int, facts: Facts) -> tuple[np.ndarray, np.ndarray]:
    """What has moved against the direction of the run, and what will."""
    none = np.zeros_like(facts.asked)
    return {1: (-facts.lowest, -facts.coldest), -1: (facts.highest, facts.hottest), 0: (none, none)}[direction]


def _next(step: np.ndarray, change: np.ndarray, pace: np.ndarray, growth: np.ndarray, aimed: float, fineness: float) -> np.ndarray:
    """Length of the next step from the last one's, its change, and the pace of the one before."""
    now = np.maximum(change, 1e-300) / step
    faster = np.where(np.isnan(pace), 0.0, (1 - pace / now) / step)  # by which part the pace grows in unit time
    wanted = aimed / np.maximum(now + faster * aimed, 1e-300)
    hastening = np.minimum(_FASTEST * fineness / np.where(faster > 0, faster, 1.0), _GROWTH_OF_FASTER * step)
    wanted = np.minimum(np.where(faster > 0, np.minimum(wanted, hastening), wanted), growth * step)
    return np.clip(wanted, 0.3 * step, _LONGEST_STEP)
