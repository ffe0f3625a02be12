"""Makes the models that can be trained; all have `loss(batch)` and `detect(pixels)`. Weights begin random: nothing is downloaded."""
import torch
from torch import nn

from detector import Detector

DEVICE = torch.device('cuda' if torch.cuda.is_available() else 'cpu')


def make_model(settings, classes):
    """`settings['model']`: small, fasterrcnn or ssdlite."""
    if settings['model'] == 'small':
        return Detector(classes, settings['strides']).to(DEVICE)
    return TorchvisionModel(settings['model'], settings['canvas'], classes).to(DEVICE)


class TorchvisionModel(nn.Module):
    """Faster R-CNN or SSDLite of torchvision. Boxes that are ignored are background to them, because they know no third kind."""

    def __init__(self, name, canvas, classes):
        super().__init__()
        from torchvision.models import detection
        if name == 'fasterrcnn':
            self.inner = detection.fasterrcnn_resnet50_fpn(weights=None, weights_backbone=None, num_classes=classes + 1, trainable_backbone_layers=5,
                                                           min_size=min(canvas), max_size=max(canvas))
        else:
            self.inner = detection.ssdlite320_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=classes + 1)
        for module in self.inner.modules():
            # Frozen statistics are for weights that were trained elsewhere.
            if isinstance(module, nn.BatchNorm2d):
                module.momentum = 0.03

    def loss(self, batch):
        images = list(batch['pixels'].permute(0, 3, 1, 2).float() / 255)
        wanted = ~batch['ignored']
        targets = []
        for index in range(len(images)):
            own = wanted & (batch['image'] == index)
            targets.append({'boxes': batch['boxes'][own], 'labels': batch['classes'][own] + 1})
        parts = self.inner(images, targets)
        loss = sum(parts.values())
        boxes = sum(value for name, value in parts.items() if 'box' in name or 'bbox' in name)
        return loss, (loss - boxes).detach(), boxes.detach(), torch.tensor(0.0)

    @torch.no_grad()
    def detect(self, pixels):
        found = self.inner(list(pixels.permute(0, 3, 1, 2).float() / 255))
        return [(entry['boxes'].cpu().numpy(), entry['scores'].cpu().numpy(), entry['labels'].cpu().numpy() - 1) for entry in found]
