"""``blameless score`` as a script that notes each text it judges, and can be told where to die.

``LOG=… STEP=… NUMBER=… python interrupted.py ARGUMENTS…`` kills itself without warning at the NUMBERth STEP: ``judge`` (a chunk
is judged and not kept), ``keep`` (a chunk is kept), ``write`` (a page of rows is written), ``publish`` (a table has got
its name) or ``remove`` (all are there); ``-`` lets it live.
"""

from __future__ import annotations

import os
import signal
import sys

from blameless.archive import engines, run, store
from blameless.archive.partition import score_partition

LOG, STEP, NUMBER = os.environ["LOG"], os.environ["STEP"], int(os.environ["NUMBER"])
seen = dict.fromkeys(("judge", "keep", "write", "publish", "remove"), 0)


def noted(texts, settings):
    """The partition function, with a line in the log for every text."""
    results = score_partition(texts, settings)
    with open(LOG, "a", encoding="utf-8") as log:
        log.write("".join(text.key + "\n" for text in texts))
    return results


def dying(step, function, before=False):
    """A method that may be the process's last."""

    def wrapped(*arguments, **options):
        seen[step] += 1
        if before and step == STEP and seen[step] == NUMBER:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*arguments, **options)
        if step == STEP and seen[step] == NUMBER:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return wrapped


engines.score_partition = noted
store.Store.add = dying("judge", dying("keep", store.Store.add), before=True)
run.Output.write = dying("write", run.Output.write)
run.Output.publish = dying("publish", run.Output.publish)
store.Store.remove = dying("remove", store.Store.remove, before=True)

if __name__ == "__main__":
    from blameless.cli import app

    sys.argv = ["blameless", "score", *sys.argv[1:]]
    app()
