"""Quality focal loss of the scores and generalized IoU loss of the boxes."""
import torch
from torch.nn import functional

from targets import IGNORED

BOX_WEIGHT = 2.0


def giou_of(predicted, wanted):
    """IoU and generalized IoU (Rezatofighi et al., 2019) of pairs of boxes given by corners."""
    overlap = (torch.minimum(predicted[:, 2:], wanted[:, 2:]) - torch.maximum(predicted[:, :2], wanted[:, :2])).clamp(min=0).prod(1)
    union = (predicted[:, 2:] - predicted[:, :2]).prod(1) + (wanted[:, 2:] - wanted[:, :2]).prod(1) - overlap
    hull = (torch.maximum(predicted[:, 2:], wanted[:, 2:]) - torch.minimum(predicted[:, :2], wanted[:, :2])).prod(1)
    iou = overlap / union.clamp(min=1e-6)
    return iou, iou - (hull - union) / hull.clamp(min=1e-6)


def detection_loss(logits, corners, targets, boxes, classes):
    """`targets` (image, cell) index into `boxes` and `classes`, those of all images one after the other. Returns the loss, its two parts and the mean IoU."""
    positive = targets >= 0
    index = targets[positive]
    wanted = boxes[index]
    iou, giou = giou_of(corners[positive], wanted)
    quality = torch.zeros_like(logits)
    places = positive.nonzero(as_tuple=True)
    quality[places[0], places[1], classes[index]] = iou.detach()
    error = (quality - logits.sigmoid()).abs() ** 2
    loss = functional.binary_cross_entropy_with_logits(logits, quality, reduction='none') * error
    count = max(1, len(index))
    score_loss = (loss * (targets != IGNORED)[..., None]).sum() / count
    box_loss = (1 - giou).sum() / count
    return score_loss + BOX_WEIGHT * box_loss, score_loss.detach(), box_loss.detach(), iou.detach().sum() / count
