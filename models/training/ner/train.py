"""Trains the tagger: train.py --arrays DIR/train-*.npz --out model.pt --seed S [--width 80] [--epochs 1] [--start model.pt or model.onnx]

One thread gives the same model for the same arrays and seed. With a GPU (--device cuda) take more arrays and a wider net.
"""

import argparse
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from features import BEGIN, END, FLAGS
from model import Tagger, weights_of


class Arrays:
    """The values of several files of prepare.py."""

    def __init__(self, files):
        parts = [np.load(f) for f in files]
        self.ids = [p['ids'] for p in parts]
        self.flags = [p['flags'] for p in parts]
        self.labels = [p['labels'] for p in parts]
        self.offsets = [p['offsets'] for p in parts]
        self.verdicts = [p['verdicts'] for p in parts]
        self.index = [(i, j) for i, p in enumerate(parts) for j in range(len(p['verdicts']))]

    def length(self, key):
        i, j = key
        return int(self.offsets[i][j + 1] - self.offsets[i][j])

    def batch(self, keys):
        """Tensors of texts framed by BEGIN and END and padded to the longest."""
        longest = max(map(self.length, keys)) + 2
        ids = np.zeros((len(keys), longest), dtype=np.int64)
        flags = np.zeros((len(keys), longest, FLAGS), dtype=np.float32)
        labels = np.full((len(keys), longest), -1, dtype=np.int64)
        for row, (i, j) in enumerate(keys):
            a, b = self.offsets[i][j], self.offsets[i][j + 1]
            n = b - a
            ids[row, 0], ids[row, n + 1] = BEGIN, END
            ids[row, 1 : n + 1] = self.ids[i][a:b]
            flags[row, 1 : n + 1] = self.flags[i][a:b, None] >> np.arange(FLAGS) & 1
            labels[row, 1 : n + 1] = self.labels[i][a:b]
        verdicts = np.array([self.verdicts[i][j] for i, j in keys], dtype=np.int64)
        return [torch.from_numpy(x) for x in (ids, flags, labels, verdicts)]

    def batches(self, rng, characters=4096):
        """All values once, texts of like length together, in random order."""
        keys = self.index[:]
        rng.shuffle(keys)
        for at in range(0, len(keys), 8192):
            block = sorted(keys[at : at + 8192], key=self.length)
            groups, group = [], []
            for key in block:
                if group and (self.length(key) + 2) * (len(group) + 1) > characters:
                    groups.append(group)
                    group = []
                group.append(key)
            groups.append(group)
            rng.shuffle(groups)
            yield from groups


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--arrays', type=Path, nargs='+', required=True)
    options.add_argument('--out', type=Path, required=True)
    options.add_argument('--seed', type=int, default=1)
    options.add_argument('--width', type=int, default=80)
    options.add_argument('--epochs', type=int, default=1)
    options.add_argument('--rate', type=float, default=2e-3)
    options.add_argument('--start', type=Path)
    options.add_argument('--device', default='cpu')
    options.add_argument('--threads', type=int, default=1)
    args = options.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    arrays = Arrays(args.arrays)
    model = Tagger(width=args.width)
    if args.start:
        model.load_state_dict(weights_of(args.start))
    model.to(args.device)
    # What ships is the mean of the last thousand steps or so: as good as a model at the end of its schedule, at any time.
    mean = {k: v.detach().clone() for k, v in model.state_dict().items()}
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.rate, weight_decay=0.01, betas=(0.9, 0.98))
    total = sum(map(arrays.length, arrays.index)) * args.epochs
    seen, step, begun, shown, losses = 0, 0, time.time(), time.time(), []
    for _ in range(args.epochs):
        for keys in arrays.batches(rng):
            ids, flags, labels, verdicts = (x.to(args.device) for x in arrays.batch(keys))
            share = seen / total
            rate = args.rate * min(1, (step + 1) / 100) * (0.5 * (1 + np.cos(np.pi * share)) * 0.98 + 0.02)
            for group in optimizer.param_groups:
                group['lr'] = rate
            kinds, verdict = model.logits(ids, flags)
            tag_loss = functional.cross_entropy(kinds.flatten(0, 1), labels.flatten(), ignore_index=-1)
            verdict_loss = functional.cross_entropy(verdict, verdicts)
            loss = tag_loss + 0.25 * verdict_loss
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            with torch.no_grad():
                keep = min(0.998, step / (step + 10))
                for name, value in model.state_dict().items():
                    mean[name].mul_(keep).add_(value, alpha=1 - keep)
            seen += sum(map(arrays.length, keys))
            step += 1
            losses.append((tag_loss.item(), verdict_loss.item()))
            if time.time() - shown > 20:
                shown = time.time()
                print(f'{100 * share:.1f} %, {shown - begun:.0f} s, step {step}, loss {np.mean(losses[-200:], axis=0)}', flush=True)
                torch.save({'weights': mean, 'width': args.width, 'values': int(share * len(arrays.index) * args.epochs)}, args.out)
    torch.save({'weights': {k: v.cpu() for k, v in mean.items()}, 'width': args.width, 'values': len(arrays.index) * args.epochs, 'seconds': time.time() - begun}, args.out)


if __name__ == '__main__':
    main()
