"""The paper: rows in, bytes out (PDF, spreadsheets, archives, charts)."""
