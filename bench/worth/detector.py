"""A one-stage detector without anchors: a patch stem, residual stages, a top-down path, one head for all levels.

Each cell of a level predicts classes and the distances to a box's four sides, as in FCOS (Tian et al., 2019). A cell's score learns
the IoU of its box, as in generalized focal loss (Li et al., 2020), so that the best box of an object also has the best score.
"""
import math

import torch
from torch import nn
from torch.nn import functional

from detections import detections_of
from losses import detection_loss

#: Input pixels a side of the stem's patches, and the stride of its cells.
PATCH = 4
WIDTHS = {4: 32, 8: 64, 16: 128, 32: 192}
DEPTHS = {8: 1, 16: 2, 32: 1}
NECK = 64
PRIOR = 0.01


def convolution(inputs, outputs, size=3, stride=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs, momentum=0.03), nn.ReLU(inplace=True))


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first = convolution(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width, momentum=0.03))

    def forward(self, x):
        return functional.relu(x + self.second(self.first(x)), inplace=True)


class Detector(nn.Module):
    """`strides` are the levels that have a head; the backbone ends at twice the largest, for context.

    With `precision` bfloat16 the convolutions are rounded to it, but for the two that give scores and sides; weights stay float32.
    """

    def __init__(self, classes, strides, precision='float32'):
        super().__init__()
        self.precision = precision
        self.classes, self.strides = classes, tuple(strides)
        self._cells = None
        # A second layer at this stride costs a quarter of an image's time, so it is there only where a head needs it.
        deeper = [convolution(WIDTHS[4], WIDTHS[4])] if min(strides) == 4 else []
        self.stem = nn.Sequential(convolution(3 * PATCH * PATCH, WIDTHS[4]), *deeper)
        self.stages = nn.ModuleDict()
        top = min(32, max(max(strides) * 2, 16))
        self.steps = [stride for stride in (4, 8, 16, 32) if min(strides) <= stride <= top]
        for stride in (8, 16, 32):
            if stride <= top:
                blocks = [Residual(WIDTHS[stride]) for _ in range(DEPTHS[stride])]
                self.stages[str(stride)] = nn.Sequential(convolution(WIDTHS[stride // 2], WIDTHS[stride], 3, 2), *blocks)
        self.lateral = nn.ModuleDict({str(stride): nn.Conv2d(WIDTHS[stride], NECK, 1) for stride in self.steps})
        self.smooth = nn.ModuleDict({str(stride): convolution(NECK, NECK) for stride in strides})
        self.head = convolution(NECK, NECK)
        self.score = nn.Conv2d(NECK, classes, 3, 1, 1)
        self.sides = nn.Conv2d(NECK, 4, 3, 1, 1)
        self.scales = nn.Parameter(torch.zeros(len(strides)))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity='relu')
        for module in (self.score, self.sides):
            nn.init.normal_(module.weight, std=0.01)
        nn.init.constant_(self.score.bias, -math.log(1 / PRIOR - 1))
        nn.init.constant_(self.sides.bias, math.log(2))
        self.to(memory_format=torch.channels_last)

    def forward(self, pixels):
        """`pixels`: uint8, image x row x column x channel. Returns logits (image, cell, class) and sides (image, cell, 4) in pixels."""
        with torch.autocast(pixels.device.type, torch.bfloat16, enabled=self.precision == 'bfloat16'):
            merged = self.merged_features(pixels)
            heads = [self.head(self.smooth[str(stride)](merged[stride])) for stride in self.strides]
        logits, sides = [], []
        for index, (stride, y) in enumerate(zip(self.strides, heads)):
            y = y.float()
            logits.append(self.score(y).permute(0, 2, 3, 1).reshape(len(pixels), -1, self.classes))
            distances = (self.sides(y) + self.scales[index]).clamp(max=6).exp() * stride
            sides.append(distances.permute(0, 2, 3, 1).reshape(len(pixels), -1, 4))
        return torch.cat(logits, 1), torch.cat(sides, 1)

    def merged_features(self, pixels):
        """Features by stride, each level's own with those of all larger strides."""
        images, height, width, _ = pixels.shape
        # Cells with their patch as channels are contiguous in channels_last: a view, and no convolution at full resolution.
        patches = pixels.view(images, height // PATCH, PATCH, width // PATCH, PATCH, 3).permute(0, 1, 3, 2, 4, 5).reshape(
            images, height // PATCH, width // PATCH, PATCH * PATCH * 3)
        x = self.stem((patches.to(self.scales.dtype) / 64 - 1.8).permute(0, 3, 1, 2))
        features = {4: x}
        for stride, stage in self.stages.items():
            x = features[int(stride)] = stage(x)
        above = None
        merged = {}
        for stride in reversed(self.steps):
            own = self.lateral[str(stride)](features[stride])
            above = own if above is None else own + functional.interpolate(above, size=own.shape[2:], mode='nearest')
            merged[stride] = above
        return merged

    def cells(self, pixels):
        """`cells_of` this input, remembered."""
        key = pixels.shape[1:3], pixels.device
        if self._cells is None or self._cells[0] != key:
            self._cells = key, cells_of((pixels.shape[2], pixels.shape[1]), self.strides)[0].to(pixels.device)
        return self._cells[1]

    def loss(self, batch):
        """The loss of a batch, its two parts, and the mean IoU of the cells that learn a box."""
        logits, sides = self(batch['pixels'])
        return detection_loss(logits, corners_of(self.cells(batch['pixels']), sides), batch['targets'], batch['boxes'], batch['classes'])

    @torch.no_grad()
    def detect(self, pixels):
        """For each image boxes by corners, scores and classes, as arrays, best first."""
        logits, sides = self(pixels)
        corners = corners_of(self.cells(pixels), sides).cpu()
        scores = logits.sigmoid().cpu()
        return [detections_of(scores[index], corners[index], (pixels.shape[2], pixels.shape[1])) for index in range(len(pixels))]


def cells_of(canvas, strides):
    """Centres (cell, 2) of all levels' cells in pixels, in the order of the detector's output, and the stride of each."""
    centres, steps = [], []
    for stride in strides:
        columns, rows = -(-canvas[0] // stride), -(-canvas[1] // stride)
        y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing='ij')
        centres.append((torch.stack([x, y], -1).reshape(-1, 2) + 0.5) * stride)
        steps.append(torch.full((rows * columns,), float(stride)))
    return torch.cat(centres), torch.cat(steps)


def corners_of(centres, sides):
    """Left, top, right, bottom of boxes that reach so far to the four sides of their cells."""
    return torch.cat([centres - sides[..., :2], centres + sides[..., 2:]], -1)
