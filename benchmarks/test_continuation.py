"""The whole branch of the hot-spot analogue with its four folds refined, against AUTO-07p on the same equation.

AUTO (Debian package auto-07p) is compiled beforehand and its program timed from start to end; its own output has ten digits. It gets
analytic derivatives and three settings: accuracies as in its demos, and tighter ones on two meshes, hand-tuned for this problem. Ours is
warm, from the first state to the folds on two grids each. Fold errors are against the converged values of
tests/agree, where a dense collocation method confirms them. Rounds of both alternate, for other work on the machine to hit both alike.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

_spec = importlib.util.spec_from_file_location("analogue", Path(__file__).parents[1] / "tests" / "agree" / "analogue.py")
assert _spec is not None
assert _spec.loader is not None
analogue = sys.modules["analogue"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(analogue)

EPSILON = 0.16
FOLDS = (1.3138363640803, 0.6205571906104, 3.0068574511810, 2.8626679582174)
LIBRARY = Path(os.environ.get("AUTO_DIR", "/usr/lib/auto-07p")) / "lib"
ROUNDS = 15

EQUATION = """
SUBROUTINE FUNC(NDIM,U,ICP,PAR,IJAC,F,DFDU,DFDP)
  IMPLICIT NONE
  INTEGER, INTENT(IN) :: NDIM, ICP(*), IJAC
  DOUBLE PRECISION, INTENT(IN) :: U(NDIM), PAR(*)
  DOUBLE PRECISION, INTENT(OUT) :: F(NDIM)
  DOUBLE PRECISION, INTENT(INOUT) :: DFDU(NDIM,NDIM), DFDP(NDIM,*)
  DOUBLE PRECISION :: J, E, T, V, R, S, H, G, ROOT, HR
  DOUBLE PRECISION, PARAMETER :: PHI5 = 11.090169943749475D0, L = 8D0
  J = PAR(1); E = PAR(2); T = U(1); V = U(2); R = U(3)
  ROOT = SQRT(1 + R*R)
  H = PHI5*(R/(ROOT*(ROOT + 1)))**2
  S = 1/(1 + EXP((0.75D0 - T)/0.05D0))
  G = 0.03D0 + 0.97D0*S
  F = (/ L*V, L*((T**5 - 0.3D0**5 - J*H*G)/(5*E*E) - V/R), L /)
  IF (IJAC == 0) RETURN
  HR = PHI5*2*R/(ROOT*(ROOT + 1))*(1/(ROOT*(ROOT + 1)) - R*R*(2*ROOT + 1)/(ROOT*(ROOT*(ROOT + 1))**2))
  DFDU = 0
  DFDU(1,2) = L
  DFDU(2,1) = L*(5*T**4 - J*H*0.97D0*S*(1 - S)/0.05D0)/(5*E*E)
  DFDU(2,2) = -L/R
  DFDU(2,3) = L*(-J*HR*G/(5*E*E) + V/R**2)
  IF (IJAC == 1) RETURN
  DFDP(1:3,1:2) = 0
  DFDP(2,1) = -L*H*G/(5*E*E)
  DFDP(2,2) = -2*L*(T**5 - 0.3D0**5 - J*H*G)/(5*E**3)
END SUBROUTINE FUNC

SUBROUTINE STPNT(NDIM,U,PAR,T)
  IMPLICIT NONE
  INTEGER, INTENT(IN) :: NDIM
  DOUBLE PRECISION, INTENT(INOUT) :: U(NDIM), PAR(*)
  DOUBLE PRECISION, INTENT(IN) :: T
  PAR(1) = 0; PAR(2) = 0.16D0
  U = (/ 0.3D0, 0D0, 8*T /)
END SUBROUTINE STPNT

SUBROUTINE BCND(NDIM,PAR,ICP,NBC,U0,U1,FB,IJAC,DBC)
  IMPLICIT NONE
  INTEGER, INTENT(IN) :: NDIM, ICP(*), NBC, IJAC
  DOUBLE PRECISION, INTENT(IN) :: PAR(*), U0(NDIM), U1(NDIM)
  DOUBLE PRECISION, INTENT(OUT) :: FB(NBC)
  DOUBLE PRECISION, INTENT(INOUT) :: DBC(NBC,*)
  FB = (/ U0(2), U1(2), U0(3) /)
  IF (IJAC == 0) RETURN
  DBC(1:NBC,1:2*NDIM+2) = 0
  DBC(1,2) = 1; DBC(2,NDIM+2) = 1; DBC(3,3) = 1
END SUBROUTINE BCND

