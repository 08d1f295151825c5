"""The text-ink segmenter: a small fully convolutional network; `quantise.py` makes it compute in bytes."""

import torch
from torch import nn
from torch.nn import functional as F

#: Height and width of an input must be multiples of this.
STRIDE = 16


def _block(inputs, outputs, size=3, stride=1, dilation=1):
    padding = dilation * (size // 2)
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, padding, dilation, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class TextInk(nn.Module):
    """Four scales down, three up with added skips; logits at full resolution by depth to space."""

    def __init__(self, widths=(16, 32, 64, 80)):
        super().__init__()
        a, b, c, d = widths
        self.stem = _block(3, a, size=5, stride=2)
        self.fine = _block(a, a)
        self.down2 = _block(a, b, stride=2)
        self.mid2 = _block(b, b)
        self.down3 = _block(b, c, stride=2)
        self.mid3 = _block(c, c)
        self.down4 = _block(c, d, stride=2)
        self.deep1 = _block(d, d)
        self.deep2 = _block(d, d, dilation=2)
        self.to3 = nn.Conv2d(d, c, 1)
        self.up3 = _block(c, c)
        self.to2 = nn.Conv2d(c, b, 1)
        self.up2 = _block(b, b)
        self.to1 = nn.Conv2d(b, a, 1)
        self.up1 = _block(a, a)
        self.head = nn.Conv2d(a, 4, 1)
        nn.init.constant_(self.head.bias, -3.0)  # ink is rare: start near its prior

    def forward(self, pixels):
        """Logits (N, 1, H, W) of float pixels 0..255 (N, 3, H, W)."""
        x = pixels * (1 / 64) - 2
        one = self.fine(self.stem(x))
        two = self.down2(one)
        two = two + self.mid2(two)
        three = self.down3(two)
        three = three + self.mid3(three)
        four = self.down4(three)
        four = four + self.deep1(four)
        four = four + self.deep2(four)
        three = self.up3(three + F.interpolate(self.to3(four), scale_factor=2.0, mode="nearest"))
        two = self.up2(two + F.interpolate(self.to2(three), scale_factor=2.0, mode="nearest"))
        one = self.up1(one + F.interpolate(self.to1(two), scale_factor=2.0, mode="nearest"))
        return F.pixel_shuffle(self.head(one), 2)


def parameters(network):
    """Number of weights that are learned."""
    return sum(p.numel() for p in network.parameters())
