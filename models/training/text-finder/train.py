"""Train the text-ink segmenter on one thread; a second process draws the samples.

    nice -n 19 python3 train.py BACKGROUNDS.npz OUT_DIR --seed 1 --minutes 75 [--resume CHECKPOINT]

Writes OUT_DIR/last.pt every few minutes (weights are an exponential average) and OUT_DIR/log.tsv.
"""

import argparse
import copy
import math
import os
import time

import numpy as np
import torch
from torch.nn import functional as F

import backgrounds
import fonts
import overlay
from model import TextInk, parameters


#: loss weights travel as bytes, in fortieths
WEIGHT = 40
#: batches kept to be seen again, and how many steps there are to a new one
KEPT, SEEN = 400, 3
#: share of samples over places where an earlier checkpoint saw text that was none
HARD = 0.4


class Samples(torch.utils.data.IterableDataset):
    """Batches of synthetic samples without end."""

    def __init__(self, path, seed, batch, size, hard=None):
        self.path, self.seed, self.batch, self.size, self.hard = path, seed, batch, size, hard

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        seed = self.seed * 1000 + (worker.id if worker else 0)
        behind = backgrounds.Backgrounds(self.path, held_out=False, hard=self.hard)
        generator = overlay.Generator(seed, fonts.catalogue(held_out=False), behind, hard=HARD if self.hard else 0.0)
        while True:
            images, targets, weights = [], [], []
            for _ in range(self.batch):
                image, ink, ring, weight, _records = generator.sample(self.size)
                images.append(image)
                targets.append(ink)
                weights.append(np.where(ring, 0, weight * WEIGHT).astype(np.uint8))
            yield torch.from_numpy(np.stack(images)), torch.from_numpy(np.stack(targets)), torch.from_numpy(np.stack(weights))


def again(kept, rng):
    """A batch mixed from those kept, turned, and with its colours changed round or inverted."""
    size = kept[0][0].shape[0]
    picks = [(kept[int(rng.integers(len(kept)))], int(rng.integers(size))) for _ in range(size)]
    images, ink, weights = (torch.stack([batch[part][at] for batch, at in picks]) for part in range(3))
    if rng.random() < 0.5:
        images, ink, weights = images.flip(2), ink.flip(2), weights.flip(2)
    if rng.random() < 0.5:
        images, ink, weights = images.flip(1), ink.flip(1), weights.flip(1)
    images = images[..., torch.from_numpy(rng.permutation(3))]
    return (255 - images if rng.random() < 0.15 else images), ink, weights


def loss_of(logits, ink, weight):
    """Weighted cross entropy, harder on what is wrong by far, and a Dice term over the batch."""
    ink = ink.to(torch.float32)
    entropy = F.binary_cross_entropy_with_logits(logits, ink, reduction="none")
    probability = torch.sigmoid(logits)
    wrong = torch.abs(probability.detach() - ink)
    focus = weight * (0.1 + wrong)
    crossed = (entropy * focus).sum() / weight.sum() * 6
    p, t = probability * (weight > 0), ink * (weight > 0)
    dice = 1 - (2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1)
    return crossed + 0.5 * dice


def main():
    options = argparse.ArgumentParser()
    options.add_argument("backgrounds")
    options.add_argument("out")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--minutes", type=float, default=75)
    options.add_argument("--batch", type=int, default=8)
    options.add_argument("--size", type=int, default=128)
    options.add_argument("--rate", type=float, default=2e-3)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--resume")
    options.add_argument("--hard", help="what mine.py wrote")
    options = options.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    os.makedirs(options.out, exist_ok=True)

    network = TextInk().to(memory_format=torch.channels_last)
    if options.resume:
        network.load_state_dict(torch.load(options.resume, map_location="cpu")["weights"])
    average = copy.deepcopy(network).eval()
    optimizer = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=1e-3)
    batches = torch.utils.data.DataLoader(
        Samples(options.backgrounds, options.seed, options.batch, options.size, options.hard), batch_size=None, num_workers=options.workers, prefetch_factor=6)
    start, saved, step, mean = time.time(), time.time(), 0, None
    print(f"{parameters(network)} parameters", flush=True)
    rng, kept, turn, source = np.random.default_rng(options.seed), [], 0, iter(batches)
    while True:
        if turn % SEEN == 0 or len(kept) < 20:
            images, ink, weight = next(source)
            kept.append((images, ink, weight))
            del kept[:-KEPT]
        else:
            images, ink, weight = again(kept, rng)
        turn += 1
        done = (time.time() - start) / (60 * options.minutes)
        if done >= 1:
            break
        rate = options.rate * min(1, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        pixels = images.permute(0, 3, 1, 2).to(torch.float32).contiguous(memory_format=torch.channels_last)
        loss = loss_of(network(pixels)[:, 0], ink, weight.to(torch.float32) / WEIGHT)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        step += 1
        keep = min(0.998, step / (step + 20))
        with torch.no_grad():
            for held, new in zip(average.state_dict().values(), network.state_dict().values()):
                held.mul_(keep).add_(new, alpha=1 - keep) if held.dtype.is_floating_point else held.copy_(new)
        mean = loss.item() if mean is None else 0.98 * mean + 0.02 * loss.item()
        if step % 50 == 0:
            line = f"{step}\t{(time.time() - start) / 60:.1f}\t{rate:.2e}\t{mean:.4f}"
            print(line, flush=True)
            with open(os.path.join(options.out, "log.tsv"), "a", encoding="utf-8") as log:
                log.write(line + "\n")
        if time.time() - saved > 180:
            save(average, options, step)
            saved = time.time()
    save(average, options, step)


def save(network, options, step):
    """Replace the last checkpoint."""
    path = os.path.join(options.out, "last.pt")
    torch.save({"weights": network.state_dict(), "step": step, "options": vars(options)}, path + ".new")
    os.replace(path + ".new", path)


if __name__ == "__main__":
    main()
