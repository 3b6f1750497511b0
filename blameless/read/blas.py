"""Matrix products through NumPy's own BLAS, which is several times faster than the one thinc brings."""

from __future__ import annotations

import numpy as np
from spacy.language import Language
from thinc.api import Model, NumpyOps


class NumpyBlasOps(NumpyOps):
    """The usual operations on the CPU, but for the matrix product."""

    def gemm(self, x, y, out=None, trans1: bool = False, trans2: bool = False):
        """The product of two matrices, either of them transposed on demand."""
        return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


def use_numpy_blas() -> None:
    """Let every CPU model of this process multiply with NumPy; for training, where spaCy makes the models."""
    NumpyOps.gemm = NumpyBlasOps.gemm


def multiply_with_numpy(nlp: Language) -> Language:
    """Let one finished pipeline multiply with NumPy, and leave all others in the process alone."""
    ops = NumpyBlasOps()
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                node.ops = ops
    return nlp
