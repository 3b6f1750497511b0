"""All that the judge ships, from labels to models: ``make models SHARED=folder``.

Encoder, gate and student once without each fold and once with all, what decides on what they say of documents they have not seen, the
cross-validated figures, and the models made with all into ``models/``. What is there already is not made again; on one core
the whole takes some six hours.

The encoder that was made with all scores the texts that every gate and student learns from. It has seen the labels of the fold that
these leave out, but none of that fold's texts is among what they are shown.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from blameless.models.shipped import NAMES
from training.judge.convolution import MAKES
from training.judge.decide import FOLDS

ROOT = Path(__file__).resolve().parents[2]


def run(module: str, *arguments: object) -> None:
    """Run a module of this folder in a process of its own, which gives its memory back."""
    subprocess.run([sys.executable, "-m", f"training.judge.{module}", *map(str, arguments)], check=True, cwd=ROOT)


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--shared", type=Path, required=True, help="holds real/, gold/ and postmortems/")
    cli.add_argument("--build", type=Path, default=ROOT / "build" / "judge")
    cli.add_argument("--output", type=Path, default=ROOT / "models")
    options = cli.parse_args()
    shared, build = options.shared.resolve(), options.build.resolve()
    made = [*((f"fold{fold}", [fold]) for fold in range(FOLDS)), ("all", [])]
    for name, fold in made:
        if not (build / name / "encoder" / "model.json").exists():
            run("encoder", "--shared", shared, *(["--fold", *fold] if fold else []), "--output", build / name)
    scored = build / "scored"
    if not (scored / "odds.npz").exists():
        run("score", "--shared", shared, "--encoder", build / "all" / "encoder.pt", "--output", scored)
    for name, fold in made:
        for network in MAKES:
            if not (build / name / network / "model.json").exists():
                without = ["--without", *fold] if fold else []
                run("convolution", network, "--scored", scored, *without, "--output", build / name)
    run("decide", shared, build)
    run("measure", shared / "real", build)
    for name in NAMES:
        for path in (build / "all" / name).iterdir():
            (options.output / name).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, options.output / name / path.name)


if __name__ == "__main__":
    main()
