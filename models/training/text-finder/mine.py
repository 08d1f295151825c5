"""Where a checkpoint sees text in real frames without any: what training must look at most.

    python3 mine.py CHECKPOINT BACKGROUNDS.npz OUT.json [--seed 1] [--rounds 2]

Frames held out are left alone. OUT.json: {frame name: [[row, column, highest probability], ...]}, places where a component begins that is
no text; `train.py --hard OUT.json` draws its backgrounds round them. The whole frame counts and the frame at a quarter of its size as well,
for the product searches both: places of the second are listed under the name with "/4" behind it.
"""

import argparse
import json

import numpy as np
from scipy import ndimage

import backgrounds
from evaluate import LEAST_COARSE, load, probability

#: a component counts from this probability on; places kept of one frame and rendering
LEAST, MOST = 0.15, 40


def places(network, image):
    """[(row, column, peak)] of the components of ink, highest first."""
    if min(image.shape[:2]) < 32:
        return []
    ink = np.concatenate([probability(network, image[top : top + 1024]) for top in range(0, image.shape[0], 1024)])
    labels, count = ndimage.label(ink >= LEAST)
    if count == 0:
        return []
    numbers = np.arange(1, count + 1)
    peaks = ndimage.maximum(ink, labels, numbers)
    best = np.argsort(-peaks)[:MOST]
    at = ndimage.maximum_position(ink, labels, numbers[best])
    return [[int(y), int(x), round(float(peaks[k]), 3)] for (y, x), k in zip(at, best)]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("checkpoint")
    options.add_argument("backgrounds")
    options.add_argument("out")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rounds", type=int, default=2)
    options = options.parse_args()
    network, rng = load(options.checkpoint), np.random.default_rng(options.seed)
    found = {}
    for name, frame in backgrounds.named(options.backgrounds, held_out=False):
        for _ in range(options.rounds if frame.ndim == 2 else 1):
            image = backgrounds.windowed(rng, frame)
            found.setdefault(name, []).extend(places(network, image))
            if min(image.shape[:2]) >= 4 * LEAST_COARSE:
                found.setdefault(name + "/4", []).extend(places(network, backgrounds.shrunk(image, 4)))
    with open(options.out, "w", encoding="utf-8") as out:
        json.dump({name: spots for name, spots in found.items() if spots}, out)
    print(f"{sum(map(len, found.values()))} places in {sum(bool(spots) for spots in found.values())} of {len(found)} frames")


if __name__ == "__main__":
    main()
