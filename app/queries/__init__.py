"""The readings: rows out for pages, reports and exports. They change nothing."""