SUBROUTINE ICND
END SUBROUTINE ICND
SUBROUTINE FOPT
END SUBROUTINE FOPT
SUBROUTINE PVLS
END SUBROUTINE PVLS
"""
CONSTANTS = """
NDIM = 3
IPS = 4
ILP = 1
ICP = [1]
NTST = {NTST}
NCOL = 4
IAD = 3
ISP = 0
NBC = 3
NMX = 2000
ITMX = 9
ITNW = {ITNW}
NWTN = 3
JAC = 1
EPSL = {EPSL}
EPSU = {EPSL}
EPSS = {EPSS}
DS = 0.01
DSMIN = 1e-5
DSMAX = {DSMAX}
UZSTOP = {{1: 3.3}}
RL0 = -1
RL1 = 5
"""
SETTINGS = {
    "as in its demos, NTST 50": {"NTST": 50, "ITNW": 5, "EPSL": 1e-7, "EPSS": 1e-5, "DSMAX": 0.1},
    "tuned, NTST 50": {"NTST": 50, "ITNW": 7, "EPSL": 1e-8, "EPSS": 1e-7, "DSMAX": 2.0},
    "tuned, NTST 200": {"NTST": 200, "ITNW": 7, "EPSL": 1e-8, "EPSS": 1e-7, "DSMAX": 2.0},
}


@pytest.fixture(scope="module")
def auto(tmp_path_factory):
    """A function of a setting that runs AUTO and returns the time it took and its folds."""
    compiler = shutil.which("gfortran")
    if compiler is None or not LIBRARY.is_dir():
        pytest.skip(f"AUTO-07p is not installed ({LIBRARY} and gfortran): on Debian, `apt-get install auto-07p gfortran`.")
    folder = tmp_path_factory.mktemp("auto")
    (folder / "analogue.f90").write_text(EQUATION)
    objects = [str(f) for f in LIBRARY.glob("*.o")]
    subprocess.run([compiler, "-O2", "-fopenmp", "analogue.f90", *objects, "-o", "analogue"], cwd=folder, check=True, capture_output=True)

    def run(setting):
        (folder / "fort.2").write_text(CONSTANTS.format(**SETTINGS[setting]))
        for left in folder.glob("fort.[789]"):
            left.unlink()
        start = time.perf_counter()
        subprocess.run(["./analogue"], cwd=folder, check=True, capture_output=True)
        seconds = time.perf_counter() - start
        lines = [line.split() for line in (folder / "fort.7").read_text().splitlines()]
        return seconds, [float(x[4]) for x in lines if x[0] == "1" and x[2] == "5"]  # 5: a fold

    return run


def error(folds):
    assert len(folds) == len(FOLDS)
    return f"{np.max(np.abs(np.array(folds) - FOLDS)):.0e}"


def ours(epsilon=EPSILON):
    branch = analogue.whole_branch(epsilon)
    return [branch.fold(turn).parameter ** 2 for turn in branch.turns]


def test_whole_branch_with_four_folds(benchmark, auto):
    start = time.perf_counter()
    folds = ours()
    benchmark.extra_info["first call, with compilation or reading the cache, s"] = round(time.perf_counter() - start, 2)
    theirs = {setting: [auto(setting) for _ in range(2)][1:] for setting in SETTINGS}

    def between():
        for setting in SETTINGS:
            theirs[setting].append(auto(setting))

    benchmark.pedantic(ours, setup=between, rounds=ROUNDS)
    benchmark.extra_info["worst error of our folds"] = error(folds)
    for setting, runs in theirs.items():
        seconds = min(run[0] for run in runs)
        line = f"{seconds:.2f} s, worst error {error(runs[-1][1])}"
        if benchmark.stats is not None:
            line += f", {seconds / benchmark.stats.stats.min:.2f} times ours"
        benchmark.extra_info[f"AUTO-07p, {setting}"] = line


def test_eight_branches_in_threads_against_a_loop(benchmark):
    """Branches at eight epsilons; compiled kernels release the interpreter, the rest of a trace does not."""
    several = np.linspace(0.14, 0.21, 8)
    loop = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        expected = list(pool.map(ours, several))

        def one_by_one():
            start = time.perf_counter()
            found = [ours(float(x)) for x in several]
            loop.append(time.perf_counter() - start)
            assert found == expected

        benchmark.pedantic(lambda: list(pool.map(ours, several)), setup=one_by_one, rounds=3)
    benchmark.extra_info["threads"] = os.cpu_count()
    benchmark.extra_info["branches per second, loop"] = round(len(several) / min(loop), 2)
    if benchmark.stats is not None:
        benchmark.extra_info["branches per second, threads"] = round(len(several) / benchmark.stats.stats.min, 2)
        benchmark.extra_info["times faster than the loop"] = round(min(loop) / benchmark.stats.stats.min, 2)
