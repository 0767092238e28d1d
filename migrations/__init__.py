"""The steps by which a database reaches the schema of the code. `python -m migrations` takes them."""
