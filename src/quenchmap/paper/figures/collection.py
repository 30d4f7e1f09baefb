"""All figures, by the name of their files."""

from collections.abc import Callable
from types import MappingProxyType

from matplotlib.figure import Figure

from quenchmap.paper.figures.heat_balance import figure_2
from quenchmap.paper.figures.hot_tip import figure_7a, figure_7b
from quenchmap.paper.figures.maxwell_construction import figure_6
from quenchmap.paper.figures.phase_diagram import figure_3b
from quenchmap.paper.figures.relaxation_length import figure_5
from quenchmap.paper.figures.spot_profiles import figure_4a, figure_4b
from quenchmap.paper.figures.uniform_branches import figure_3a

_DRAWN = (figure_2, figure_3a, figure_3b, figure_4a, figure_4b, figure_5, figure_6, figure_7a, figure_7b)

#: Functions that draw, by the name of the file without ending.
FIGURES: MappingProxyType[str, Callable[[], Figure]] = MappingProxyType({draw.__name__: draw for draw in _DRAWN})
