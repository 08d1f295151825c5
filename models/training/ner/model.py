"""The tagger: a dilated convolution over characters. In: numbers of characters and word flags; out: what each character is part of, and a verdict on the text.

A convolution is written as one matrix product over shifted copies, which is quicker for short texts than the operator of that name.
"""

import torch
from torch import nn
from torch.nn import functional

from features import CHARACTERS, FLAGS


def weights_of(path):
    """Weights of a file of train.py, or of a model.onnx that export.py wrote (matrices there are transposed and have no names)."""
    if path.suffix != '.onnx':
        return torch.load(path, map_location='cpu')['weights']
    import onnx
    from onnx import numpy_helper

    arrays = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in onnx.load(path).graph.initializer}
    unnamed = [arrays.pop(name).t().contiguous() for name in list(arrays) if name.startswith('onnx::MatMul')]
    matrices = [name for name in ['enter', *(f'layers.{i}' for i in range(len(unnamed) - 2))]]
    named = {f'{name}.linear.weight': matrix for name, matrix in zip(matrices, unnamed)}
    return {**arrays, **named, 'kinds.weight': unnamed[-1]}


class Shifted(nn.Module):
    """A convolution of three characters that lie `step` apart."""

    def __init__(self, inputs, outputs, step):
        super().__init__()
        self.step = step
        self.linear = nn.Linear(3 * inputs, outputs)
        nn.init.kaiming_normal_(self.linear.weight, nonlinearity='relu')
        nn.init.zeros_(self.linear.bias)

    def forward(self, x):
        padded = functional.pad(x, (0, 0, self.step, self.step))
        length = x.shape[1]
        near = [padded[:, i * self.step : i * self.step + length] for i in range(3)]
        return self.linear(torch.cat(near, dim=2))


class Tagger(nn.Module):
    def __init__(self, width=96, embedding=32, steps=(1, 2, 4, 8, 16, 1, 2), kinds=7, verdicts=3):
        super().__init__()
        self.embedding = nn.Embedding(CHARACTERS, embedding, padding_idx=0)
        nn.init.normal_(self.embedding.weight, std=0.3)
        self.enter = Shifted(embedding + FLAGS, width, 1)
        self.layers = nn.ModuleList(Shifted(width, width, step) for step in steps)
        for layer in self.layers:
            layer.linear.weight.data.mul_(0.5)
        #: After this many layers each character learns what the whole text looks like.
        self.whole_after = len(steps) - 2
        self.whole = nn.Linear(2 * width, width)
        self.kinds = nn.Linear(width, kinds)
        self.verdict = nn.Sequential(nn.Linear(2 * width, 48), nn.ReLU(), nn.Linear(48, verdicts))

    @staticmethod
    def pool(h, mask):
        mean = (h * mask).sum(1) / mask.sum(1)
        most = (h * mask).max(1)[0]
        return torch.cat([mean, most], dim=1)

    def logits(self, characters, flags):
        mask = (characters > 0).unsqueeze(2).to(flags.dtype)
        h = torch.relu(self.enter(torch.cat([self.embedding(characters), flags], dim=2))) * mask
        for i, layer in enumerate(self.layers):
            if i == self.whole_after:
                h = (h + self.whole(self.pool(h, mask)).unsqueeze(1)) * mask
            h = (h + torch.relu(layer(h))) * mask
        return self.kinds(h), self.verdict(self.pool(h, mask))

    def forward(self, characters, flags):
        kinds, verdict = self.logits(characters, flags)
        return torch.softmax(kinds, dim=2), torch.softmax(verdict, dim=1)
