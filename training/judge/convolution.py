"""Gate and student: narrow convolutional networks, in the arithmetic in which they ship, that learn what an encoder says.

    python -m training.judge.convolution gate --scored build/judge/scored --without 0 --output build/judge/fold0
    python -m training.judge.convolution student --scored build/judge/scored --without 0 --output build/judge/fold0

The gate says which passages are worth reading at all; the student answers for what is asked of action items, and says which
sentences are worth the encoder. They learn from many texts (:mod:`.score`), labelled or not: labels alone teach one so small by heart (a gate
of labels alone passed 55 in 100 sentences to keep nine in ten). Weights and states are rounded in training as they are in use
(:mod:`blameless.models.convolution`), with gradients passed straight through. How far it opens is chosen later (:mod:`.decide`).
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from blameless.models import Artefact, write_artefact
from blameless.models.words import SHAPES, bucket, normal_form, shape, tokenize
from training.judge import labels
from training.judge.score import TEST, read_scored

BUCKETS = 4096
"""Rows for the beginnings of words, and as many for their ends."""
RARE = 4
"""Words in fewer texts have no row of their own."""
AFFIX, LONGEST, LONGEST_HEADING, HIDDEN = 4, 90, 12, 128
STEPS = 32.0
"""Whole numbers to one: a state of 1.0 is kept as 32."""
TOP = 127
EPOCHS = 5
BATCH, RATE, ODDS = 128, 2e-3, 6.0
EASY = 0.4
"""How often a text is seen in a pass that the encoder finds clear, against one near the line."""


@dataclass(frozen=True)
class Make:
    """How wide and deep a network is, and which of the encoder's questions it learns to answer."""

    width: int
    layers: int
    labels: tuple[str, ...]


MAKES = {"gate": Make(64, 2, ("blame", "action")), "student": Make(128, 3, ("blame", "action", "vague", "vigilance"))}

Word = tuple[int, int, int, int]
Row = tuple[list[Word], list[Word]]


class _Rounded(torch.autograd.Function):
    """Rounds to what a state can hold; the gradient passes where it would not push further out."""

    @staticmethod
    def forward(ctx, values: Tensor) -> Tensor:  # type: ignore[override]
        ctx.save_for_backward(values)
        return torch.clamp(torch.round(values * STEPS), -TOP, TOP) / STEPS

    @staticmethod
    def backward(ctx, gradient: Tensor) -> Tensor:  # type: ignore[override]
        (values,) = ctx.saved_tensors
        return gradient * ((values.abs() < TOP / STEPS) | (values * gradient > 0)).to(gradient.dtype)


def rounded(values: Tensor) -> Tensor:
    return _Rounded.apply(values)  # type: ignore[no-any-return]


def scale_of(weights: Tensor) -> Tensor:
    """What one step of a byte is worth in each row."""
    return weights.detach().abs().amax(-1, keepdim=True).clamp(min=1e-6) / TOP


class Dense(nn.Linear):
    """A linear layer whose weights are bytes times a scale a row."""

    def forward(self, values: Tensor) -> Tensor:
        scale = scale_of(self.weight)
        return functional.linear(
            values, self.weight + (torch.round(self.weight / scale) * scale - self.weight).detach(), self.bias
        )


