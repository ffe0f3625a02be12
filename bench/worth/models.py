"""Makes the models that can be trained; all have `loss(batch)` and `detect(pixels)`. Weights begin random: nothing is downloaded."""
import torch
from torch import nn

from detector import Detector

DEVICE = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
#: Flags of Linux's /proc/cpuinfo for processors that multiply bfloat16 themselves. Others would convert to float32 and back.
BFLOAT16_FLAGS = {'avx512_bf16', 'amx_bf16'}


def best_precision(model):
    """bfloat16 where the model can use it and the device computes with it, else float32."""
    if model != 'small':
        return 'float32'
    has_bfloat16 = torch.cuda.is_bf16_supported() if DEVICE.type == 'cuda' else bool(BFLOAT16_FLAGS & processor_flags())
    return 'bfloat16' if has_bfloat16 else 'float32'


def processor_flags():
    try:
        with open('/proc/cpuinfo', encoding='utf-8') as file:
            return set(next((line for line in file if line.startswith('flags')), '').split())
    except OSError:
        return set()


def make_model(settings, classes):
    """`settings['model']`: small, fasterrcnn or ssdlite; `settings['precision']`: float32 or bfloat16."""
    if settings['model'] == 'small':
        return Detector(classes, settings['strides'], settings['precision']).to(DEVICE)
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
