"""What backup and restore are called with: a wrong argument is one sentence, as whatever else stands in the way."""

import argparse
import sys
from pathlib import Path

from django.core.management.base import BaseCommand


class SafeCopyCommand(BaseCommand):
    """A command that a script runs; `call` says how, and of wrong arguments it prints one sentence and exits with 1."""

    call = ""
    requires_system_checks = ()

    def create_parser(self, prog_name, subcommand, **kwargs):
        """Return the parser; it says what is wrong in place of argparse's lines on usage."""
        parser = super().create_parser(prog_name, subcommand, usage=self.call, **kwargs)

        def refuse(message):
            said = " ".join(str(message).split()).rstrip(".")
            sys.exit(f"{said[0].upper()}{said[1:]}: call it as {self.call}.")

        parser.error = refuse
        return parser


def path(text: str) -> Path:
    """Return the path that an argument names. Raises ArgumentTypeError where it names none."""
    if not text.strip():
        raise argparse.ArgumentTypeError(f"{text!r} has no name in it")
    return Path(text)


def at_least_one(text: str) -> int:
    """Return the whole number from 1 up that an argument holds. Raises ArgumentTypeError where it is none."""
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)
