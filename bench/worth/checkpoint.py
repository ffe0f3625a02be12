"""Detectors on disk: the weights of use, and all that a stopped run needs to go on."""
import os

import torch

from errors import UserError
from models import make_model

FORMAT = 2


def save(path, content):
    """Writes beside the file and renames, so that a stopped run leaves the last whole one."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    torch.save({'format': FORMAT, **content}, f'{path}.partial')
    os.replace(f'{path}.partial', path)


def load(path):
    try:
        content = torch.load(path, map_location='cpu')
    except (OSError, RuntimeError, ValueError, KeyError, EOFError, ModuleNotFoundError, AttributeError) as error:
        raise UserError(f'checkpoint: {path} cannot be read ({error}); wanted a file that train.py has written') from error
    except Exception as error:  # pickle's own errors have no common class but Exception
        raise UserError(f'checkpoint: {path} is no checkpoint ({error}); wanted a file that train.py has written') from error
    if not isinstance(content, dict) or content.get('format') != FORMAT:
        raise UserError(f'checkpoint: {path} has the format {content.get("format") if isinstance(content, dict) else None}; wanted {FORMAT}')
    return content


def detector_of(content):
    """The detector with the averaged weights, ready to judge."""
    model = make_model(content['settings'], len(content['categories']))
    model.load_state_dict(content['average'])
    return model.eval()
