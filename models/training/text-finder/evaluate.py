"""Measure a checkpoint on fonts and backgrounds that training never saw, and on real overlays.

    python3 evaluate.py CHECKPOINT BACKGROUNDS.npz [--data DATA] [--samples 400] [--seed 9001] [--json OUT] [--misses DIR]

A string is hit when the mask (hysteresis, then `--pad` pixels) covers 95 % of its ink. False area is the masked share of images without
text. With --data, real overlays: `burned-in.json` beside the files it names, boxes without `ambiguous`; the ink of a box is what stands
out from the box's rim by more than half of the most that anything does. Needs python3-scipy.
"""

import argparse
import json
import os

import numpy as np
import torch
from PIL import Image
from scipy import ndimage

import backgrounds
import fonts
import overlay
from model import STRIDE, TextInk

SEED, GROW = 0.2, 0.08
COARSE, COARSE_SEED, LEAST_COARSE = (4, 16), 0.6, 96
#: other thresholds that are told beside: (seed, grow)
SWEEP = ((0.2, 0.08), (0.3, 0.12), (0.4, 0.15), (0.5, 0.2), (0.6, 0.25), (0.75, 0.3))
LENGTHS = ((1, 1), (2, 4), (5, 12), (13, 99))
CONTRASTS = (("high", 128), ("middle", 64), ("low", 32), ("very low", 0))


def load(checkpoint):
    """The network of a checkpoint, ready to run."""
    torch.set_num_threads(1)
    network = TextInk()
    network.load_state_dict(torch.load(checkpoint, map_location="cpu")["weights"])
    return network.eval().to(memory_format=torch.channels_last)


def probability(network, image):
    """Ink probability (h, w) of an RGB image of bytes."""
    h, w = image.shape[:2]
    padded = np.pad(image, ((0, -h % STRIDE), (0, -w % STRIDE), (0, 0)), mode="edge")
    with torch.no_grad():
        pixels = torch.from_numpy(np.ascontiguousarray(padded)).permute(2, 0, 1)[None].to(torch.float32)
        return torch.sigmoid(network(pixels))[0, 0, :h, :w].numpy()


def frame_probability(network, image):
    """As the product searches a whole frame: again at a quarter and a sixteenth of the size, where sure ink (0.6) counts as well."""
    ink = probability(network, image)
    for factor in COARSE:
        h, w = image.shape[0] // factor, image.shape[1] // factor
        if min(h, w) < LEAST_COARSE:
            continue
        coarse = probability(network, backgrounds.shrunk(image, factor)).repeat(factor, axis=0).repeat(factor, axis=1)
        part = ink[: h * factor, : w * factor]
        np.maximum(part, np.where(coarse >= COARSE_SEED, coarse, 0), out=part)
    return ink


def mask_of(ink, seed=SEED, grow=GROW, pad=2):
    """Hysteresis: regions above `grow` that reach `seed` somewhere, widened by `pad` pixels."""
    labels, _count = ndimage.label(ink >= grow, structure=np.ones((3, 3)))
    kept = np.unique(labels[ink >= seed])
    mask = np.isin(labels, kept[kept > 0])
    return ndimage.maximum_filter(mask, size=2 * pad + 1) if pad else mask


class Sweep:
    """Recall and false area at other thresholds, in one pass."""

    def __init__(self, pad):
        self.pad = pad
        self.hits = {pair: [0, 0, 0, 0] for pair in SWEEP}  # hit, of, short hit, short of
        self.areas = {pair: [] for pair in SWEEP}

    def masks(self, ink):
        return {(seed, grow): mask_of(ink, seed, grow, self.pad) for seed, grow in SWEEP}

    def add(self, masks, box, own, short):
        x0, y0, x1, y1 = box
        for pair, mask in masks.items():
            hit = (mask[y0:y1, x0:x1] & own).sum() >= 0.95 * own.sum()
            entry = self.hits[pair]
            entry[0] += hit
            entry[1] += 1
            entry[2] += hit and short
            entry[3] += short

    def add_empty(self, ink):
        for pair, mask in self.masks(ink).items():
            self.areas[pair].append(float(mask.mean()))

    def table(self):
        return {f"seed {pair[0]} grow {pair[1]}": {
            "recall": round(h[0] / max(1, h[1]), 4), "short": round(h[2] / max(1, h[3]), 4),
            **({"falseArea": round(float(np.mean(self.areas[pair])), 5)} if self.areas[pair] else {})} for pair, h in self.hits.items()}