class Convolution(nn.Module):
    """As :class:`blameless.models.convolution.Convolution`, in torch."""

    def __init__(self, words: int, make: Make, start: Tensor | None = None) -> None:
        super().__init__()
        self.width = width = make.width
        self.words = nn.Embedding(words + 1, width)
        self.starts, self.ends = nn.Embedding(BUCKETS, width), nn.Embedding(BUCKETS, width)
        self.shapes = nn.Embedding(SHAPES, width)
        nn.init.normal_(self.words.weight, 0, 0.5)
        for part in (self.starts, self.ends, self.shapes):
            nn.init.normal_(part.weight, 0, 0.1)
        if start is not None:
            self.words.weight.data[1:] = start
        self.heading, self.whole = Dense(width, width), Dense(2 * width, width)
        self.layers = nn.ModuleList(Dense(3 * width, 2 * width) for _ in range(make.layers))
        for layer in self.layers:
            nn.init.normal_(layer.weight, 0, (3 * width) ** -0.5)
        self.hidden, self.out = Dense(3 * width, HIDDEN), Dense(HIDDEN, len(make.labels))
        self.drop = nn.Dropout(0.1)

    def _rows(self, places: Tensor) -> Tensor:
        parts = (self.words, self.starts, self.ends, self.shapes)
        return rounded(sum(rounded(part(places[..., number])) for number, part in enumerate(parts)))  # type: ignore[arg-type]

    def forward(self, text: Tensor, inside: Tensor, heading: Tensor, above: Tensor) -> Tensor:
        mask, mask_above = inside.unsqueeze(-1), above.unsqueeze(-1)
        mean_above = (self._rows(heading) * mask_above).sum(1) / mask_above.sum(1).clamp(min=1)
        added = rounded(self.heading(rounded(mean_above)))
        state = rounded(self._rows(text) + added.unsqueeze(1)) * mask
        for number, layer in enumerate(self.layers):
            around = functional.pad(self.drop(state), (0, 0, 1, 1))
            change = layer(torch.cat([around[:, :-2], around[:, 1:-1], around[:, 2:]], -1))
            state = rounded(state + torch.maximum(change[..., : self.width], change[..., self.width :])) * mask
            if number == 0:
                mean, high = self._pooled(state, mask)
                state = rounded(state + self.whole(torch.cat([mean, high], -1)).unsqueeze(1)) * mask
        mean, high = self._pooled(state, mask)
        pooled = self.drop(torch.cat([high, mean, added], -1))
        return self.out(self.drop(rounded(functional.relu(self.hidden(pooled)))))

    @staticmethod
    def _pooled(state: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        return rounded(state.sum(1) / mask.sum(1)), state.max(1).values.clamp(min=0)


def start_vectors(words: Sequence[str], width: int) -> np.ndarray:
    """Rows to begin with: the mean of the encoder's pieces of each word, turned so that ``width`` columns hold the most."""
    from training.judge.encoder import Encoder

    encoder = Encoder()
    table = encoder.encoder.embeddings.word_embeddings.weight.detach().numpy()
    pieces = encoder.tokenizer(list(words), add_special_tokens=False)["input_ids"]
    found = np.stack([table[each].mean(axis=0) if each else np.zeros(table.shape[1]) for each in pieces])
    found -= found.mean(axis=0)
    turned = found @ np.linalg.svd(found, full_matrices=False)[2][:width].T
    return (0.5 * turned / turned.std()).astype(np.float32)


class Vocabulary:
    """Words with a row of their own, and the rows of any token."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self._places = {word: place + 1 for place, word in enumerate(self.words)}
        self._known: dict[str, Word] = {}

    @classmethod
    def of(cls, texts: Sequence[tuple[str, str]]) -> Vocabulary:
        """The words of texts and headings that are not rare, the most frequent first."""
        counts: Counter[str] = Counter()
        for text, heading in texts:
            counts.update({normal_form(token) for token in (*tokenize(text), *tokenize(heading))})
        return cls([word for word, count in counts.most_common() if count >= RARE])

    def row(self, text: str, heading: str) -> Row:
        own = [self._word(token) for token in tokenize(text)[:LONGEST]] or [self._word(" ")]
        return own, [self._word(token) for token in tokenize(heading)[:LONGEST_HEADING]]

    def _word(self, token: str) -> Word:
        if token not in self._known:
            normal = normal_form(token)
            starts, ends = bucket("p", normal[:AFFIX], BUCKETS), bucket("s", normal[-AFFIX:], BUCKETS)
            self._known[token] = (self._places.get(normal, 0), starts, ends, shape(token))
        return self._known[token]


def padded(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Rows of one batch as the network takes them."""
    found = []
    for side in (0, 1):
        longest = max(1, *(len(row[side]) for row in rows))
        places, inside = np.zeros((len(rows), longest, 4), np.int64), np.zeros((len(rows), longest), np.float32)
        for number, row in enumerate(rows):
            if row[side]:
                places[number, : len(row[side])] = row[side]
                inside[number, : len(row[side])] = 1
        found += [torch.from_numpy(places), torch.from_numpy(inside)]
    return found[0], found[1], found[2], found[3]


def artefact(model: Convolution, labels: tuple[str, ...], vocabulary: Vocabulary) -> Artefact:
    """The network as it ships; thresholds are chosen later."""
    arrays: dict[str, np.ndarray] = {
        name: np.clip(np.rint(getattr(model, name).weight.detach().numpy() * STEPS), -TOP, TOP).astype(np.int8)
        for name in ("words", "starts", "ends", "shapes")
    }
    named = {"heading": model.heading, "whole": model.whole, "hidden": model.hidden, "out": model.out}
    named |= {f"layer{number}": layer for number, layer in enumerate(model.layers)}  # type: ignore[dict-item]
    for name, layer in named.items():
        scale, last = scale_of(layer.weight), name == "out"
        arrays[f"{name}.weights"] = torch.round(layer.weight.detach() / scale).numpy().astype(np.int8)
        arrays[f"{name}.scale"] = (scale[:, 0] / (STEPS if last else 1)).numpy().astype(np.float32)
        arrays[f"{name}.bias"] = (layer.bias.detach() * (1 if last else STEPS)).numpy().astype(np.float32)
    return Artefact("convolution", labels, arrays, vocabulary.words, settings={"layers": len(model.layers)})


def train(make: Make, scored: Path, without: Collection[int], seed: int) -> Artefact:
    """Train on all texts but those of some folds and those for test."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    texts, odds = read_scored(scored)
    kept = [n for n, each in enumerate(texts) if each.fold is None or each.fold not in (TEST, *without)]
    pairs = [(texts[n].text, texts[n].heading) for n in kept]
    wanted = np.clip(odds[kept][:, [labels.LABELS.index(label) for label in make.labels]], -ODDS, ODDS)
    vocabulary = Vocabulary.of(pairs)
    rows = [vocabulary.row(*pair) for pair in pairs]
    times = [1.5 if blame > -3 else 1.0 if action > -2 else EASY for blame, action, *_ in wanted.tolist()]
    model = Convolution(len(vocabulary.words), make, torch.from_numpy(start_vectors(vocabulary.words, make.width)))
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, betas=(0.9, 0.98))
    total = int(EPOCHS * sum(times) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 200) * max(0.01, 1 - step / total)
    )
    for epoch in range(EPOCHS):
        for places in _batches(rows, times, rng):
            model.train()
            found = model(*padded([rows[place] for place in places]))
            loss = functional.mse_loss(found, torch.from_numpy(wanted[places]))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        print(json.dumps({"epoch": epoch, "loss": round(loss.item(), 4)}), flush=True)
    return artefact(model.eval(), make.labels, vocabulary)


def _batches(rows: Sequence[Row], times: Sequence[float], rng: random.Random) -> Iterator[list[int]]:
    """Shuffled batches of texts of like length."""
    chosen = [place for place, t in enumerate(times) for _ in range(int(t) + (rng.random() < t - int(t)))]
    rng.shuffle(chosen)
    found: list[list[int]] = []
    for first in range(0, len(chosen), 50 * BATCH):
        chunk = sorted(chosen[first : first + 50 * BATCH], key=lambda place: len(rows[place][0]))
        found += [chunk[place : place + BATCH] for place in range(0, len(chunk), BATCH)]
    rng.shuffle(found)
    yield from found


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("make", choices=MAKES)
    cli.add_argument("--scored", type=Path, required=True, help="what an encoder said of texts")
    cli.add_argument("--without", type=int, nargs="*", default=[], help="folds to leave out")
    cli.add_argument("--seed", type=int, default=0)
    cli.add_argument("--output", type=Path, required=True)
    options = cli.parse_args()
    torch.set_num_threads(1)
    made = train(MAKES[options.make], options.scored, options.without, options.seed)
    print(write_artefact(made, options.output / options.make))


if __name__ == "__main__":
    main()
