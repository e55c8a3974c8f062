"""Bringing an agency's spreadsheet in: a template, a dry run, faults by line and column, all or nothing."""

from carers.imports.reading import Fault, Sheet, read
from carers.imports.sheets import SHEETS

__all__ = ["SHEETS", "Fault", "Sheet", "read"]