class Tally:
    """Hits of what was asked for, in groups."""

    def __init__(self):
        self.groups = {}

    def add(self, group, hit):
        entry = self.groups.setdefault(group, [0, 0])
        entry[0] += bool(hit)
        entry[1] += 1

    def table(self):
        return {key: {"hit": a, "of": b, "recall": round(a / b, 4)} for key, (a, b) in sorted(self.groups.items())}


def length_group(text):
    return next(f"length {a} to {b}" if a != b else f"length {a}" for a, b in LENGTHS if a <= len(text.replace(" ", "")) <= b)


def synthetic(network, options):
    """Recall of strings and false area on drawn overlays with held-out fonts over held-out backgrounds."""
    behind = backgrounds.Backgrounds(options.backgrounds, held_out=True)
    faces = fonts.catalogue(held_out=True)
    generator = overlay.Generator(options.seed, faces, behind, text_rate=1.0)
    tally, sweep, over, missed = Tally(), Sweep(options.pad), [], []
    for number in range(options.samples):
        image, ink, ring, _weight, records = generator.sample(options.size)
        found = probability(network, image)
        masks = sweep.masks(found)
        mask = masks[SEED, GROW]
        near = ndimage.maximum_filter(ink | ring, size=2 * options.pad + 5)
        over.append(float((mask & ~near).mean()))
        for text, (x0, y0, x1, y1), contrast, kind in records:
            own = ink[y0:y1, x0:x1]
            if own.sum() < 6:
                continue
            hit = (mask[y0:y1, x0:x1] & own).sum() >= 0.95 * own.sum()
            short = len(text.replace(" ", "")) <= 4
            sweep.add(masks, (x0, y0, x1, y1), own, short)
            for group in ("all", "short (1 to 4)" if short else "long", length_group(text), "ink " + kind,
                          "contrast " + next(name for name, least in CONTRASTS if contrast >= least)):
                tally.add(group, hit)
            if short:
                tally.add("short, contrast " + next(name for name, least in CONTRASTS if contrast >= least), hit)
            if not hit:
                missed.append((text, round(contrast), kind, (x1 - x0, y1 - y0)))
                if options.misses and len(missed) <= 120:
                    _save(options.misses, f"{number}-{x0}-{y0}", image, mask, (x0, y0, x1, y1))
    empty = overlay.Generator(options.seed + 1, faces, behind, text_rate=0.0)
    for _ in range(options.samples // 2):
        sweep.add_empty(probability(network, empty.sample(options.size)[0]))
    false = sweep.areas[SEED, GROW]
    return {"strings": tally.table(), "maskedAwayFromText": round(float(np.mean(over)), 5),
            "falseAreaWithoutText": round(float(np.mean(false)), 5), "imagesWithoutTextTouched": round(float(np.mean(np.array(false) > 0)), 4), "thresholds": sweep.table()}, missed


def real_frames_without_text(network, options):
    """False area on whole real frames without text that training never saw."""
    sweep = Sweep(options.pad)
    for group in backgrounds.load(options.backgrounds, held_out=True):
        for frame in group[:3]:
            values = frame if frame.ndim == 3 else to_bytes(frame, 0, 100)
            sweep.add_empty(frame_probability(network, values))
    shares = sweep.areas[SEED, GROW]
    return {"frames": len(shares), "falseArea": round(float(np.mean(shares)), 5), "worst": round(max(shares), 5),
            "framesTouched": round(float(np.mean(np.array(shares) > 0)), 4),
            "thresholds": {key: value["falseArea"] for key, value in sweep.table().items()}}


def to_bytes(frame, low, high):
    """Grey 16 bit to RGB bytes between two percentiles."""
    a, b = np.percentile(frame, (low, high))
    grey = np.clip((frame.astype(np.float32) - a) * (255 / max(b - a, 1)), 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def box_ink(image, box):
    """The pixels of a box that stand out from its rim."""
    x, y, w, h = box
    part = image[y : y + h, x : x + w].astype(np.float32)
    rim = np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]])
    away = np.abs(part - np.median(rim, axis=0)).max(axis=2)
    return away > max(12, 0.5 * np.percentile(away, 99))


