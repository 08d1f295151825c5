"""Weights in whole steps that give, on bytes, what the float weights give on floats: least squares, then rounding one input after the other,
each time spreading what was lost over the inputs that are still to come."""

import numpy as np
import torch

#: weights go from minus to plus this: no processor saturates while it sums products of two
MOST_WEIGHT = 63
#: places of each line that the fit looks at
PLACES = 160
#: how much the fit is held to the weights that there were, as a share of the mean square of the inputs
HELD = 0.02


class Moments:
    """Second moments of what a pointwise convolution is given as bytes, and of it with what the convolution should give."""

    def __init__(self, weights):
        out, inputs = weights.shape[:2]
        self.squares = torch.zeros(inputs, inputs, dtype=torch.float64)
        self.sums = torch.zeros(inputs, dtype=torch.float64)
        self.products = torch.zeros(out, inputs, dtype=torch.float64)
        self.wanted = torch.zeros(out, dtype=torch.float64)
        self.count = 0

    def add(self, given, wanted, rng):
        """One line: what goes in, and what should come out, both (1, channels, height, width)."""
        x, y = given[0].flatten(1), wanted[0].flatten(1)
        places = torch.from_numpy(rng.choice(x.shape[1], min(PLACES, x.shape[1]), replace=False))
        x, y = x[:, places].double(), y[:, places].double()
        self.squares += x @ x.T
        self.sums += x.sum(1)
        self.products += y @ x.T
        self.wanted += y.sum(1)
        self.count += x.shape[1]

    def rounded(self, weights):
        """Whole weights (outputs, inputs), the step of each output, offsets."""
        mean_x, mean_y = self.sums / self.count, self.wanted / self.count
        squares = self.squares / self.count - mean_x[:, None] * mean_x[None]
        products = self.products / self.count - mean_y[:, None] * mean_x[None]
        held = HELD * squares.diagonal().mean()
        squares = squares + held * torch.eye(len(mean_x), dtype=torch.float64)
        products = products + held * torch.from_numpy(weights[:, :, 0, 0])
        fitted = torch.linalg.solve(squares, products.T).T
        steps = (fitted.abs().amax(1) / MOST_WEIGHT).clamp_min(1e-12)
        whole = spread(fitted, steps, squares)
        offsets = mean_y - (whole * steps[:, None]) @ mean_x
        return whole.numpy(), steps.numpy(), offsets.numpy()


def spread(weights, steps, squares):
    """Rounds input after input; the error of each goes into the later ones as the inputs go together."""
    weights, whole = weights.clone(), torch.zeros_like(weights)
    upper = torch.linalg.cholesky(torch.linalg.inv(squares)).T
    for at in range(weights.shape[1]):
        whole[:, at] = torch.clamp(torch.round(weights[:, at] / steps), -MOST_WEIGHT, MOST_WEIGHT)
        error = (weights[:, at] - whole[:, at] * steps) / upper[at, at]
        weights[:, at:] -= error[:, None] * upper[at, at:]
    return whole
