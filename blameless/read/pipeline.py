"""The spaCy pipeline that parses sentences: our own by default, or any other that can answer the judge's questions."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..errors import BlamelessError
from ..models import model_path
from .one_at_a_time import SPACY
from .scheme import NEEDED, speaks_a_known_scheme

if TYPE_CHECKING:
    from spacy.language import Language

NAME = "en_blameless"


def default_pipeline() -> Language:
    """The shipped pipeline, loaded once a process, whichever thread asks first."""
    with SPACY:
        return _default_pipeline()


@cache
def _default_pipeline() -> Language:
    import_spacy()
    import spacy

    from .blas import multiply_with_numpy

    return multiply_with_numpy(spacy.load(model_path(NAME)))


def import_spacy() -> None:
    """Import spaCy without what its downloads need.

    ``import spacy`` imports its command line, and that ``requests``, which binds a socket to see whether there is IPv6.
    Something stands in for it that imports it for whoever asks it anything; so spaCy is there sooner as well.
    """
    if "spacy" in sys.modules or "requests" in sys.modules:
        return
    if (found := find_spec("requests")) is not None:
        sys.modules["requests"] = _Later(found)
    import spacy  # noqa: F401


class _Later(ModuleType):
    """Stands in for a module that is not imported yet, until one of its attributes is asked for.

    (``importlib.util.LazyLoader`` imports it as soon as a second module imports it too.)
    """

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name)
        self.__spec__, self.__loader__, self.__file__ = spec, spec.loader, spec.origin

    def __getattr__(self, name: str) -> Any:
        if name == "__warningregistry__":  # asked of every module there is
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def check_pipeline(nlp: Language) -> Language:
    """A user's own pipeline, if the judge can work with it.

    Raises:
        TypeError: where it is no spaCy pipeline.
        BlamelessError: where it is not English, lacks a component, or labels trees in an unknown scheme.
    """
    from spacy.language import Language

    if not isinstance(nlp, Language):
        raise TypeError(f"nlp must be a loaded spaCy pipeline, not {type(nlp).__name__}")
    if nlp.lang != "en":
        raise BlamelessError(f'the pipeline is for the language "{nlp.lang}"; blameless reads English ("en")')
    found = {need: _component(nlp, need) for need in NEEDED}
    missing = [need for need, name in found.items() if name is None]
    if missing:
        has = ", ".join(nlp.pipe_names) or "no component at all"
        raise BlamelessError(f"the pipeline lacks a {' and a '.join(missing)} (it has {has})")
    labels = getattr(nlp.get_pipe(found["parser"] or "parser"), "labels", ())
    if not speaks_a_known_scheme(tuple(labels)):
        raise BlamelessError(
            'the pipeline\'s parser speaks an unknown scheme: it has neither the label "nsubj:pass" of Universal '
            'Dependencies nor "nsubjpass" of spaCy\'s en_core_web_*'
        )
    return nlp


def _component(nlp: Language, kind: str) -> str | None:
    """The name of the component of a kind: the one called so, or made by the factory of that name."""
    if kind in nlp.pipe_names:
        return kind
    return next((name for name in nlp.pipe_names if nlp.get_pipe_meta(name).factory == kind), None)
