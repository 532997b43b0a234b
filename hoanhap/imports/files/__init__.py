"""How is a list of people read from a spreadsheet or text file, and written as one? Knows no rows of the database."""

from hoanhap.imports.files.guard import MAX_BYTES, MAX_ROWS
from hoanhap.imports.files.reading import Sheet, read_list
from hoanhap.imports.files.writing import write_copy, write_template

__all__ = ["MAX_BYTES", "MAX_ROWS", "Sheet", "read_list", "write_copy", "write_template"]