def real_overlays(network, options):
    """Recall on real burned-in text, by kind, and the area masked away from every box."""
    with open(os.path.join(options.data, "burned-in.json"), encoding="utf-8") as truth:
        images = json.load(truth)["images"]
    tally, sweep, over, missed, skipped = Tally(), Sweep(options.pad), [], [], 0
    for entry in images:
        try:
            frame = backgrounds.decode(os.path.join(options.data, entry["file"]))[0]
        except Exception as error:
            print("left out:", entry["file"], type(error).__name__)
            skipped += 1
            continue
        views = [frame] if frame.ndim == 3 else [to_bytes(frame, 0, 100), to_bytes(frame, 1, 99.5)]
        masks = sweep.masks(np.maximum.reduce([frame_probability(network, view) for view in views]))
        mask = masks[SEED, GROW]
        allowed = np.zeros(mask.shape, bool)
        for box in entry["boxes"]:
            x, y, w, h = (max(0, int(v)) for v in box["box"])
            margin = 4
            allowed[max(0, y - margin) : y + h + margin, max(0, x - margin) : x + w + margin] = True
            if box.get("ambiguous") or not box.get("text"):
                continue
            ink = box_ink(views[0], (x, y, w, h))
            if ink.sum() < 6:
                continue
            hit = (mask[y : y + h, x : x + w] & ink).sum() >= 0.95 * ink.sum()
            sweep.add(masks, (x, y, x + w, y + h), ink, len(box["text"].replace(" ", "")) <= 4)
            for group in ("all", "phi" if box["phi"] else "not phi", "short (1 to 4)" if len(box["text"].replace(" ", "")) <= 4 else "long"):
                tally.add(group, hit)
            if not hit:
                missed.append((entry["file"], box["text"], box["kind"], round(float((mask[y : y + h, x : x + w] & ink).sum() / ink.sum()), 2)))
                if options.misses and len(missed) <= 80:
                    _save(options.misses, f"real-{len(missed)}", views[0], mask, (x, y, x + w, y + h))
        if entry.get("complete"):
            share = float((mask & ~allowed).mean())
            over.append(share)
            if share > 0.001:
                print(f"  away from boxes {share:.4f}", entry["file"])
    return {"images": len(images) - skipped, "strings": tally.table(), "maskedAwayFromBoxes": round(float(np.mean(over)), 5), "thresholds": sweep.table()}, missed


def _save(folder, name, image, mask, box):
    """The surroundings of a miss, beside the same with the mask in red."""
    os.makedirs(folder, exist_ok=True)
    x0, y0, x1, y1 = max(0, box[0] - 20), max(0, box[1] - 20), box[2] + 20, box[3] + 20
    part = image[y0:y1, x0:x1]
    marked = part.copy()
    marked[mask[y0:y1, x0:x1]] = (255, 0, 0)
    Image.fromarray(np.concatenate([part, marked], axis=0)).save(os.path.join(folder, name + ".png"))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("checkpoint")
    options.add_argument("backgrounds")
    options.add_argument("--data")
    options.add_argument("--samples", type=int, default=400)
    options.add_argument("--size", type=int, default=256)
    options.add_argument("--seed", type=int, default=9001)
    options.add_argument("--pad", type=int, default=2)
    options.add_argument("--json")
    options.add_argument("--misses")
    options = options.parse_args()
    network = load(options.checkpoint)
    result = {}
    result["synthetic"], missed = synthetic(network, options)
    for line in missed[:60]:
        print("  missed", *line)
    result["realWithoutText"] = real_frames_without_text(network, options)
    if options.data:
        result["realOverlays"], missed = real_overlays(network, options)
        for line in missed:
            print("  missed", *line)
    print(json.dumps(result, indent=1))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            json.dump(result, out, indent=1)


if __name__ == "__main__":
    main()
