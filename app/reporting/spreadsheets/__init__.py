"""Spreadsheets: rows out as XLSX or CSV that open right in Excel and WPS, a filled table read in."""

from app.reporting.spreadsheets.reading import Column, Problem, Row, Table, read_table
from app.reporting.spreadsheets.writing import Sheet, csv_bytes, xlsx_bytes

__all__ = ["Column", "Problem", "Row", "Sheet", "Table", "csv_bytes", "read_table", "xlsx_bytes"]
