"""Normal quantiles and exponentials of a few numbers at once, as straight arithmetic.

Without a call into the mathematical library the compiler can work on all lanes at once. Compiled by
numba as part of the kernels; the SciPy path uses `scipy.special.ndtri` and agrees to rounding.

References:
    Wichura 1988, algorithm AS 241 (PPND16), doi:10.2307/2347330: relative error about 1e-16.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cellprint.engine.types import Floats, Ints

_MIDDLE: Final = 0.425
_FAR: Final = 5.0
_ROOT_2: Final = 1.4142135623730951
_LOG_2: Final = 0.6931471805599453
_LOG_2_HIGH: Final = 6.93147180369123816490e-01
_LOG_2_LOW: Final = 1.90821492927058770002e-10
_MANTISSA: Final = 0x000FFFFFFFFFFFFF
_ONE: Final = 0x3FF0000000000000
_BIAS: Final = 1023
_WIDTH: Final = 52


def normal_quantiles(p: Floats, z: Floats, bits: Ints) -> None:
    """Overwrite z by the standard normal quantiles of p; `bits` is scratch of the same size.

    Both formulas are evaluated for every number and one is chosen: a branch would cost more.
    """
    logarithms(p, z, bits)
    far = 0
    for lane in range(p.size):
        far += z[lane] < -_FAR * _FAR
    for lane in range(p.size):
        z[lane] = near_tail(np.sqrt(-z[lane]))
    for lane in range(p.size):
        q = p[lane] - 0.5
        outer = -z[lane] if q < 0.0 else z[lane]
        inner = central(q)
        z[lane] = inner if abs(q) <= _MIDDLE else outer
    if far > 0:
        for lane in range(p.size):
            q = p[lane] - 0.5
            root = np.sqrt(-np.log(min(p[lane], 1.0 - p[lane])))
            if root > _FAR:
                z[lane] = -far_tail(root) if q < 0.0 else far_tail(root)


def logarithms(p: Floats, out: Floats, bits: Ints) -> None:
    """Overwrite out by ln(min(p, 1 − p)): exponent, and 2 artanh of the mantissa."""
    values = bits.view(np.float64)
    for lane in range(p.size):
        values[lane] = min(p[lane], 1.0 - p[lane])
    for lane in range(p.size):
        out[lane] = float((bits[lane] >> _WIDTH) - _BIAS)
        bits[lane] = (bits[lane] & _MANTISSA) | _ONE
    for lane in range(p.size):
        mantissa = values[lane]
        half = mantissa > _ROOT_2
        mantissa = mantissa * 0.5 if half else mantissa
        exponent = out[lane] + 1.0 if half else out[lane]
        s = (mantissa - 1.0) / (mantissa + 1.0)
        t = s * s
        series = 1.0 / 21.0
        series = series * t + 1.0 / 19.0
        series = series * t + 1.0 / 17.0
        series = series * t + 1.0 / 15.0
        series = series * t + 1.0 / 13.0
        series = series * t + 1.0 / 11.0
        series = series * t + 1.0 / 9.0
        series = series * t + 1.0 / 7.0
        series = series * t + 1.0 / 5.0
        series = series * t + 1.0 / 3.0
        series = series * t + 1.0
        out[lane] = exponent * _LOG_2 + 2.0 * s * series


def exponentials(x: Floats, out: Floats, bits: Ints) -> None:
    """Overwrite out by exp(x) for |x| < 700; `bits` is scratch of the same size."""
    for lane in range(x.size):
        whole = np.floor(x[lane] / _LOG_2 + 0.5)
        r = x[lane] - whole * _LOG_2_HIGH - whole * _LOG_2_LOW
        series = 1.0 / 6227020800.0
        series = series * r + 1.0 / 479001600.0
        series = series * r + 1.0 / 39916800.0
        series = series * r + 1.0 / 3628800.0
        series = series * r + 1.0 / 362880.0
        series = series * r + 1.0 / 40320.0
        series = series * r + 1.0 / 5040.0
        series = series * r + 1.0 / 720.0
        series = series * r + 1.0 / 120.0
        series = series * r + 1.0 / 24.0
        series = series * r + 1.0 / 6.0
        series = series * r + 0.5
        series = series * r + 1.0
        out[lane] = series * r + 1.0
        bits[lane] = (np.int64(whole) + _BIAS) << _WIDTH
    powers = bits.view(np.float64)
    for lane in range(x.size):
        out[lane] *= powers[lane]


def central(q: float) -> float:
    """Return the quantile of 0.5 + q for |q| ≤ 0.425."""
    r = 0.180625 - q * q
    top = 2509.0809287301226727 * r + 33430.575583588128105
    top = top * r + 67265.770927008700853
    top = top * r + 45921.953931549871457
    top = top * r + 13731.693765509461125
    top = top * r + 1971.5909503065514427
    top = top * r + 133.14166789178437745
    top = top * r + 3.387132872796366608
    base = 5226.495278852545925 * r + 28729.085735721942674
    base = base * r + 39307.89580009271061
    base = base * r + 21213.794301586595867
    base = base * r + 5394.1960214247511077
    base = base * r + 687.1870074920579083
    base = base * r + 42.313330701600911252
    base = base * r + 1.0
    return q * top / base


def near_tail(root: float) -> float:
    """Return the size of the quantile for root = √(−ln p) ≤ 5."""
    r = root - 1.6
    top = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
    top = top * r + 0.24178072517745061177
    top = top * r + 1.27045825245236838258
    top = top * r + 3.64784832476320460504
    top = top * r + 5.7694972214606914055
    top = top * r + 4.6303378461565452959
    top = top * r + 1.42343711074968357734
    base = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
    base = base * r + 0.0151986665636164571966
    base = base * r + 0.14810397642748007459
    base = base * r + 0.68976733498510000455
    base = base * r + 1.6763848301838038494
    base = base * r + 2.05319162663775882187
    base = base * r + 1.0
    return top / base


def far_tail(root: float) -> float:
    """Return the size of the quantile for root = √(−ln p) > 5: only deep in truncated tails."""
    r = root - _FAR
    top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    top = top * r + 0.0012426609473880784386
    top = top * r + 0.026532189526576123093
    top = top * r + 0.29656057182850489123
    top = top * r + 1.7848265399172913358
    top = top * r + 5.4637849111641143699
    top = top * r + 6.6579046435011037772
    base = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    base = base * r + 1.8463183175100546818e-5
    base = base * r + 7.868691311456132591e-4
    base = base * r + 0.0148753612908506148525
    base = base * r + 0.13692988092273580531
    base = base * r + 0.59983220655588793769
    base = base * r + 1.0
    return top / base
