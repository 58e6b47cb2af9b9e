"""The commands of main.py, one file each: `add_parser(subparsers)` and `run(arguments)`."""
