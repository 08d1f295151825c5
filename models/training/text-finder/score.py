"""Train the text score: is a found line text?

    python3 score.py TRAIN_FRAMES TRAIN.json HELD_FRAMES HELD.json OUT.onnx

Frames are what `score_data.py` wrote, the JSON files what `features.mjs` made of them. A line is text where half of its ink lies on drawn ink
(widened by three pixels), none where less than a tenth does. Each line counts twice: as found, and once read.
"""

import json
import os
import sys

import numpy as np
import torch
from torch import nn

from overlay import widened

EPOCHS, HIDDEN = 300, 32
#: lost texts weigh so much more than anatomy taken for text
LOST = 2.0


class Score(nn.Module):
    """Numbers in, probability out; the scale of each number is part of it."""

    def __init__(self, mean, scale):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)
        self.layers = nn.Sequential(nn.Linear(len(mean), HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 16), nn.ReLU(), nn.Linear(16, 1))

    def logits(self, lines):
        return self.layers(torch.clamp((lines - self.mean) / self.scale, -6, 6))[:, 0]

    def forward(self, lines):
        return torch.sigmoid(self.logits(lines))


def labelled(folder, path):
    """(numbers as found, numbers once read, labels, sizes of ink) of the lines that are clearly one or the other."""
    with open(os.path.join(folder, "index.json"), encoding="utf-8") as file:
        sizes = {row["file"]: (row["height"], row["width"]) for row in json.load(file)}
    with open(path, encoding="utf-8") as file:
        lines = json.load(file)
    truth, looks, read, labels = {}, [], [], []
    for line in lines:
        name = line["file"]
        if name not in truth:
            truth.clear()
            truth[name] = widened(widened(widened(np.fromfile(os.path.join(folder, name + ".ink"), np.uint8).reshape(sizes[name]) > 0)))
        runs = np.array(line["ink"]).reshape(-1, 3)
        on = sum(int(truth[name][row, a:b].sum()) for row, a, b in runs) / max(1, int((runs[:, 2] - runs[:, 1]).sum()))
        if 0.1 <= on < 0.5:
            continue
        looks.append(line["looks"])
        read.append(line["read"])
        labels.append(on >= 0.5)
    return np.array(looks, np.float32), np.array(read, np.float32), np.array(labels)


def table(score, looks, read, labels):
    """What remains of text and of the rest from some values on."""
    with torch.no_grad():
        before, after = (score(torch.from_numpy(numbers)).numpy() for numbers in (looks, read))
    for name, values in (("as found", before), ("once read", after)):
        for least in (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9):
            kept = values >= least
            print(f"  {name} >= {least}: text {kept[labels].mean():.4f} of {labels.sum()}, rest {kept[~labels].mean():.4f} of {(~labels).sum()}")


def main():
    train_frames, train_json, held_frames, held_json, out = sys.argv[1:6]
    torch.manual_seed(1)
    torch.set_num_threads(1)
    looks, read, labels = labelled(train_frames, train_json)
    both = torch.from_numpy(np.concatenate([looks, read]))
    wanted = torch.from_numpy(np.concatenate([labels, labels]).astype(np.float32))
    score = Score(both.mean(0), both.std(0) + 0.05)
    optimizer = torch.optim.AdamW(score.layers.parameters(), lr=3e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
    weight = torch.where(wanted > 0, LOST, 1.0)
    for _ in range(EPOCHS):
        for part in torch.randperm(len(both)).split(512):
            noisy = both[part] + 0.03 * torch.randn(len(part), both.shape[1])
            loss = nn.functional.binary_cross_entropy_with_logits(score.logits(noisy), wanted[part], weight=weight[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
    score.eval()
    print(f"trained on {labels.sum()} texts and {(~labels).sum()} others")
    table(score, looks, read, labels)
    print("held out")
    table(score, *labelled(held_frames, held_json))
    torch.onnx.export(score, (both[:2],), out, opset_version=13, input_names=["lines"], output_names=["text"],
                      dynamic_axes={"lines": {0: "count"}, "text": {0: "count"}})


if __name__ == "__main__":
    main()
