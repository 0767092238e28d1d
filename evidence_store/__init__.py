"""A content-addressed store for evidence. Knows nothing of Flask, the database or app/."""
