"""Running the application in this process (uvicorn)."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address

import uvicorn

from ..analyzer import Analyzer
from ..errors import InputError
from .app import LOOPBACK, application

_AT_ONCE = 200
"""Connections beyond which a request is refused (503) instead of waiting, each with what it has sent in memory."""


def serve(analyzer: Analyzer, host: str, port: int, hosts: Sequence[str], tell: Callable[[str], None]) -> None:
    """Serve until the process is asked to end.

    Args:
        analyzer: judges what is sent.
        host: the address to listen at.
        port: the port; 0 for one that is free.
        hosts: further names under which it may be called, besides the loopback's and ``host``.
        tell: is told the address of the page, once it can be opened.

    Raises:
        InputError: where nothing can listen there.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise InputError(f"cannot listen at {host}, port {port}: {error.strerror or error}") from None
    with listening:
        shown = f"[{host}]" if ":" in host else host
        allowed = (*LOOPBACK, *hosts, *(() if _is_any(host) else (host, shown)))
        config = uvicorn.Config(
            application(analyzer, allowed),
            log_level="warning",
            access_log=False,
            lifespan="off",
            server_header=False,
            limit_concurrency=_AT_ONCE,
        )
        analyzer.warm_up()
        tell(f"http://{shown}:{listening.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listening])


def _is_any(host: str) -> bool:
    """Whether a host stands for all addresses of the machine, and so is the name of none."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
