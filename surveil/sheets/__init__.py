"""Sheets: lists of cases in files, read as rows of texts, whatever the form."""

from surveil.sheets.reading import Reading, Row, read
from surveil.sheets.tables import Chunk, Table

__all__ = ["Chunk", "Reading", "Row", "Table", "read"]
