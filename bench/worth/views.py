"""Makes the detector's input from a picture: the whole picture for judging, a random view of it for training."""
import math

import numpy as np
from PIL import Image, ImageFilter

#: Grey of an ImageNet-like mean, around a picture that does not fill the canvas.
PADDING = (114, 114, 114)
#: A box of which less than this share is left inside the view is neither object nor background.
KEPT_SHARE = 0.4
#: Luma of Rec. 601, about which saturation changes.
LUMA = np.array([0.299, 0.587, 0.114])


def place_image(image, size, window, canvas):
    """The part `window` (x, y, width, height in the picture's pixels of `size`) on a canvas, padded where it leaves the picture.

    `image` is the decoded picture, which may be smaller than `size`.
    """
    left, top, width, height = window
    x0, y0 = max(left, 0.0), max(top, 0.0)
    x1, y1 = min(left + width, size[0]), min(top + height, size[1])
    to_x, to_y = canvas[0] / width, canvas[1] / height
    target = (round((x0 - left) * to_x), round((y0 - top) * to_y), round((x1 - left) * to_x), round((y1 - top) * to_y))
    shrink_x, shrink_y = image.width / size[0], image.height / size[1]
    part = image.resize((max(1, target[2] - target[0]), max(1, target[3] - target[1])), Image.BILINEAR,
                        box=(x0 * shrink_x, y0 * shrink_y, x1 * shrink_x, y1 * shrink_y), reducing_gap=2.0)
    if part.size == tuple(canvas):
        return part
    whole = Image.new('RGB', tuple(canvas), PADDING)
    whole.paste(part, target[:2])
    return whole


def whole_window(picture, canvas):
    """The window that shows all of the picture in its middle."""
    scale = min(canvas[0] / picture.width, canvas[1] / picture.height)
    width, height = canvas[0] / scale, canvas[1] / scale
    return (picture.width - width) / 2, (picture.height - height) / 2, width, height


def random_window(picture, canvas, random, zoom, stretch):
    """A window of random scale, aspect and position; larger than the picture or inside it."""
    scale = min(canvas[0] / picture.width, canvas[1] / picture.height) * math.exp(random.uniform(-zoom, zoom))
    aspect = math.exp(random.uniform(-stretch, stretch) / 2)
    width, height = canvas[0] / (scale * aspect), canvas[1] / (scale / aspect)
    # The free space is negative where the window is larger than the picture, which then lies anywhere in it.
    return random.uniform(0, 1) * (picture.width - width), random.uniform(0, 1) * (picture.height - height), width, height


def boxes_in(picture, window, canvas):
    """Boxes as left, top, right, bottom on the canvas, clipped to it, and the share of each that is left."""
    left, top, width, height = window
    scale = np.array([canvas[0] / width, canvas[1] / height], dtype=np.float32)
    corners = np.concatenate([picture.boxes[:, :2], picture.boxes[:, :2] + picture.boxes[:, 2:]], axis=1)
    corners = (corners - np.tile([left, top], 2).astype(np.float32)) * np.tile(scale, 2)
    clipped = np.clip(corners, 0, np.tile(np.array(canvas, dtype=np.float32), 2))
    area = np.prod(corners[:, 2:] - corners[:, :2], axis=1)
    return clipped, np.prod(clipped[:, 2:] - clipped[:, :2], axis=1) / np.maximum(area, 1e-6)


def recoloured(image, random, strength):
    """Random exposure, contrast, gamma, white balance, saturation and hue, sometimes blur."""
    if strength == 0:
        return image
    if random.uniform(0, 1) < 0.8:
        image = image.convert('RGB', colour_matrix(random, strength))
    gain = math.exp(random.uniform(-0.35, 0.35) * strength)
    contrast = math.exp(random.uniform(-0.35, 0.35) * strength)
    gamma = math.exp(random.uniform(-0.25, 0.25) * strength)
    levels = np.linspace(0, 1, 256) ** gamma * gain
    levels = np.clip((levels - 0.45) * contrast + 0.45, 0, 1) * 255
    image = image.point(np.tile(np.round(levels).astype(int), 3).tolist())
    if random.uniform(0, 1) < 0.25 * strength:
        image = image.filter(ImageFilter.BoxBlur(random.uniform(0.2, 1.2)))
    return image


def colour_matrix(random, strength):
    """Saturation and hue about the grey axis, then a gain each channel, as PIL takes them."""
    saturation = math.exp(random.uniform(-0.5, 0.5) * strength)
    angle = random.uniform(-0.25, 0.25) * strength
    cosine, sine = math.cos(angle), math.sin(angle)
    axis = np.full((3, 3), (1 - cosine) / 3) + cosine * np.eye(3) + sine * math.sqrt(1 / 3) * np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    matrix = (1 - saturation) * np.tile(LUMA, (3, 1)) + saturation * axis
    matrix *= np.exp(random.uniform(-0.12, 0.12, size=3) * strength)[:, None]
    return np.concatenate([matrix, np.zeros((3, 1))], axis=1).ravel().tolist()
