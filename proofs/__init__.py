"""Release checks beside genuine programs that the test suite has no room for: `./dev proof NAME`."""
