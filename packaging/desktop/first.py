"""What the installed program does before anything else."""

import os

# The libraries beside the program are for this program: what it opens (a browser, a printer's tool) has its own.
_before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _before is not None:
    os.environ["LD_LIBRARY_PATH"] = _before
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
