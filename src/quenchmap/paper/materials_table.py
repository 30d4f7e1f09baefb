"""Table I with the relaxation lengths recomputed."""

from quenchmap.paper import captions
from quenchmap.paper.claims.model import TABLE_I


def table_1() -> str:
    """The table as CSV: the paper's columns, then Lambda as printed and as its own row gives it."""
    lines = ["material,Tc (K),1/sigma_N (ohm m),n,Sigma (W K^-n m^-3),Lambda printed (nm),Lambda (nm)"]
    for name, _, printed in TABLE_I:
        m = captions.film(name).material
        values = (m.critical_temperature, m.normal_resistivity, m.cooling_exponent, m.cooling_coefficient)
        lines.append(",".join([name, *(f"{v:g}" for v in values), printed, f"{m.relaxation_length * 1e9:.4f}"]))
    return "\n".join(lines) + "\n"
