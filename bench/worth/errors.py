"""The error of a wrong input: one sentence and exit code 2, without a stack trace."""
import sys


class UserError(Exception):
    """`stage: what is wrong; what was wanted`."""


def run_main(main, arguments=None):
    """Calls main and exits: 0 done, 2 the input is wrong, 130 interrupted."""
    try:
        main(sys.argv[1:] if arguments is None else arguments)
    except UserError as error:
        sys.stderr.write(f'{error}\n')
        sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write('\n')
        sys.exit(130)
