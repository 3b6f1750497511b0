"""All that the judge ships, from labels to models: ``make models SHARED=folder``.

Encoder, gate and student once without each fold and once with all, what decides on what they say of documents they have not seen, the
cross-validated figures, and the models made with all into ``models/``; then what reads items, incidents and whole documents, and the scores. What is there already is not made again; on one core
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

from training.judge.convolution import MAKES
from training.judge.decide import FOLDS

ROOT = Path(__file__).resolve().parents[2]


def run(module: str, *arguments: object) -> None:
    """Run a module of ``training`` in a process of its own, which gives its memory back."""
    subprocess.run([sys.executable, "-m", f"training.{module}", *map(str, arguments)], check=True, cwd=ROOT)


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--shared", type=Path, required=True, help="holds real/, gold/ and postmortems/")
    cli.add_argument("--build", type=Path, default=ROOT / "build" / "judge")
    cli.add_argument("--output", type=Path, default=ROOT / "models")
    options = cli.parse_args()
    shared, build = options.shared.resolve(), options.build.resolve()
    run("judge.changelogs")
    made = [*((f"fold{fold}", [fold]) for fold in range(FOLDS)), ("all", [])]
    for name, fold in made:
        if not (build / name / "encoder" / "model.json").exists():
            run("judge.encoder", "--shared", shared, *(["--fold", *fold] if fold else []), "--output", build / name)
    scored = build / "scored"
    if not (scored / "odds.npz").exists():
        run("judge.score", "--shared", shared, "--encoder", build / "all" / "encoder.pt", "--output", scored)
    for name, fold in made:
        for network in MAKES:
            if not (build / name / network / "model.json").exists():
                without = ["--without", *fold] if fold else []
                run("judge.convolution", network, "--scored", scored, *without, "--output", build / name)
    run("judge.decide", shared, build)
    run("judge.measure", shared / "real", build)
    for folder in filter(Path.is_dir, (build / "all").iterdir()):
        shutil.copytree(folder, options.output / folder.name, dirs_exist_ok=True)
    run("people", "--shared", shared, "--output", options.output / "names")
    run("fields", "--shared", shared, "--output", options.output / "fields")
    run("incident.build", shared, options.output / "incident")
    run("documents", shared, "--held-out", build, "--write", options.output)
    run("scores", "--shared", shared, "--held-out", build, "--output", options.output / "scores")


if __name__ == "__main__":
    main()
