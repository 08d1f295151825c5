"""Writes the folder that ships: export.py --model model.pt --words words.bin --out models/ner --about about.json

about.json is what the manifest says besides checksums and shapes: training command, data, measured figures.
"""

import argparse
import hashlib
import json
import shutil
import warnings
from datetime import date
from pathlib import Path

import onnx
import torch

from compose import KINDS, VERDICTS
from features import CHARACTERS, FLAGS
from model import Tagger

OPSET = 13


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--model', type=Path, required=True)
    options.add_argument('--words', type=Path, required=True)
    options.add_argument('--out', type=Path, required=True)
    options.add_argument('--about', type=Path)
    options.add_argument('--threshold', type=float, default=0.5)
    args = options.parse_args()
    saved = torch.load(args.model, map_location='cpu')
    model = Tagger(width=saved['width'])
    model.load_state_dict(saved['weights'])
    model.eval()
    args.out.mkdir(parents=True, exist_ok=True)
    example = (torch.ones(2, 16, dtype=torch.int32), torch.zeros(2, 16, FLAGS))
    warnings.simplefilter('ignore')
    torch.onnx.export(
        model, example, args.out / 'model.onnx', opset_version=OPSET, input_names=['characters', 'flags'], output_names=['kinds', 'verdict'],
        dynamic_axes={'characters': {0: 'texts', 1: 'length'}, 'flags': {0: 'texts', 1: 'length'}, 'kinds': {0: 'texts', 1: 'length'}, 'verdict': {0: 'texts'}},
    )  # fmt: skip
    onnx.checker.check_model(onnx.load(args.out / 'model.onnx'))
    shutil.copyfile(args.words, args.out / 'words.bin')
    sums = {name: hashlib.sha256((args.out / name).read_bytes()).hexdigest() for name in ('model.onnx', 'words.bin')}
    manifest = {
        'name': 'lethe-ner',
        'date': date.today().isoformat(),
        'files': sums,
        'labels': ['nothing', *KINDS],
        'verdicts': VERDICTS,
        'threshold': args.threshold,
        'shapes': {
            'characters': f'int32 [texts, length], 0 to {CHARACTERS - 1}; 0 is padding',
            'flags': f'float32 [texts, length, {FLAGS}]',
            'kinds': f'float32 [texts, length, {1 + len(KINDS)}], probabilities by label',
            'verdict': f'float32 [texts, {len(VERDICTS)}], probabilities by verdict',
        },
        'opset': OPSET,
        'parameters': sum(p.numel() for p in model.parameters()),
    }
    if args.about:
        manifest |= json.loads(args.about.read_text('utf-8'))
    (args.out / 'manifest.json').write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + '\n', 'utf-8')


if __name__ == '__main__':
    main()
