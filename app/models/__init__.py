"""The records: plain typed SQLAlchemy models, usable without Flask. One module per noun."""
