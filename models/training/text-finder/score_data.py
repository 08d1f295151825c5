"""Frames to train the text score on: drawn overlays, and real frames without text as they are.

    python3 score_data.py BACKGROUNDS.npz OUT_DIR --seed 1 [--held-out] [--overlays 300] [--rounds 1] [--hard HARD.json]

OUT_DIR/index.json lists the frames (bytes, row by row); the ink of what was drawn lies in a file beside each, one byte a pixel.
"""

import argparse
import json
import os

import numpy as np

import backgrounds
import fonts
import overlay

#: drawn overlays have one of these sides
SIDES = (192, 256, 320, 400)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("backgrounds")
    options.add_argument("out")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--held-out", action="store_true")
    options.add_argument("--overlays", type=int, default=300)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--hard")
    options = options.parse_args()
    os.makedirs(options.out, exist_ok=True)
    rng, index = np.random.default_rng(options.seed), []

    def write(image, ink):
        name = f"{len(index):05d}.raw"
        np.ascontiguousarray(image).tofile(os.path.join(options.out, name))
        np.ascontiguousarray(ink.astype(np.uint8)).tofile(os.path.join(options.out, name + ".ink"))
        index.append({"file": name, "width": image.shape[1], "height": image.shape[0], "samples": 3})

    behind = backgrounds.Backgrounds(options.backgrounds, options.held_out, hard=options.hard)
    generator = overlay.Generator(options.seed, fonts.catalogue(options.held_out), behind, hard=0.3 if options.hard else 0)
    for _ in range(options.overlays):
        image, ink, _ring, _weight, _records = generator.sample(int(rng.choice(SIDES)), lines=int(rng.integers(1, 9)))
        write(image, ink)
    for _ in range(options.rounds):
        for _name, frame in backgrounds.named(options.backgrounds, options.held_out):
            step = -(-max(frame.shape[:2]) // 1024)
            y, x = (int(rng.integers(max(1, s - s // step + 1))) for s in frame.shape[:2])  # a part of a large frame
            whole = backgrounds.windowed(rng, frame)
            part = whole[y : y + frame.shape[0] // step, x : x + frame.shape[1] // step]
            write(part, np.zeros(part.shape[:2], bool))
    with open(os.path.join(options.out, "index.json"), "w", encoding="utf-8") as out:
        json.dump(index, out)
    print(f"{len(index)} frames")


if __name__ == "__main__":
    main()
