"""The rules. Standard library only: no Flask, no SQLAlchemy, no input or output."""
